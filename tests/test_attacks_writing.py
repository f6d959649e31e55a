"""Texts made to hold the house up or to say what they are not."""

import time

import pytest

from forum.actor import Role
from forum.consultations.models import Consultation
from forum.typed_text import html_of
from tests.builders import Builders
from tests.client import Client


@pytest.mark.parametrize(
    "piece",
    [
        "![a",
        "[](",
        "**a*",
        "*_",
        "w.",
        "a@",
        "a.b@",
        "www.",
        "http://",
        "1.1",
        "- a\n",
        "> a\n",
        "(",
        "\u00a0a",
    ],
)
def test_thousands_of_marks_are_left_as_typed_in_no_time(piece: str) -> None:
    bomb = (piece * 20_000)[:20_000]
    started = time.process_time()
    html = html_of(bomb)
    assert time.process_time() - started < 1
    assert len(html) < 6 * len(bomb)


def test_a_thousand_addresses_are_shown_and_four_hundred_lead_somewhere() -> None:
    html = html_of("xem www.mau.example/a nhé " * 1000)
    assert html.count("<a ") == 400
    assert html.count(">www.mau.example/a<") == 400
    assert len(html) < 90_000


async def test_a_pasted_draft_with_an_unreadable_character_is_refused_beside_its_field(
    client: Client, build: Builders
) -> None:
    body = await build.body()
    await client.log_in(await build.person(Role.body_officer, body=body))
    form = (await client.get("/gop-y-du-thao/moi")).form("/gop-y-du-thao/moi") | {
        "body_id": str(body.id),
        "title": "Dự thảo mẫu",
        "summary": "Tóm tắt dự thảo.",
        "document_kind": "draft-other",
    }
    page = await client.post("/gop-y-du-thao/moi", form | {"draft": "Điều 1. Phạm\0 vi"}, status=422)
    assert "không đọc được" in page.error_of("draft")
    assert page.field("title") == "Dự thảo mẫu"
    async with build.acting(None) as (db, _):
        assert await db.get(Consultation, 1) is None
