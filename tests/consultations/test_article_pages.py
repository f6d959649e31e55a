"""A draft of any length is read a page at a time, at the same cost."""

import re

import pytest

from forum.actor import Role
from forum.consultations.models import Consultation, Paragraph, ParagraphText
from forum.paperwork.cited_places import paths_of
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_consultation_story import SetClock, give, paragraphs, set_clock
from tests.consultations.test_opinions_in_place import open_draft

__all__ = ["set_clock"]  # a fixture
ARTICLES, CLAUSES = 500, 9
PAGE_KB_MAX = 120


async def law(build: Builders, cid: int, articles: int = ARTICLES) -> None:
    """The draft as a law with chapters of twenty articles, of nine clauses each."""
    first, *_others = await paragraphs(build, cid)
    words = "Mức hỗ trợ cho người tham gia do cơ quan chủ trì xác nhận và công khai trên trang của cơ quan, lần {}."
    async with build.acting(None) as (db, _actor):
        (await db.get_one(Consultation, cid)).version += 1
        for former in await paragraphs(build, cid):
            await db.delete(await db.get_one(ParagraphText, former.id))
        rows = []
        for n in range(1, articles + 1):
            if n % 20 == 1:
                rows.append(("chapter", f"Chương {n // 20 + 1}", f"Chương {n // 20 + 1}", "Quy định mẫu"))
            rows.append(("article", f"Điều {n}", f"Điều {n}", f"Hỗ trợ loại {n}"))
            rows += [
                ("clause", f"{k}.", f"Điều {n} khoản {k}", words.format(k)) for k in range(1, CLAUSES + 1)
            ]
        places = [Paragraph(consultation_id=cid) for _row in rows]
        db.add_all(places)
        await db.flush()
        for position, ((kind, label, path, text), place) in enumerate(zip(rows, places, strict=True)):
            db.add(
                ParagraphText(
                    consultation_id=cid,
                    version=first.version,
                    paragraph_id=place.id,
                    position=float(position),
                    kind=kind,
                    label=label,
                    path=path,
                    text=text,
                )
            )


async def test_a_law_of_5000_paragraphs_costs_what_a_short_draft_costs(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, funding = await open_draft(client, build)
    of_short: list[int] = []
    for address in (url, f"{url}/doc/{funding.paragraph_id}", f"{url}/dieu/{funding.paragraph_id}"):
        of_short.append(await client.cost_of(address))
    await law(build, cid)
    texts = {text.path: text for text in await paragraphs(build, cid)}
    clause = texts["Điều 250 khoản 3"]
    await give(client, url, clause, "Khoản này cần rõ hơn về người xác nhận.")
    in_law = (url, f"{url}/doc/{clause.paragraph_id}", f"{url}/dieu/{clause.paragraph_id}")
    for address, statements in zip(in_law, of_short, strict=True):
        page = await client.get(address)
        assert len(page.text.encode()) <= PAGE_KB_MAX * 1000, address
        assert await client.cost_of(address) <= statements + 1, address
        assert len(page.soup.select(".para")) <= 12
    assert page.has("Khoản này cần rõ hơn")
    (counted,) = [a for a in page.soup.select(".outline a") if "Điều 250." in a.get_text()]
    assert re.search(r"1\s+góp ý", counted.get_text())
    assert counted.get("aria-current") == "true"
    names = [
        a.get_text(" ", strip=True) for a in page.soup.select(".para-tools a") if "Góp ý" in a.get_text()
    ]
    assert len(names) == len(set(names)), "each link says which paragraph it is about"
    whole = await client.get(f"{url}/toan-van")
    assert len(whole.soup.select(".para")) == len(texts)
    contents = await client.get(f"{url}/muc-luc")
    assert contents.has("Điều 500. Hỗ trợ loại 500")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("20", "Điều 20"),
        ("Điều 20 khoản 3", "Điều 20 khoản 3"),
        ("dieu 20 khoan 3", "Điều 20 khoản 3"),
        ("20.3", "Điều 20 khoản 3"),
        ("khoản", None),
        ("Điều 20 khoản 99", "Điều 20"),
        ("chuong 2", "Chương 2"),
        ("Điều 999", None),
    ],
)
async def test_a_citation_leads_to_its_place(
    client: Client, build: Builders, set_clock: SetClock, typed: str, path: str | None
) -> None:
    cid, url, _funding = await open_draft(client, build)
    await law(build, cid, 25)
    if path is None:
        page = await client.get(f"{url}/den?dieu={typed}", status=422)
        assert page.has(f"Dự thảo không có “{typed}”")
        assert page.field("dieu") == typed
        return
    texts = {text.path: text for text in await paragraphs(build, cid)}
    page = await client.get(f"{url}/den?dieu={typed}", status=303)
    assert page.location.endswith(f"/doc/{texts[path].paragraph_id}#doan-{texts[path].paragraph_id}")


def test_points_are_cited_with_their_letter_as_typed() -> None:
    assert next(iter(paths_of("Điều 7, khoản 2, điểm đ"))) == "Điều 7 khoản 2 điểm đ"
    assert [*paths_of("không có gì")] == []


async def test_after_sending_one_goes_back_to_the_paragraph_or_on_to_the_next(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    cid, url, _funding = await open_draft(client, build)
    await law(build, cid, 25)
    texts = {text.path: text for text in await paragraphs(build, cid)}
    clause, following = texts["Điều 20 khoản 3"], texts["Điều 20 khoản 4"]
    oid = await give(client, url, clause, "Khoản này cần rõ hơn về người xác nhận.")
    page = await client.get(f"/gop-y-du-thao/y-kien/{oid}")
    links = {a.get_text(" ", strip=True): str(a["href"]) for a in page.soup.select("main a")}
    assert links["Về Điều 20 khoản 3"].endswith(f"/dieu/{clause.paragraph_id}#doan-{clause.paragraph_id}")
    assert links["Góp ý đoạn sau"].endswith(f"/dieu/{following.paragraph_id}#viet")


async def test_only_an_author_of_the_audience_finds_the_form(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    _cid, url, funding = await open_draft(client, build)
    assert (await client.get(f"{url}/dieu/{funding.paragraph_id}")).soup.select_one("#viet form") is not None
    await client.log_in(await build.person(Role.moderator))
    page = await client.get(f"{url}/dieu/{funding.paragraph_id}")
    assert page.soup.select_one("#y-kien") is not None
