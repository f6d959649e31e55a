"""Texts made to hold the house up or to say what they are not."""

import pytest

from forum.actor import Role
from forum.consultations.models import Consultation
from forum.rendering import markdown
from tests.builders import Builders
from tests.client import Client


@pytest.mark.parametrize("piece", ["![a", "[", "[a](", "![](", "[a][", "[!["])
def test_thousands_of_brackets_are_left_as_typed_and_not_sought_through(piece: str) -> None:
    bomb = (piece * 20_000)[:20_000]
    html = markdown(bomb)
    assert html.count("[") == bomb.count("[")
    assert "<a " not in html


@pytest.mark.parametrize("piece", ["**a*", "~~a", "*_", "*a _b "])
def test_thousands_of_marks_of_emphasis_make_no_tags(piece: str) -> None:
    html = markdown((piece * 20_000)[:20_000])
    assert "<em>" not in html
    assert "<s>" not in html
    assert len(html) < 30_000


def test_a_text_with_a_hundred_links_and_a_thousand_bold_words_keeps_them() -> None:
    text = "[nguồn](https://mau.example/a) " * 100 + "**đậm** " * 700
    html = markdown(text)
    assert html.count("<a ") == 100
    assert html.count("<strong>") == 700


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
