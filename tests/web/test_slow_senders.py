"""Whoever sends slowly, much or many at once stops nobody, and reads why in words."""

import asyncio
import contextlib
from urllib.parse import urlencode

import pytest

from forum.actor import Role
from forum.settings import Settings
from forum.web import protocol, uploads
from forum.web.bodies import Pace, TooLarge, TooSlow, read_whole
from tests.builders import Builders
from tests.client import Client, Page, connections_held
from tests.web.sockets import served

HEAD = (
    b"POST %s HTTP/1.1\r\nhost: hien-ke.test\r\nsec-fetch-site: same-origin\r\ncookie: hien_ke=xxx\r\n"
    b"content-type: application/x-www-form-urlencoded\r\ncontent-length: 100000\r\n\r\n"
)
TYPED = urlencode({"title": "Một đề xuất mẫu", "text": "Chữ viết công phu không được mất."}).encode()


@pytest.mark.parametrize("path", [b"/dang-nhap", b"/hien-ke/moi"])
async def test_forty_slow_bodies_hold_no_connection_and_nobody_waits_for_them(
    settings: Settings, path: bytes
) -> None:
    async with served(settings) as program:
        slow = [await program.open(HEAD % path + b"a") for _ in range(40)]
        await asyncio.sleep(0.1)
        assert connections_held(program.app.state.app_state) == 0
        assert await program.status_of("/") == 200
        for _reader, writer in slow:
            writer.close()


async def test_a_body_that_does_not_come_in_time_is_answered_with_its_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FORM", Pace(whole=0.2, pause=0.2))
    async with served(settings) as program:
        answered = (await program.answer_to(HEAD % b"/hien-ke/moi" + TYPED)).decode()
    assert answered.startswith("HTTP/1.1 408")
    assert "Chữ viết công phu không được mất." in answered


async def test_a_closed_tab_is_no_error(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    async with served(settings) as program:
        _reader, writer = await program.open(HEAD % b"/hien-ke/moi" + TYPED)
        writer.close()
        assert await program.status_of("/") == 200
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nhost: hien-ke.test\r\n", b"GE"])
async def test_headers_that_do_not_come_in_time_close_their_connection(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.2)
    async with served(settings) as program:
        assert (await program.answer_to(start)).startswith(b"HTTP/1.1 408")
        assert await program.status_of("/") == 200


@pytest.mark.parametrize(
    "headers",
    [
        b"x-long: " + b"a" * 100_000 + b"\r\n",
        b"x-short: a\r\n" * 6_000,
        b"x-without-end: " + b"a" * 300_000,
    ],
    ids=["one long", "many short", "one without end"],
)
async def test_headers_past_64_kilobytes_are_refused(settings: Settings, headers: bytes) -> None:
    async with served(settings) as program:
        reader, writer = await program.open(b"GET / HTTP/1.1\r\nhost: hien-ke.test\r\n")
        answered = (
            b"HTTP/1.1 431"  # not read where the connection is reset, since more was sent than is taken
        )
        with contextlib.suppress(ConnectionError):
            writer.write(headers + b"\r\n")
            await writer.drain()
            answered = await reader.read()
        assert answered.startswith(b"HTTP/1.1 431")
        writer.close()
        assert await program.status_of("/") == 200


async def test_a_connection_kept_open_is_timed_for_each_request(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.3)
    async with served(settings) as program:
        reader, writer = await program.open(b"GET /healthz HTTP/1.1\r\nhost: hien-ke.test\r\n\r\n")
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        writer.write(b"GET /healthz HTTP/1.1\r\n")
        await writer.drain()
        assert (await reader.read()).startswith(b"HTTP/1.1 408")
        writer.close()


async def test_a_file_must_come_at_its_rate_and_a_form_whole_in_time() -> None:
    async def dripping() -> dict[str, object]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(TooSlow):
        await read_whole(dripping, bytearray(), 1_000_000, Pace(whole=60, pause=5, rate=8_000, minute=0.1))
    with pytest.raises(TooSlow):
        await read_whole(dripping, bytearray(), 1_000_000, Pace(whole=0.1, pause=5))
    with pytest.raises(TooLarge):
        await read_whole(dripping, bytearray(), 3, Pace(whole=60, pause=5))


FILE = (
    b"POST /quan-tri/chuong-trinh HTTP/1.1\r\nhost: hien-ke.test\r\nsec-fetch-site: same-origin\r\n"
    b"cookie: hien_ke=%s\r\n"
    b"content-type: multipart/form-data; boundary=b\r\ncontent-length: 1000000\r\n\r\n--b\r\n"
)


async def test_a_person_sends_three_files_at_once_and_a_stranger_none(
    settings: Settings, build: Builders, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FORM", Pace(whole=0.2, pause=0.2))
    await client.log_in(await build.person(Role.intellectual))
    token = client.http.cookies["hien_ke"].encode()
    async with served(settings) as program:
        sending = [await program.open(FILE % token) for _ in range(3)]
        await asyncio.sleep(0.2)
        answered = (await program.answer_to(FILE % token)).decode()
        assert answered.startswith("HTTP/1.1 429")
        assert "Ông/Bà đang gửi 3 tệp cùng lúc" in answered
        for _reader, writer in sending:
            writer.close()
        assert (await program.answer_to(FILE % b"xxx")).startswith(b"HTTP/1.1 408")


async def test_a_person_sends_two_hundred_megabytes_of_files_a_day(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too much is refused in words, and the words of the form stay."""
    from forum.accounts import limits

    monkeypatch.setitem(limits.MOST, "megabytes of files", 2)
    await client.log_in(await build.person(Role.intellectual))

    async def send(name: str) -> Page:
        typed = {"text": "Chữ viết công phu không được mất.", "_way": "attach"}
        return await client.send("/hien-ke/moi", typed, status=200, files=[(name, b"x" * 900_000)])

    assert not (await send("a.txt")).has("Không nhận được tệp này")
    assert not (await send("b.txt")).has("Không nhận được tệp này")
    refused = await send("c.txt")
    assert refused.has("Không nhận được tệp này: Trong một ngày, mỗi người gửi được không quá")
    assert refused.field("text") == "Chữ viết công phu không được mất."
