"""A file comes in pieces: the web process never holds it, and what breaks off leaves nothing."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from forum.actor import Role
from forum.database import reading_session
from forum.files import store
from forum.files.models import File
from forum.files.policy import FILE_BYTES, FileState
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client, connections_held
from tests.web.sockets import served

START = b'--b\r\ncontent-disposition: form-data; name="text"\r\n\r\nCh\xe1\xbb\xaf\r\n'
FILE = b'--b\r\ncontent-disposition: form-data; name="files"; filename="%s"\r\n\r\n'
END = b"\r\n--b--\r\n"
HEADERS = {"content-type": "multipart/form-data; boundary=b", "sec-fetch-site": "same-origin"}
PIECE = bytes(range(256)) * 256


async def body(size: int) -> AsyncIterator[bytes]:
    yield START + FILE % b"a.pdf"
    for _ in range(size // len(PIECE)):
        yield PIECE
    yield END


async def files_in(build: Builders) -> list[File]:
    async with reading_session(build.engine) as db:
        return list(await db.scalars(select(File).order_by(File.id)))


async def test_25_megabytes_are_received_in_a_few_of_memory(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    await client.get("/hien-ke/moi")
    content = body(FILE_BYTES)
    tracemalloc.start()
    response = await client.http.post("/hien-ke/moi", content=content, headers=HEADERS)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.status_code == 422
    (file,) = await files_in(build)
    assert file.size == FILE_BYTES
    assert most < 12 * 2**20, f"{most} bytes were held at once"


async def test_a_body_in_chunks_counts_for_the_day_too(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.accounts import limits

    monkeypatch.setitem(limits.MOST, "megabytes of files", 5)
    await client.log_in(await build.person(Role.intellectual))
    for size, state in ((4 * 2**20, FileState.received), (4 * 2**20, FileState.refused)):
        await client.http.post("/hien-ke/moi", content=body(size), headers=HEADERS)
        assert (await files_in(build))[-1].state == state


async def test_a_file_that_breaks_off_leaves_nothing_and_holds_no_connection(
    settings: Settings, client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    head = (
        b"POST /hien-ke/moi HTTP/1.1\r\nhost: hien-ke.test\r\nsec-fetch-site: same-origin\r\ncookie: hien_ke=%s\r\n"
        b"content-type: multipart/form-data; boundary=b\r\ncontent-length: 2000000\r\n\r\n"
    )
    async with served(settings) as program:
        start = head % client.http.cookies["hien_ke"].encode() + START + FILE % b"a.pdf" + PIECE * 20
        _reader, writer = await program.open(start)
        await asyncio.sleep(0.5)
        assert connections_held(program.app.state.app_state) == 0
        assert [path.suffix for path in store.folder(settings).iterdir()] == [".tmp"]
        writer.close()
        await asyncio.sleep(0.5)
    assert list(store.folder(settings).iterdir()) == []
    assert await files_in(build) == []


async def test_a_stranger_sends_no_file_and_loses_no_words(client: Client, build: Builders) -> None:
    form = {"title": "Một đề xuất mẫu", "text": "Chữ viết công phu không được mất.", "_way": "preview"}
    page = await client.post("/hien-ke/moi", form, status=200, files=[("a.txt", b"x")])
    assert page.field("text") == form["text"]
    assert await files_in(build) == []


@pytest.mark.parametrize("content", [b"--b\r\nbroken", b"--c\r\n\r\n--c--", b"", START + b"--b--\r\n"])
async def test_a_broken_form_is_refused_in_words(client: Client, build: Builders, content: bytes) -> None:
    await client.log_in(await build.person(Role.intellectual))
    response: httpx.Response = await client.http.post("/hien-ke/moi", content=content, headers=HEADERS)
    assert response.status_code == 422
