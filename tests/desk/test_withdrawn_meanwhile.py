"""What was dropped, overtaken, withdrawn or erased between two steps of a case: nothing comes back that its author took
away, nothing public goes by a decision about something else, and every case can end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Account, BindingRow, ErasureOutcome, ErasureRequest, Persona
from forum.actor import Purpose, Role
from forum.contributions.actions.consenting import withdraw_consent
from forum.contributions.actions.erasing import (
    ConfirmedErasure,
    ProposedErasure,
    Wish,
    ask_for_erasure,
    confirm_erasure,
    propose_erasure,
)
from forum.contributions.actions.names import CorrectedName, NewName, change_name, correct_name, standing_name
from forum.contributions.actions.writing import edit, standing_text, withdraw
from forum.contributions.models import Contribution
from forum.contributions.naming import name_of
from forum.database import load
from forum.deadlines.models import Duty
from forum.desk import actions
from forum.desk.actions import Grounds, HearingInput, OrderInput, RulingInput, SecondInput
from moderation.queries import waiting_case as case_on
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.desk.test_hiding import published
from tests.desk.test_queue import Scene, scene, visibility, waiting_case
from tests.desk.test_unheard import third_leaves, when_it_is_late

__all__ = ["scene"]

WHY = "Giải thích đủ dài cho tác giả đọc."
PASSAGE = "0900 000 000"


async def ruled(
    build: Builders, who: Account, case_id: int, version: int, verdict: str, rule: str = ""
) -> int:
    async with build.acting(who) as (db, actor):
        await actions.claim(db, actor, case_id)
    ruling = RulingInput.model_validate(
        {
            "version": version,
            "verdict": verdict,
            "rule": rule,
            "quote": PASSAGE if rule else "",
            "explanation": WHY,
        }
    )
    async with build.acting(who) as (db, actor):
        return (await actions.decide(db, actor, case_id, ruling)).decision_id


async def looked_at_again(build: Builders, who: Account, thread_id: int) -> int:
    async with build.acting(who) as (db, actor):
        order = OrderInput(reason="review", words="Đề nghị xem lại bài.")
        return (await actions.open_by_order(db, actor, thread_id, order)).case_id


async def edited(build: Builders, who: Account, contribution_id: int, words: str) -> None:
    async with build.acting(who) as (db, actor):
        standing = await standing_text(db, contribution_id)
        await edit(db, actor, contribution_id, standing.model_copy(update={"text": words}))


async def shown(build: Builders, contribution_id: int) -> tuple[str, str]:
    async with build.acting(None) as (db, _):
        it = await load(db, Contribution, contribution_id)
        return it.visibility, it.typed_text


async def owed(build: Builders, contribution_id: int) -> list[str]:
    async with build.acting(None) as (db, _):
        running = (Duty.thing_id == contribution_id, Duty.done_at.is_(None), Duty.void_at.is_(None))
        return sorted(await db.scalars(select(Duty.kind).where(*running)))


async def trusted(build: Builders, who: Account) -> None:
    async with build.acting(None) as (db, actor):
        (await load(db, Persona, who.persona_id)).trusted_at = actor.at


async def review_of(build: Builders, author: Account, decision_id: int) -> int:
    async with build.acting(author) as (db, actor):
        return (await actions.ask_review(db, actor, decision_id, Grounds(grounds=WHY))).case_id


async def reversed_by(build: Builders, case_id: int) -> None:
    hearer = await build.person(Role.moderator)
    async with build.acting(hearer) as (db, actor):
        await actions.claim(db, actor, case_id)
    async with build.acting(hearer) as (db, actor):
        await actions.hear(db, actor, case_id, HearingInput(reverses=True, explanation=WHY))


@pytest.mark.parametrize("verdict", ["return", "reject"])
async def test_a_verdict_on_an_edit_that_was_dropped_leaves_the_public_text(
    scene: Scene, build: Builders, client: Client, verdict: str
) -> None:
    thread_id = await published(build, client, scene)
    before = await shown(build, thread_id)
    await edited(build, scene.author, thread_id, f"Bản sửa, xin gọi {PASSAGE}.")
    async with build.acting(scene.author) as (db, actor):
        await withdraw_consent(db, actor, Purpose.terms)
    await ruled(build, scene.first, await waiting_case(build, thread_id), 2, verdict, "Q4")
    assert await shown(build, thread_id) == before


async def test_a_verdict_on_a_name_that_was_corrected_meanwhile_leaves_the_corrected_one(
    scene: Scene, build: Builders, client: Client
) -> None:
    await published(build, client, scene)
    async with build.acting(scene.author) as (db, actor):
        standing = NewName.of(*await standing_name(db, scene.author.persona_id))
        await change_name(db, actor, standing.model_copy(update={"name": f"Gọi {PASSAGE}"}))
    async with build.acting(await build.person(Role.administrator)) as (db, actor):
        seen = CorrectedName.of(*await standing_name(db, scene.author.persona_id))
        correct = seen.model_copy(update={"name": "Tác Giả Mẫu", "reason": "Theo giấy tờ."})
        await correct_name(db, actor, scene.author.persona_id, correct)
        it = await name_of(db, scene.author.persona_id)
        assert it is not None
        case_id = await case_on(db, it.kind, it.id)
    assert case_id is not None
    await ruled(build, scene.first, case_id, 2, "return", "Q4")
    assert await shown(build, it.id) == ("published", "Tác Giả Mẫu")


async def test_an_edit_that_a_newer_one_overtook_is_never_published(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await edited(build, scene.author, thread_id, "Bản thứ hai còn chờ duyệt.")
    await trusted(build, scene.author)
    await edited(build, scene.author, thread_id, "Bản thứ ba, đăng ngay.")
    await ruled(build, scene.first, await waiting_case(build, thread_id), 2, "approve")
    assert await shown(build, thread_id) == ("published", "Bản thứ ba, đăng ngay.")


@pytest.mark.parametrize("verdict", ["return", "reject"])
async def test_a_review_of_a_text_that_its_author_withdrew_is_heard_and_the_text_stays_closed(
    scene: Scene, build: Builders, client: Client, verdict: str
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    decision_id = await ruled(build, scene.first, case_id, 1, verdict, "Q4")
    review = await review_of(build, scene.author, decision_id)
    async with build.acting(scene.author) as (db, actor):
        if verdict == "return":  # what was rejected is not withdrawn by its author
            await withdraw(db, actor, scene.thread_id, UNSTATED)
        else:
            await withdraw_consent(db, actor, Purpose.terms)
    before = await visibility(build, scene.thread_id)
    assert "hearing" in await owed(build, scene.thread_id)
    await client.log_in(scene.second)
    assert (await client.get(f"/duyet-noi-dung/{review}")).has("Nhận duyệt bài này")
    await reversed_by(build, review)
    assert await visibility(build, scene.thread_id) == before
    assert await owed(build, scene.thread_id) == []


async def test_a_review_that_nobody_could_hear_ends_where_the_text_was_withdrawn(
    scene: Scene, build: Builders
) -> None:
    decision_id = await ruled(
        build, scene.first, await waiting_case(build, scene.thread_id), 1, "return", "Q1"
    )
    await review_of(build, scene.author, decision_id)
    async with build.acting(scene.author) as (db, actor):
        await withdraw(db, actor, scene.thread_id, UNSTATED)
    async with build.acting(None) as (db, actor):
        of_second = update(BindingRow).where(BindingRow.account_id == scene.second.id)
        await db.execute(of_second.values(revoked_at=actor.at))
    await third_leaves(build, scene)
    await when_it_is_late(build)
    assert await visibility(build, scene.thread_id) == "withdrawn"
    assert await owed(build, scene.thread_id) == []


async def test_a_hidden_text_that_was_looked_at_again_may_stay_hidden(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await looked_at_again(build, scene.first, thread_id)
    await ruled(build, scene.first, case_id, 1, "hide", "Q4")
    async with build.acting(scene.second) as (db, actor):
        await actions.confirm(db, actor, case_id, SecondInput(agrees=True))
    assert await visibility(build, thread_id) == "hidden"
    case_id = await looked_at_again(build, scene.first, thread_id)
    async with build.acting(scene.first) as (db, actor):
        await actions.claim(db, actor, case_id)
    await client.log_in(scene.first)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Vẫn ẩn")
    assert page.has("Khôi phục")
    decision_id = await ruled(build, scene.first, case_id, 1, "approve")
    assert await visibility(build, thread_id) == "hidden"
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Giữ nguyên") and page.has("Ẩn"), "the list of decisions on it"
    assert (await client.get(f"/quyet-dinh/{decision_id}")).has(f"Quyết định {decision_id}: giữ nguyên")


async def test_nothing_is_owed_on_a_withdrawn_text_whose_mask_lapsed(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await looked_at_again(build, scene.first, thread_id)
    await ruled(build, scene.first, case_id, 1, "mask", "Q4")
    async with build.acting(scene.author) as (db, actor):
        await withdraw(db, actor, thread_id, UNSTATED)
    later = clock.now() + timedelta(hours=73)
    async with build.acting(None, later) as (db, _):
        await actions.record_lapse(db, thread_id, later)
    assert await owed(build, thread_id) == []
    async with build.acting(scene.second, later) as (db, actor):
        await actions.close(db, actor, case_id)
    assert await owed(build, thread_id) == []


async def test_nothing_is_owed_once_the_case_of_a_dropped_name_is_closed(
    scene: Scene, build: Builders, client: Client
) -> None:
    await published(build, client, scene)
    async with build.acting(scene.author) as (db, actor):
        standing = NewName.of(*await standing_name(db, scene.author.persona_id))
        await change_name(db, actor, standing.model_copy(update={"name": "Tên Mới Mẫu"}))
        it = await name_of(db, scene.author.persona_id)
        assert it is not None
        case_id = await case_on(db, it.kind, it.id)
    assert case_id is not None
    await erased(build, scene.author)
    async with build.acting(scene.second) as (db, actor):
        await actions.close(db, actor, case_id)
    assert await owed(build, it.id) == []


async def erased(build: Builders, who: Account) -> None:
    async with build.acting(who) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish())).thing_id
    async with build.acting(await build.person(Role.administrator)) as (db, actor):
        proposed = ProposedErasure(outcome=ErasureOutcome.whole, reason="Đã kiểm tra giấy tờ.")
        await propose_erasure(db, actor, erasure_id, proposed)
    async with build.acting(await build.person(Role.auditor)) as (db, actor):
        await confirm_erasure(
            db, actor, erasure_id, ConfirmedErasure.of(await load(db, ErasureRequest, erasure_id))
        )


async def test_nothing_more_of_somebody_whose_account_was_erased_is_published(
    scene: Scene, build: Builders
) -> None:
    decision_id = await ruled(
        build, scene.first, await waiting_case(build, scene.thread_id), 1, "reject", "Q4"
    )
    review = await review_of(build, scene.author, decision_id)
    await erased(build, scene.author)
    await reversed_by(build, review)
    assert await visibility(build, scene.thread_id) == "rejected"
