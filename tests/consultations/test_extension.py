"""A consultation that is given more time: who may, what everybody reads, who is told, and what moves with it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from forum.clock import HANOI, end_of_day
from forum.consultations.actions import notices
from forum.consultations.actions.notices import Extension
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.models import Consultation
from forum.consultations.policy import Stance, Target
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_deadlines import CLOSES, MONDAY, Scene, scene

__all__ = ["scene"]

LATER = date(2027, 1, 15)  # a Friday
REASON = "Nhiều trường mẫu đề nghị thêm thời gian sau kỳ thi."


async def extend(build: Builders, scene: Scene, to: date = LATER, at: datetime = MONDAY) -> None:
    async with build.acting(scene.head, at) as (db, actor):
        seen = Extension.of(await load(db, Consultation, scene.id))
        await notices.extend(db, actor, scene.id, seen.model_copy(update={"closes_on": to, "reason": REASON}))


async def test_the_page_says_both_days_and_why_and_takes_opinions_until_the_later(
    build: Builders, client: Client, scene: Scene
) -> None:
    await extend(build, scene)
    page = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert page.has("15/01/2027") and page.has("đến hết ngày 25/12/2026") and page.has(REASON)
    async with build.acting(scene.author, end_of_day(CLOSES) + timedelta(days=2)) as (db, actor):
        new = NewOpinion(target=Target.whole, stance=Stance.agree, text="Tôi đồng ý với dự thảo.")
        await give_opinion(db, actor, scene.id, new)


async def test_the_time_to_respond_moves_with_the_last_day(build: Builders, scene: Scene) -> None:
    before = await scene.owed(build, DutyKind.respond)
    await extend(build, scene)
    after = await scene.owed(build, DutyKind.respond)
    assert before and before.due_at and after and after.due_at
    assert after.due_at - before.due_at >= timedelta(days=14)


async def test_who_wrote_is_told_of_the_new_day_and_the_reason(build: Builders, scene: Scene) -> None:
    at = datetime(2026, 12, 10, 9, 0, tzinfo=HANOI)
    async with build.acting(scene.author, at) as (db, actor):
        new = NewOpinion(target=Target.whole, stance=Stance.agree, text="Tôi đồng ý với dự thảo.")
        await give_opinion(db, actor, scene.id, new)
    await extend(build, scene, at=at)
    await build.run_jobs(at)
    async with build.acting(None, at) as (db, _):
        texts = await db.scalars(select(Notice.letter).where(Notice.persona_id == scene.author.persona_id))
        assert [text for text in texts if "gia hạn" in text and REASON in text and "25/12/2026" in text]


async def test_an_earlier_day_is_refused_beside_its_field(
    build: Builders, client: Client, scene: Scene
) -> None:
    async with build.acting(None) as (db, _):
        it = await load(db, Consultation, scene.id)
        it.closes_on = date(2099, 1, 1)
    await client.log_in(scene.head)
    path = f"/gop-y-du-thao/{scene.id}/gia-han"
    page = await client.send(path, {"closes_on": "31/12/2098", "reason": REASON}, status=422)
    assert "01/01/2099" in page.error_of("closes_on")
    assert page.field("reason").strip() == REASON


async def test_what_an_officer_extends_waits_for_the_head(
    build: Builders, client: Client, scene: Scene
) -> None:
    async with build.acting(None) as (db, _):
        (await load(db, Consultation, scene.id)).closes_on = date(2099, 1, 1)
    await client.log_in(scene.officer)
    typed = {"closes_on": "31/12/2099", "reason": REASON}
    sent = await client.send(f"/gop-y-du-thao/{scene.id}/gia-han", typed)
    await client.post(f"{sent.location}/duyet", {"seen_digest": "x"}, status=403)
    await client.send(f"/gop-y-du-thao/{scene.id}/gia-han", typed, status=409)  # one waits already
    await client.log_out()
    await client.get(sent.location, status=404)
    assert not (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has(REASON)
    await client.log_in(scene.head)
    page = await client.get(sent.location)
    assert page.has(REASON) and page.has("31/12/2099")
    await client.post(f"{sent.location}/duyet", page.form("/duyet"))
    await client.log_out()
    assert (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has(REASON)
    assert (await client.get(sent.location)).has(REASON)


async def test_a_notice_that_the_head_sent_back_is_replaced_by_the_next(
    build: Builders, client: Client, scene: Scene
) -> None:
    async with build.acting(None) as (db, _):
        (await load(db, Consultation, scene.id)).closes_on = date(2099, 1, 1)
    await client.log_in(scene.officer)
    typed = {"closes_on": "31/12/2099", "reason": REASON}
    sent = await client.send(f"/gop-y-du-thao/{scene.id}/gia-han", typed)
    await client.log_in(scene.head)
    await client.post(f"{sent.location}/tra-lai", {"note": "Nêu rõ hơn."})
    await client.log_in(scene.officer)
    assert (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has("Nêu rõ hơn.")
    again = await client.send(f"/gop-y-du-thao/{scene.id}/gia-han", typed)
    assert again.location != sent.location
    assert not (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has("Nêu rõ hơn.")
