"""After the issue: the issued text stands beside the last draft, and each opinion says whether it is in it."""

import pytest
from bs4 import Tag

from forum.actor import Role
from forum.consultations.actions.issuing import ConfirmedUptake, confirm_uptake
from forum.consultations.desk.policy import Uptake
from forum.consultations.desk.uptake import Given, Proposal, proposed
from forum.consultations.drafts import version_of_draft
from forum.consultations.models import Consultation, Opinion, ParagraphText
from forum.consultations.policy import ConsultationState, Result, Stance
from forum.errors import Conflict
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import DRAFT
from tests.consultations.test_wordings_taken import PROPOSED, answered, with_wording

OLD = "Các trường cùng đóng góp kinh phí."
NEW = "Các trường cùng đóng góp kinh phí, thành phố hỗ trợ một nửa."


@pytest.mark.parametrize(
    ("stance", "result", "wording", "issued", "uptake"),
    [
        (Stance.amend, Result.accept, NEW, NEW, Uptake.in_text),
        (Stance.amend, Result.accept, NEW, "Kinh phí do thành phố hỗ trợ một nửa.", Uptake.in_part),
        (Stance.amend, Result.explain, NEW, OLD, Uptake.not_in_text),
        (Stance.amend, Result.accept, NEW, "Kinh phí do ngân sách bảo đảm.", Uptake.not_in_text),
        (Stance.object, Result.accept, "", None, Uptake.in_text),
        (Stance.object, Result.accept_in_part, "", NEW, Uptake.in_part),
        (Stance.object, Result.explain, "", OLD, Uptake.not_in_text),
        (Stance.object, Result.explain, "", NEW, None),
        (Stance.agree, Result.explain, "", OLD, Uptake.in_text),
        (Stance.agree, Result.explain, "", NEW, None),
        (Stance.ask, None, "", NEW, None),
    ],
)
def test_what_the_words_tell_of_an_opinion(
    stance: Stance, result: Result | None, wording: str, issued: str | None, uptake: Uptake | None
) -> None:
    texts = [] if issued is None else [ParagraphText(id=7, text=issued)]
    found = proposed(Given(stance, result, wording), OLD, texts)
    assert (found.uptake if found else None) == uptake
    if uptake in (Uptake.in_text, Uptake.in_part) and texts:
        assert found == Proposal(uptake, 7)


async def test_the_issued_text_is_compared_published_and_confirmed_per_opinion(
    build: Builders, client: Client
) -> None:
    scene, opinion_id = await with_wording(build)
    await answered(build, scene, opinion_id)
    await answered(build, scene, *scene.opinions, result="explain")
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Consultation, scene.consultation_id)
        it.state, it.concluded_at = ConsultationState.concluded, actor.at
    await client.log_in(scene.officer)
    await client.get(f"{base}/nhap-van-ban-ban-hanh", status=403)  # its number comes first
    await client.send(f"{base}/ban-hanh", {"number": "44/QĐ-UBND", "on": "26/11/2026"})
    text = DRAFT.replace("Các trường cùng đóng góp.", PROPOSED)
    await client.send(f"{base}/nhap-van-ban-ban-hanh", {"draft": text})
    await client.post(f"{base}/cong-bo-van-ban-ban-hanh", {}, status=403)
    await client.log_in(scene.head)
    await client.send(f"{base}/cong-bo-van-ban-ban-hanh", {})
    await client.log_in(scene.officer)
    page = await client.get(f"{base}/trong-van-ban")
    ticked = [str(one["value"]) for one in page.soup.select("input[name=confirmed]") if isinstance(one, Tag)]
    assert any(value.startswith(f"{opinion_id}:in_text:") for value in ticked)
    assert not any(value.startswith(f"{scene.opinions[1]}:") for value in ticked), (
        "of the whole: a person says"
    )
    await client.post(f"{base}/trong-van-ban", page.form("/trong-van-ban") | {"confirmed": ticked})
    other = f"/gop-y-du-thao/y-kien/{scene.opinions[1]}/trong-van-ban"
    await client.send(other, {"uptake": "in_part", "place": "Điều 99"}, status=422)
    await client.send(other, {"uptake": "in_part", "place": "điều 2"})
    await client.log_out()
    for url in (f"{base}-x", f"{base}-x/tong-hop", f"{base}-x/van-ban-ban-hanh"):
        page = await client.get(url)
        assert page.has("1 ý kiến có trong văn bản ban hành, 1 có một phần, 0 không có"), url
        assert page.has("Đã hỏi") and page.has("1 ý kiến chưa được đối chiếu"), url
    assert (await client.get(f"{base}-x/van-ban-ban-hanh")).has(PROPOSED)
    assert (await client.get(f"{base}-x/ban/2")).has("so với dự thảo cuối")
    assert (await client.get(f"/gop-y-du-thao/y-kien/{opinion_id}")).has("Có trong văn bản ban hành Điều 2")
    await build.run_jobs()
    await client.log_in(scene.author)
    assert (await client.get("/thong-bao")).has("đã ban hành")


async def test_only_the_body_says_what_stands_in_the_issued_text(build: Builders, client: Client) -> None:
    scene, opinion_id = await with_wording(build)
    stranger = await build.person(Role.body_head, body=await build.body())
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Consultation, scene.consultation_id)
        it.state, it.concluded_at, it.issued_number = ConsultationState.concluded, actor.at, "44/QĐ-UBND"
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    for person in (stranger, scene.author):
        await client.log_in(person)
        await client.post(f"{base}/nhap-van-ban-ban-hanh", {"draft": DRAFT}, status=403)
        await client.post(f"{base}/trong-van-ban", {"confirmed": f"{opinion_id}:in_text:"}, status=403)
    await client.log_in(scene.officer)
    await client.post(f"{base}/trong-van-ban", {"confirmed": f"{opinion_id}:in_text:"}, status=403)
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Opinion, opinion_id)).uptake is None


async def test_an_uptake_that_a_colleague_just_confirmed_is_not_overwritten(build: Builders) -> None:
    scene, opinion_id = await with_wording(build)
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Consultation, scene.consultation_id)
        it.state, it.concluded_at, it.issued_number = ConsultationState.concluded, actor.at, "44/QĐ-UBND"
        version = await version_of_draft(db, it.id, it.shown_version)
        version.is_issued = True
    async with build.acting(scene.officer) as (db, actor):
        seen = await db.get_one(Opinion, opinion_id)
        read = ConfirmedUptake.of(seen, "")
        new = read.model_copy(update={"uptake": Uptake.in_part})
        async with build.acting(scene.head) as (other, colleague):
            await confirm_uptake(other, colleague, opinion_id, new)
        with pytest.raises(Conflict):
            await confirm_uptake(db, actor, opinion_id, new.model_copy(update={"uptake": Uptake.not_in_text}))
        assert seen.uptake == Uptake.in_part
