"""Several wordings for one place stand side by side, where people read and where the office answers."""

from forum.actor import Role
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
)
from tests.consultations.test_opinions_in_place import FUNDING

__all__ = ["set_clock"]  # a fixture
WHO = ("thành phố", "viện", "doanh nghiệp")


async def test_three_wordings_for_a_paragraph_are_compared_by_readers_and_by_the_office(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    funding = next(p for p in await paragraphs(build, cid) if p.text == FUNDING)
    for who in WHO:
        await client.log_in(await build.person(Role.intellectual, is_trusted=True))
        wording = FUNDING.replace("các trường", f"{who} và các trường")
        await give(client, url, funding, f"Cần thêm {who}.", stance="amend", wording=wording)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    await give(client, url, funding, "Không tán thành.", wording="Câu chữ không được đăng.")

    page = await client.get(f"{url}/dieu/{funding.paragraph_id}/cau-chu")
    beside = page.soup.select(".side-by-side section")
    assert [who in one.get_text() for one, who in zip(beside, WHO, strict=True)] == [True] * 3
    assert all(one.select("ins") for one in beside)
    assert not page.has("Câu chữ không được đăng")
    read = await client.get(f"{url}/doc/{funding.paragraph_id}")
    (strip,) = read.soup.select(f"#doan-{funding.paragraph_id} svg.strip")
    assert strip["aria-label"] == "3 đề nghị sửa, 1 không tán thành"

    await client.log_in(officer)
    desk = await client.get(f"/gop-y-du-thao/{cid}/tiep-thu")
    others = desk.soup.select(".side-by-side > div")
    assert [one.get_text().count("thành phố") for one in others] == [0, 0]
    assert ["viện" in others[0].get_text(), "doanh nghiệp" in others[1].get_text()] == [True, True]
    assert all(one.select("ins") for one in others)
