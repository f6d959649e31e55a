"""What an opinion is about, what it proposes, and what is published of it."""

import pytest
from sqlalchemy import select

from forum.actor import Role
from forum.consultations.models import Consultation, Opinion, ParagraphText
from forum.consultations.policy import Stance
from forum.consultations.quoting import is_unchanged, phrase_in, without_label
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_consultation_story import (
    SetClock,
    announced,
    drafting_body,
    give,
    paragraphs,
    pasted,
    set_clock,
    table_sheet,
)

__all__ = ["set_clock"]  # a fixture
FUNDING = "Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng."
REWORDED = "Kinh phí do thành phố và các trường cùng đóng góp theo tỷ lệ sử dụng."
REASONS = "Các trường nhỏ chưa đủ nguồn lực."


async def open_draft(client: Client, build: Builders) -> tuple[int, str, ParagraphText]:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    return cid, url, next(p for p in await paragraphs(build, cid) if p.text == FUNDING)


async def stored(build: Builders, opinion_id: int) -> Opinion:
    async with build.acting(None) as (db, _actor):
        return await db.get_one(Opinion, opinion_id)


@pytest.mark.parametrize("stance", [one for one in Stance if one != Stance.amend])
async def test_only_who_asks_to_amend_proposes_a_wording(
    client: Client, build: Builders, set_clock: SetClock, stance: Stance
) -> None:
    cid, url, funding = await open_draft(client, build)
    oid = await give(client, url, funding, REASONS, stance=stance, wording=REWORDED)
    assert (await stored(build, oid)).typed_wording == ""
    async with build.acting(None) as (db, _actor):  # as an earlier version of the program stored it
        (await db.get_one(Opinion, oid)).typed_wording = REWORDED
    for page in (f"/gop-y-du-thao/y-kien/{oid}", f"{url}/dieu/{funding.paragraph_id}", f"{url}/tong-hop"):
        shown = await client.get(page)
        assert shown.has(REASONS)
        assert "thành phố" not in shown.main, page
    sheet = await table_sheet(client, build, cid)
    assert not any("thành phố" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("wording", [FUNDING, f"  {FUNDING.replace(' ', '  ')}", ""])
async def test_a_wording_that_changes_nothing_is_refused_beside_its_field(
    client: Client, build: Builders, set_clock: SetClock, wording: str
) -> None:
    _cid, url, funding = await open_draft(client, build)
    form = (await client.get(f"{url}/gop-y?doan={funding.paragraph_id}")).form("/gop-y")
    sent = form | {"stance": "amend", "text": REASONS, "wording": wording}
    page = await client.post(f"{url}/gop-y", sent, status=422)
    assert page.error_of("wording")
    assert page.field("text").strip() == REASONS


@pytest.mark.parametrize(
    ("label", "typed", "meant"),
    [
        ("1.", "1. Mức mới là 5.", "Mức mới là 5."),
        ("1.", "1) Mức mới", "Mức mới"),
        ("đ)", "đ) Trường khác", "Trường khác"),
        ("Điều 7", "điều  7. Tên mới", "Tên mới"),
        ("1.", "1.000 đồng mỗi năm", "1.000 đồng mỗi năm"),
        ("1.", "1 năm một lần", "1 năm một lần"),
        ("2.", "1. Mức mới", "1. Mức mới"),
        ("", "1. Mức mới", "1. Mức mới"),
    ],
)
def test_a_label_that_was_copied_along_is_no_change(label: str, typed: str, meant: str) -> None:
    assert without_label(typed, label, "Mức cũ là 4.") == meant


def test_a_label_that_the_text_itself_begins_with_stays() -> None:
    assert without_label("1. Mức mới", "1.", "1. Mức cũ") == "1. Mức mới"
    assert is_unchanged("Mức  cũ\n", "Mức cũ")


async def test_a_phrase_is_found_as_people_copy_it_and_marked(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    oid = await give(client, url, funding, REASONS, phrase=" “tỷ lệ\nSỬ dụng” ")
    it = await stored(build, oid)
    assert (it.phrase, it.phrase_start) == ("tỷ lệ sử dụng", FUNDING.index("tỷ lệ"))
    page = await client.get(f"/gop-y-du-thao/y-kien/{oid}")
    assert [mark.get_text() for mark in page.soup.select("mark")] == ["tỷ lệ sử dụng"]
    form = (await client.get(f"{url}/gop-y?doan={funding.paragraph_id}")).form("/gop-y")
    refused = form | {"stance": "ask", "text": REASONS, "phrase": "tỷ lệ đóng góp"}
    page = await client.post(f"{url}/gop-y", refused, status=422)
    assert page.error_of("phrase")
    assert page.field("phrase") == "tỷ lệ đóng góp"


async def test_of_a_phrase_that_stands_twice_the_first_is_meant_and_that_is_said(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, _funding = await open_draft(client, build)
    async with build.acting(None) as (db, _actor):
        text = (await db.scalars(select(ParagraphText).where(ParagraphText.text == FUNDING))).one()
        text.text = "Các trường cùng góp, các trường cùng dùng."
        where = text.paragraph_id
    form = (await client.get(f"{url}/gop-y?doan={where}")).form("/gop-y") | {"stance": "ask"}
    first = form | {"phrase": "cùng", "text": "Cùng là thế nào, ai trước ai sau?"}
    page = await client.follow(await client.post(f"{url}/gop-y", first))
    assert page.has("hơn một lần")
    there = await client.get(f"{url}/dieu/{where}?chu=c%C3%B9ng&tu=32")
    second = there.form("/gop-y") | {"stance": "ask", "text": "Cùng dùng vào lúc nào?"}
    page = await client.follow(await client.post(f"{url}/gop-y", second))
    assert not page.has("hơn một lần")
    assert page.has("các trường cùng dùng.")
    assert [mark.next_sibling.get_text() for mark in page.soup.select("mark") if mark.next_sibling] == [
        " dùng."
    ]


def test_words_are_whole_and_counted_in_code_points() -> None:
    found = phrase_in("Năm 𝟚𝟘 năm, mỗi nămg.", "năm")
    assert found is not None
    assert (found.text, found.start, found.times) == ("năm", 7, 1)
    assert phrase_in("không", "“ ”") is None


async def test_an_opinion_is_on_a_row_of_a_table(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    async with build.acting(None) as (db, _actor):
        text = await db.get_one(ParagraphText, funding.id)
        text.rows = [["Đối tượng", "Mức"], ["Giáo sư", "50 triệu"], ["Tiến sĩ", "30 triệu"]]
    page = await client.get(f"{url}/dieu/{funding.paragraph_id}")
    assert page.has("Góp ý dòng này")
    form = (await client.get(f"{url}/dieu/{funding.paragraph_id}?dong=2")).form("/gop-y")
    assert form["wording"] == "Tiến sĩ | 30 triệu"
    sent = form | {"stance": "amend", "wording": "Tiến sĩ | 45 triệu", "text": REASONS}
    opinion = await client.follow(await client.post(f"{url}/gop-y", sent))
    assert opinion.has("về dòng 2 của bảng")
    assert [" ".join(one.get_text().split()) for one in opinion.soup.select("del, ins")] == [
        "bỏ: 30",
        "thêm: 45",
    ]
    await client.post(
        f"{url}/gop-y", form | {"row_number": "3", "stance": "ask", "text": REASONS}, status=422
    )
    await client.post(
        f"{url}/gop-y", form | {"row_number": "0", "stance": "ask", "text": REASONS}, status=422
    )


@pytest.mark.parametrize(
    "typed",
    ["http://mau.example/a", "mau.example", "javascript:alert(1)", "https://a@mau.example/", "https://mau"],
)
async def test_evidence_is_a_page_on_the_web(
    client: Client, build: Builders, set_clock: SetClock, typed: str
) -> None:
    _cid, url, funding = await open_draft(client, build)
    form = (await client.get(f"{url}/gop-y?doan={funding.paragraph_id}")).form("/gop-y")
    form |= {"stance": "ask", "text": REASONS}
    page = await client.post(f"{url}/gop-y", form | {"evidence_url": typed}, status=422)
    assert page.error_of("evidence_url")
    good = form | {"evidence_url": "https://mau.example/bao-cao?nam=2026"}
    page = await client.follow(await client.post(f"{url}/gop-y", good))
    link = page.soup.select_one("a[href='https://mau.example/bao-cao?nam=2026']")
    assert link is not None
    assert "nofollow" in link["rel"]


async def _next_version(build: Builders, cid: int, funding: ParagraphText, words: str | None) -> None:
    """The draft is shown in a second version, where the paragraph has these words or is gone."""
    async with build.acting(None) as (db, _actor):
        it = await db.get_one(Consultation, cid)
        texts = select(ParagraphText).where(ParagraphText.consultation_id == cid, ParagraphText.version == 1)
        for text in (await db.scalars(texts)).all():
            is_it = text.id == funding.id
            if not is_it or words is not None:
                copied = {
                    c.key: getattr(text, c.key) for c in ParagraphText.__table__.columns if c.key != "id"
                }
                new = words if is_it else text.text
                db.add(ParagraphText(**copied | {"version": 2, "text": new}))
        it.shown_version = 2


async def test_an_opinion_from_a_page_of_the_former_version_is_sent_by_confirmation(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, funding = await open_draft(client, build)
    early = await give(client, url, funding, "Ý kiến về bản đầu của dự thảo.")
    form = (await client.get(f"{url}/dieu/{funding.paragraph_id}")).form("/gop-y")
    new = "Kinh phí do ngân sách thành phố bảo đảm."
    await _next_version(build, cid, funding, new)
    sent = form | {"stance": "amend", "wording": REWORDED, "text": REASONS}
    page = await client.post(f"{url}/gop-y", sent, status=409)
    assert page.has(new)
    assert page.field("wording") == REWORDED
    assert page.field("text").strip() == REASONS
    opinion = await client.follow(
        await client.post(f"{url}/gop-y", page.form("/gop-y") | {"stance": "amend"})
    )
    assert opinion.has(REASONS)
    shown = await client.get(f"{url}/dieu/{funding.paragraph_id}")
    (former,) = [one for one in shown.soup.select(".opinion") if "về bản 1" in one.get_text()]
    assert "Ý kiến về bản đầu" in former.get_text()
    assert (await stored(build, early)).quoted == FUNDING


async def test_an_opinion_on_a_paragraph_that_is_gone_is_kept_for_the_whole_draft(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, funding = await open_draft(client, build)
    form = (await client.get(f"{url}/dieu/{funding.paragraph_id}")).form("/gop-y")
    await _next_version(build, cid, funding, None)
    sent = form | {"stance": "amend", "wording": REWORDED, "text": REASONS}
    page = await client.post(f"{url}/gop-y", sent, status=409)
    assert page.has("không còn trong bản dự thảo")
    again = page.form("/gop-y") | {"stance": "amend"}
    assert REWORDED in again["text"]
    opinion = await client.follow(await client.post(f"{url}/gop-y", again))
    assert opinion.has(REWORDED)
    assert opinion.has("Góp ý cho cả dự thảo")


async def test_wordings_for_one_place_stand_side_by_side(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    await give(client, url, funding, REASONS, stance="amend", wording=REWORDED)
    one = await client.get(f"{url}/dieu/{funding.paragraph_id}")
    assert not one.has("So các câu chữ đề nghị")
    other = FUNDING.replace("cùng đóng góp", "tự nguyện đóng góp")
    await give(client, url, funding, "Không nên bắt buộc đóng góp.", stance="amend", wording=other)
    page = await client.get(f"{url}/dieu/{funding.paragraph_id}")
    assert page.has("So các câu chữ đề nghị")
    page = await client.get(f"{url}/dieu/{funding.paragraph_id}/cau-chu")
    inserted = [" ".join(ins.get_text().split()) for ins in page.soup.select(".side-by-side ins")]
    assert inserted == ["thêm: thành phố và", "thêm: tự nguyện"]
