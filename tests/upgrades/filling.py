"""A database with a row in every table, all by the real actions: the sample content, the world of the matrix of
rights, and here what both leave empty."""

import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts.actions.logins import note_browser
from forum.accounts.actions.registration import Registration, register
from forum.accounts.factors.recovery import make_codes
from forum.accounts.factors.totp import start_totp
from forum.accounts.limits import Origin
from forum.accounts.models import Body
from forum.actor import Purpose, Role
from forum.clock import local_date
from forum.consultations.actions.in_force import InForceSource, set_in_force
from forum.consultations.actions.sorting import Labelling, label_opinions
from forum.consultations.actions.versions import SlipMended, mend_slip
from forum.consultations.models import ParagraphText
from forum.contact import actions as contact
from forum.contact.actions.questions import Deferral
from forum.contributions.official.reading import note_reading
from forum.database import load, make_engine, reading_session, writing_session
from forum.programme.bodies import lead_body_ids
from forum.progress.actions import DraftProgress
from forum.queue import note_failure
from forum.sample import content, first_data
from forum.settings import Settings
from forum.versions import version_of
from forum.worker import make_job_app
from tests import session_texts
from tests.builders import Builders
from tests.contact.scene import plan
from tests.progress_reports import reported
from tests.world import World, build_world
from tests.world_parts import PARTS

TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
 WHERE c.relkind = 'r' AND s.nspname IN ('public', 'moderation', 'search') ORDER BY 1
"""


async def fill(settings: Settings) -> list[str]:
    """Fills a migrated, empty database. Returns the tables that are empty still; add here what fills them."""
    engine = make_engine(settings.database_url)
    try:
        async with writing_session(engine) as db:
            await first_data.load_first_data(db, clock.now())
        await content.load_sample(engine, clock.now())
        world = await build_world(engine, settings, PARTS)
    finally:
        await engine.dispose()
    return await fill_what_is_left(settings, world)


async def fill_what_is_left(settings: Settings, world: World) -> list[str]:
    """Fills the tables that the tests' world leaves empty. Returns those that are empty still."""
    engine = make_engine(settings.database_url)
    try:
        build = Builders(engine, settings)
        await build.run_jobs()
        for part in (
            _log_ins,
            _second_factor,
            _progress,
            _carried_question,
            _read_before_approving,
            _draft_at_work,
        ):
            await part(build, world)
        await _job_queue(settings, engine)
        return await empty_tables(engine)
    finally:
        await engine.dispose()


async def empty_tables(engine: AsyncEngine) -> list[str]:
    async with reading_session(engine) as db:
        tables = (await db.scalars(text(TABLES))).all()
        return [name for name in tables if not await db.scalar(text(f"SELECT EXISTS (SELECT FROM {name})"))]


async def _log_ins(build: Builders, world: World) -> None:
    """A registration whose mail is yet to be sent, counted against flooding."""
    async with writing_session(build.engine) as db:
        new = Registration(
            "moi@mau.example", "Người Mẫu Mới", "", "mat-khau-mau", (Purpose.terms, Purpose.mail)
        )
        origin = Origin("192.0.2.1", b"a secret of this test")
        await register(db, origin, "a browser", new, clock.now())


async def _second_factor(build: Builders, world: World) -> None:
    """A person with codes by time, codes on paper, and a browser that is known again."""
    person, secret = await build.person(), b"a secret of this test"
    async with build.acting(person) as (db, actor):
        await start_totp(db, person.id, secret, actor.at)
        await make_codes(db, person.id, secret, actor.at)
        await note_browser(db, person, "a browser", "linux firefox", actor.at)


async def _progress(build: Builders, world: World) -> None:
    async with reading_session(build.engine) as db:
        (body_id, *_) = await lead_body_ids(db, int(world.names["task"]), local_date(clock.now()))
        body = await load(db, Body, body_id)
    officer, head = (
        await build.person(Role.body_officer, body=body),
        await build.person(Role.body_head, body=body),
    )
    done = DraftProgress(state="in_progress", percent=40, text="Đã lập danh mục mẫu.")
    await reported(build, officer, head, int(world.names["task"]), done)


async def _carried_question(build: Builders, world: World) -> None:
    async with build.acting(world.people["secretariat"]) as (db, actor):
        later = plan(int(world.names["series"]), int(world.names["leader"]), actor.at, "Kỳ tiếp xúc sau")
        session_id = (await contact.plan_session(db, actor, later)).id
    await session_texts.announced(
        build, world.people["secretariat"], session_id, chair=world.people["leader"]
    )
    async with build.acting(world.people["secretariat"]) as (db, actor):
        deferred = Deferral(session_id=session_id, reason="Kỳ này không đủ thời gian để trả lời.")
        await contact.defer(db, actor, int(world.names["placed_question"]), deferred)


async def _read_before_approving(build: Builders, world: World) -> None:
    async with build.acting(world.people["head"]) as (db, actor):
        await note_reading(db, actor, int(world.names["awaiting_answer"]))


async def _draft_at_work(build: Builders, world: World) -> None:
    """An opinion under a group of issues, a slip that was mended, and a text in force beside the draft."""
    consultation_id = int(world.names["open_consultation"])
    async with build.acting(world.people["officer"]) as (db, actor):
        in_force = InForceSource(
            name="Quy chế mẫu số 01", draft="Điều 1. Phạm vi", seen_version=version_of(None)
        )
        await set_in_force(db, actor, consultation_id, in_force)
    async with build.acting(world.people["officer"]) as (db, actor):
        labelling = Labelling(opinion_ids=[int(world.names["opinion"])], label="Thời hạn")
        await label_opinions(db, actor, consultation_id, labelling)
    async with build.acting(world.people["head"]) as (db, actor):
        text = await load(db, ParagraphText, int(world.names["open_text"]))
        mended = SlipMended.of(text).model_copy(
            update={"new_text": text.text.replace("dự thảo", "dư thảo"), "reason": "Gõ thiếu dấu."}
        )
        await mend_slip(db, actor, text.id, mended)


async def _job_queue(settings: Settings, engine: AsyncEngine) -> None:
    """A worker that was killed while it kept time: its own row, and each periodic job put down once."""
    app = make_job_app(settings, engine)
    async with app.open_async():
        await app.job_manager.register_worker()
        for task in app.periodic_registry.periodic_tasks.values():
            job = task.task.configure(task_kwargs={"timestamp": int(time.time())}).job
            job_id = await app.job_manager.defer_periodic_job(job, task.periodic_id, int(time.time()))
    async with writing_session(engine) as db:
        await note_failure(db, job_id or 0, "ValueError", clock.now())
