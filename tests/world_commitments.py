"""Official texts on commitments at each step, and a commitment that a body made by itself, moved and disputed."""

from datetime import date, timedelta

from forum import clock
from forum.clock import local_date
from forum.commitments import actions as commitments
from forum.commitments.actions import Dispute, DraftReport, DraftRequest, DraftRuling
from forum.commitments.models import Commitment
from forum.contributions.official import RecordedApproval
from forum.database import load
from forum.files.policy import FileRole
from tests import promises
from tests.builders import Builders
from tests.commitments.scene import reported, requested, working_day
from tests.official_texts import as_seen, seen
from tests.world import World, a_proposal
from tests.world_contact import a_commitment
from tests.world_files import a_file

SIDE = ("officer", "head")
WHY = "Việc này cần thêm số liệu của ba viện."


async def texts_on_commitments(build: Builders, world: World) -> None:
    people, names = world.people, world.names
    for state in ("drafted", "awaiting"):
        it = await a_commitment(build, world, f"báo cáo {state}")
        word = world.hide(f"report {'awaiting_approval' if state == 'awaiting' else state}", *SIDE)
        async with build.acting(people["officer"]) as (db, actor):
            new = DraftReport(outcome="done", text=f"Đã công bố danh mục {word}.")
            text = await commitments.draft_report(db, actor, it, new)
        names[f"{state}_report_text"] = str(text.id)
        if state == "awaiting":
            async with build.acting(people["officer"]) as (db, actor):
                await commitments.submit_text(db, actor, text.id)
    it = await a_commitment(build, world, "đề nghị đang soạn")
    async with build.acting(people["officer"]) as (db, actor):
        word = world.hide("request drafted", *SIDE)
        new_date = DraftRequest(asks_for="new_due", due_on=_later(60), text=f"{WHY} {word}.")
        names["drafted_request_text"] = str((await commitments.draft_request(db, actor, it, new_date)).id)
    for state in ("asked", "drafted", "awaiting", "recorded", "approved"):
        await _ruling(build, world, state)
    await _own_promise(build, world)


async def _ruling(build: Builders, world: World, state: str) -> None:
    people = world.people
    it = await a_commitment(build, world, f"đề nghị {state}")
    ask = DraftRequest(asks_for="new_due", due_on=_later(60), text=WHY)
    await requested(build, it, people["officer"], people["head"], ask)
    world.names[f"{state}_commitment"] = str(it)
    if state == "asked":
        return
    known = {"drafted": "drafted", "approved": "approved"}.get(state, "awaiting_approval")
    word = world.hide(f"ruling {known}", "leader", "assistant", "secretariat")
    async with build.acting(people["assistant"]) as (db, actor):
        new = DraftRuling(granted=True, text=f"Đồng ý với đề nghị {word}.")
        text = await commitments.draft_ruling(db, actor, it, new)
    world.names[f"{state}_ruling_text"] = str(text.id)
    if state == "drafted":
        return
    async with build.acting(people["assistant"]) as (db, actor):
        await commitments.submit_text(db, actor, text.id)
    if state == "recorded":
        scan = await a_file(build, people["assistant"], "Bản giấy mẫu", FileRole.approval_scan)
        async with build.acting(people["assistant"]) as (db, actor):
            digest = await seen(db, text.id)
            told = RecordedApproval(
                seen_digest=digest, how="paper", note="Bản giấy ở phòng thư ký.", file_ids=[scan]
            )
            await commitments.record_text_approval(db, actor, text.id, told)
    if state == "approved":
        async with build.acting(people["leader"]) as (db, actor):
            await commitments.approve_text(db, actor, text.id, await as_seen(db, text.id))


def _later(days: int) -> date:
    return working_day(local_date(clock.now()) + timedelta(days=days))


async def moved_by_its_body(build: Builders, world: World) -> int:
    """A body's own promise on a proposal of the author, whose date it moved, which the author may object to."""
    people, names = world.people, world.names
    proposal_id = await a_proposal(build, world, "Hiến kế có cam kết tự nêu")
    await promises.take_up(build, people["officer"], proposal_id, int(names["body"]))
    officer, head = people["officer"], people["head"]
    due = working_day(local_date(clock.now()) + timedelta(days=40))
    made = await promises.promise(build, officer, head, proposal_id, "Mở kho dữ liệu mẫu", due)
    ask = DraftRequest(asks_for="new_due", due_on=_later(80), text=WHY)
    await requested(build, made, officer, head, ask)
    return made


async def _own_promise(build: Builders, world: World) -> None:
    people, names = world.people, world.names
    names["moved_commitment"] = str(await moved_by_its_body(build, world))
    disputed = await a_commitment(build, world, "có ý kiến chưa đồng ý")
    await reported(build, disputed, people["officer"], people["head"])
    async with build.acting(people["author"]) as (db, actor):
        seen_now = Dispute.of(await load(db, Commitment, disputed))
        await commitments.dispute(
            db, actor, disputed, seen_now.model_copy(update={"reason": "Danh mục còn thiếu hai viện."})
        )
    names["disputed_commitment"] = str(disputed)
