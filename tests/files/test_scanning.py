"""A scanner of viruses, where one is set: a small server that speaks clamd's protocol."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.files.scanning import ScannerAway, harm_in

HARM = b"X5O-mau-doc"


class _Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.wfile.write(b"stream: Mau.Test FOUND\0" if HARM in content else b"stream: OK\0")


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "clamd.sock")
    with socketserver.ThreadingUnixStreamServer(path, _Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield path
        server.shutdown()


def test_a_file_goes_to_the_scanner_whole(clamd: str) -> None:
    assert harm_in(bytes(300_000), clamd) is None
    harm = harm_in(bytes(300_000) + HARM, clamd)
    assert str(harm) == "Máy quét thấy mã độc trong tệp: Mau.Test."


@pytest.mark.parametrize("where", ["/nowhere/clamd.sock", "127.0.0.1:1"])
def test_no_file_is_taken_while_the_scanner_is_away(where: str) -> None:
    with pytest.raises(ScannerAway):
        harm_in(b"x", where)
