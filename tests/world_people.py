"""What the matrix needs of people: links, a password, a notice and a mail; proposals that wait."""

from datetime import date

from sqlalchemy import select, text

from forum import clock
from forum.accounts.actions.addresses import CorrectedAddress, correct_address
from forum.accounts.actions.bindings import NewBinding, bind
from forum.accounts.actions.factors import ProposedReset, propose_factor_reset
from forum.accounts.actions.logins import make_token
from forum.accounts.actions.unsubscribing import unsubscribe_token
from forum.accounts.models import AddressChange, ErasureOutcome, Passkey
from forum.accounts.passwords import hash_password
from forum.accounts.queries import token_digest
from forum.actor import Purpose, Role
from forum.contributions.actions.erasing import ProposedErasure, Wish, ask_for_erasure, propose_erasure
from forum.database import writing_session
from forum.deadlines.models import WorkdayOverride
from forum.finding.actions import NewSavedSearch, save_search
from forum.notifications.models import Notice, SampleMail
from forum.papers.models import OwnCopy
from forum.papers.own_data import ask_for_copy
from forum.programme.models import TaskBody
from forum.threads import actions as threads
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.proposals import ClarificationQuery, TakeUp
from tests.builders import Builders
from tests.official_texts import as_seen
from tests.world import World, a_proposal

A_JOB_SET_ASIDE = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts) "
    "VALUES ('default', 'sweep', 'failed', 9) RETURNING id"
)


async def people(build: Builders, world: World) -> None:
    names, body = world.names, TakeUp(body_id=int(world.names["body"]))
    clarified = await a_proposal(build, world, "Hiến kế cần làm rõ")
    answered = await a_proposal(build, world, "Hiến kế đã trả lời")
    names |= {"clarified_proposal": str(clarified), "answered_proposal": str(answered)}
    for proposal_id in (clarified, answered):
        async with build.acting(world.people["officer"]) as (db, actor):
            await threads.take_up(db, actor, proposal_id, body)
    async with build.acting(world.people["officer"]) as (db, actor):
        await threads.ask_clarification(
            db, actor, clarified, ClarificationQuery(text="Đề nghị nêu rõ kinh phí.")
        )
    async with build.acting(world.people["officer"]) as (db, actor):
        draft = DraftAnswer(outcome="accepted", text="Tiếp thu đề xuất này.")
        answer = await threads.draft_answer(db, actor, answered, draft)
    async with build.acting(world.people["officer"]) as (db, actor):
        await threads.submit_answer(db, actor, answer.id)
    async with build.acting(world.people["head"]) as (db, actor):
        await threads.approve_answer(db, actor, answer.id, await as_seen(db, answer.id))
    await _links(build, world)
    async with build.acting(world.people["staff"]) as (db, actor):
        name = f"Tra cứu riêng {world.hide('saved search', 'staff')}"
        kept = await save_search(db, actor, NewSavedSearch(name=name, address="q=mau"))
        names["saved_search"] = str(kept.id)
    async with build.acting(None) as (db, _):
        lead = select(TaskBody).where(TaskBody.task_id == int(names["task"]), TaskBody.part == "lead")
        db.add(WorkdayOverride(day=date(2026, 12, 31), is_worked=False, reason="Thông báo nghỉ mẫu"))
        for row in await db.scalars(lead):
            row.now_body_id = int(names["body"])
    async with build.acting(world.people["author"]) as (db, actor):
        await ask_for_copy(db, actor)
    for name in ("asked", "proposed"):
        async with build.acting(await build.person(name=f"Người Mẫu Xin Xóa {name}")) as (db, actor):
            names[f"{name}_erasure"] = str((await ask_for_erasure(db, actor, Wish())).thing_id)
    async with build.acting(world.people["staff"]) as (db, actor):
        names["staff_erasure"] = str((await ask_for_erasure(db, actor, Wish())).thing_id)
    async with build.acting(world.people["administrator"]) as (db, actor):
        proposed = ProposedErasure(outcome=ErasureOutcome.whole, reason="Đã kiểm tra người đề nghị.")
        await propose_erasure(db, actor, int(names["proposed_erasure"]), proposed)
    await _somebody_loses_a_telephone(build, world)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        names["author_copy"] = str(await db.scalar(select(OwnCopy.id)))
        author = world.people["author"].persona_id
        names["author_notice"] = str(
            await db.scalar(select(Notice.id).where(Notice.persona_id == author).limit(1))
        )
        names["mail"] = str(await db.scalar(select(SampleMail.id).limit(1)))
        names["set_aside_job"] = str(await db.scalar(A_JOB_SET_ASIDE))


async def _links(build: Builders, world: World) -> None:
    someone = await build.person(name="Người Mẫu Có Mật Khẩu")
    world.names["password_email"] = someone.email
    async with writing_session(build.engine) as db:
        stored = await db.merge(someone)
        stored.password_hash = await hash_password("một câu dễ nhớ")
        (await db.merge(world.people["staff"])).password_hash = stored.password_hash
        db.add(
            AddressChange(
                account_id=stored.id,
                old_email=stored.email,
                new_email="hop-thu-khac@mau.example",
                asked_at=clock.now(),
                confirm_hash=token_digest("lien-ket-xac-nhan-mau"),
                stop_hash=token_digest("lien-ket-dung-mau"),
            )
        )
        world.names |= {"address_token": "lien-ket-xac-nhan-mau", "stop_token": "lien-ket-dung-mau"}
        world.names["close_token"] = await make_token(db, "close", stored.id, clock.now())
        world.names["unsubscribe_token"] = unsubscribe_token(stored, Purpose.mail)
        for purpose in ("confirm", "login", "reset"):
            world.names[f"{purpose}_token"] = await make_token(db, purpose, stored.id, clock.now())
        world.names["administrator_token"] = await make_token(db, "first_administrator", None, clock.now())


async def _somebody_loses_a_telephone(build: Builders, world: World) -> None:
    """Their second factor is to be removed: another administrator has proposed it."""
    lost, other = await build.person(name="Người Mẫu Mất Máy"), await build.person(Role.administrator)
    async with build.acting(other) as (db, actor):
        key = Passkey(
            account_id=lost.id,
            credential_id=b"lost",
            public_key=b"",
            sign_count=0,
            name="Điện thoại đã mất",
            made_at=actor.at,
        )
        db.add(key)
        await db.flush()
        new = NewBinding(lost.id, Role.administrator)
        world.names["proposed_binding"] = str((await bind(db, actor, new)).id)
        reset = await propose_factor_reset(db, actor, lost.id, ProposedReset(reason="Mất điện thoại."))
        world.names |= {
            "lost_account": str(lost.id),
            "lost_passkey": str(key.id),
            "proposed_reset": str(reset.id),
        }
        moved = CorrectedAddress(email="hop-thu-moi-nua@mau.example", reason="Hộp thư cơ quan cũ đã đóng.")
        change = await correct_address(db, actor, lost.id, moved)
        world.names["proposed_address"] = str(change.id)
