"""Asks clamd, where an operator has set one, whether a file is known to do harm."""

import socket
import struct
from collections.abc import Iterator

from forum.words import Words, _

SECONDS = 60
CHUNK = 1 << 16


class ScannerAway(Exception):
    """The scanner does not answer, or refuses to scan."""


def harm_in(content: bytes, clamd: str) -> Words | None:
    """What clamd says of the content; None where it finds nothing. Blocks. `clamd` is host:port or the path of a
    socket. Raises ScannerAway: a file is never taken unscanned where a scanner is set."""
    try:
        with _connected(clamd) as connection:
            connection.sendall(b"zINSTREAM\0")
            for chunk in _chunks(content):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            answer = b"".join(iter(lambda: connection.recv(4096), b"")).rstrip(b"\0\n ")
    except OSError as away:
        raise ScannerAway from away
    if answer.endswith(b"FOUND"):
        name = answer.removeprefix(b"stream: ").removesuffix(b" FOUND").decode("ascii", "replace")
        return _("Máy quét thấy mã độc trong tệp: {name}.", name=name)
    if not answer.endswith(b"OK"):
        raise ScannerAway
    return None


def _connected(clamd: str) -> socket.socket:
    if clamd.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(clamd)
        return connection
    host, _colon, port = clamd.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS)


def _chunks(content: bytes) -> Iterator[bytes]:
    for place in range(0, len(content), CHUNK):
        yield content[place : place + CHUNK]
