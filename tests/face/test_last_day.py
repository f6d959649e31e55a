"""The last day of whatever closes, a minute before and a minute after midnight in Hải Phòng."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from forum.clock import HANOI
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_consultation_story import announced, drafting_body, pasted
from tests.contact.scene import announced_session

ZONE = "(giờ Việt Nam)"


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FORUM_CLOCK", os.fspath(tmp_path / "clock"))
    return tmp_path / "clock"


async def test_a_draft_takes_opinions_until_the_end_of_its_last_day(
    client: Client, build: Builders, clock: Path
) -> None:
    clock.write_text("2026-11-24T09:00:00+07:00")
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    clock.write_text("2026-12-10T23:59:00+07:00")
    for path in (url, "/gop-y-du-thao", "/"):
        page = await client.get(path)
        assert page.has(f"đến hết ngày 10/12/2026 {ZONE}"), path
        assert page.has("hôm nay là ngày cuối"), path
        assert not page.has("còn 0 ngày"), path
    assert page.has("Đang lấy ý kiến")
    clock.write_text("2026-12-11T00:01:00+07:00")
    page = await client.get(url)
    for named in (f"/gop-y-du-thao/{cid}", f"/gop-y-du-thao/{cid}/tong-hop", f"{url}/tong-hop"):
        await client.get(named)  # as quoted on the telephone, with its name or without
    assert page.has("Hết thời hạn góp ý")
    assert not page.has("ngày cuối")


async def test_a_session_takes_questions_until_the_end_of_its_last_day(
    client: Client, build: Builders, clock: Path
) -> None:
    scene = await announced_session(build, datetime(2026, 12, 1, 9, 0, tzinfo=HANOI))
    await client.log_in(scene.asker)
    clock.write_text("2026-12-06T23:59:00+07:00")
    for path in (scene.url, "/"):
        page = await client.get(path)
        assert page.has(f"đến hết ngày 06/12/2026 {ZONE}"), path
        assert page.has("hôm nay là ngày cuối"), path
        assert page.has(f"14:00, 11/12/2026 {ZONE}"), path
    await client.get(f"{scene.url}/cau-hoi/moi")
    calendar = await client.get(f"{scene.url}/lich.ics")
    assert "đến hết ngày 06/12/2026" in calendar.text.replace("\r\n ", "")
    clock.write_text("2026-12-07T00:01:00+07:00")
    assert (await client.get(scene.url)).has("Hết hạn gửi câu hỏi")
    await client.get(f"{scene.url}/cau-hoi/moi", status=403)
