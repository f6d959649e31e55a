"""A file that broke off goes on from the last byte that arrived, for the session that began it and for nobody else."""

import asyncio
import hashlib
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.accounts import limits
from forum.accounts.models import Attempt
from forum.actor import Role
from forum.database import reading_session
from forum.files import store
from forum.files.policy import FILE_BYTES, FileState
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client
from tests.files.test_receiving import END, HEADERS, PIECE, files_in
from tests.web.sockets import Served, served

CONTENT = PIECE * 60  # 3.9 MB
NINE_TENTHS = len(CONTENT) * 9 // 10
AT = "/hien-ke/moi"


def part(start: int, size: int = len(CONTENT), name: str = "báo cáo.pdf") -> bytes:
    """As the script sends it."""
    fields = {"_way": "attach", "_key": "", "_file_from": start, "_file_size": size, "_file_modified": 1700}
    plain = 'content-disposition: form-data; name="'
    lines = [f'--b\r\n{plain}{one}"\r\n\r\n{value}\r\n' for one, value in fields.items()]
    file = f'--b\r\n{plain}files"; filename="{name}"\r\n\r\n'
    return "".join((*lines, file)).encode()


async def received(client: Client, size: int = len(CONTENT)) -> int:
    asked = urlencode({"ten": "báo cáo.pdf", "co": size, "sua": 1700})
    answer = await client.http.get(f"/tep/da-nhan?{asked}")
    return int(answer.json()["received"])


async def broken_off(program: Served, client: Client, start: int, until: int) -> None:
    """Send the file from `start`, and go away before its end."""
    length = len(part(start)) + len(CONTENT) - start + len(END)
    head = (
        f"POST {AT} HTTP/1.1\r\nhost: hien-ke.test\r\nsec-fetch-site: same-origin\r\n"
        f"cookie: hien_ke={client.http.cookies['hien_ke']}\r\n"
        f"content-type: {HEADERS['content-type']}\r\ncontent-length: {length}\r\n\r\n"
    )
    _reader, writer = await program.open(head.encode() + part(start) + CONTENT[start:until])
    writer.close()
    for _ in range(100):
        if await received(client) == until:
            return
        await asyncio.sleep(0.05)


async def megabytes(build: Builders) -> int:
    async with reading_session(build.engine) as db:
        return await db.scalar(select(func.count()).select_from(Attempt)) or 0


async def test_an_upload_that_broke_off_at_90_percent_goes_on_from_there(
    settings: Settings, client: Client, build: Builders
) -> None:
    person = await build.person(Role.intellectual)
    await client.log_in(person)
    async with served(settings) as program:
        await broken_off(program, client, 0, len(CONTENT) // 2)
        await broken_off(program, client, len(CONTENT) // 2, NINE_TENTHS)
    assert await received(client) == NINE_TENTHS
    assert await files_in(build) == []
    assert await megabytes(build) <= 5, "what did not come is not counted"
    rest = part(NINE_TENTHS) + CONTENT[NINE_TENTHS:] + END
    answer = await client.http.post(AT, content=rest, headers=HEADERS | {"hx-request": "true"})
    assert answer.status_code == 200 and "báo cáo.pdf" in answer.text
    (file,) = await files_in(build)
    assert (file.name, file.size, file.state) == ("báo cáo.pdf", len(CONTENT), FileState.received)
    assert file.received_digest == hashlib.sha256(CONTENT).hexdigest()
    where = store.storage_of(settings)
    assert [one.name for one in where.stored()] == [file.received_as]
    assert store.read_anything(where, file.received_as) == CONTENT


async def test_nobody_else_continues_it_nor_learns_of_it(
    settings: Settings, client: Client, build: Builders
) -> None:
    owner = await build.person(Role.intellectual)
    await client.log_in(owner)
    async with served(settings) as program:
        await broken_off(program, client, 0, NINE_TENTHS)
    rest = part(NINE_TENTHS) + CONTENT[NINE_TENTHS:] + END
    own = client.http.cookies["hien_ke"]
    for somebody in (await build.person(Role.intellectual), owner):  # the owner in another session too
        await client.log_in(somebody)
        assert await received(client) == 0
        answer = await client.http.post(AT, content=rest, headers=HEADERS | {"hx-request": "true"})
        assert "phần đã gửi trước đó không có ở đây" in answer.text
        assert (await files_in(build))[-1].state == FileState.refused
    client.http.cookies.clear()
    assert (await client.http.get("/tep/da-nhan?ten=a&co=1&sua=1")).status_code == 303
    client.http.cookies.set("hien_ke", own)
    assert await received(client) == NINE_TENTHS


async def test_parts_that_nobody_continues_are_swept(
    settings: Settings, client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    async with served(settings) as program:
        await broken_off(program, client, 0, NINE_TENTHS)
    where = store.storage_of(settings)
    assert store.sweep(where, set(), clock.now()) == 0
    assert store.sweep(where, set(), clock.now() + 2 * store.YOUNG) == 1
    assert await received(client) == 0


@pytest.mark.parametrize("size", [40_000_000, FILE_BYTES + 1])
async def test_a_file_that_says_it_is_too_large_need_not_be_sent(
    client: Client, build: Builders, size: int
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    answer = await client.http.post(AT, content=part(0, size) + END, headers=HEADERS | {"hx-request": "true"})
    assert answer.status_code == 200 and "tệp lớn hơn 25 MB" in answer.text
    (file,) = await files_in(build)
    assert (file.state, file.size) == (FileState.refused, size)


async def test_the_limits_of_a_day_hold_for_parts(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.MOST, "megabytes of files", 4)
    await client.log_in(await build.person(Role.intellectual))
    for state in (FileState.received, FileState.refused):
        content = part(0) + CONTENT + END
        await client.http.post(AT, content=content, headers=HEADERS)
        assert (await files_in(build))[-1].state == state
