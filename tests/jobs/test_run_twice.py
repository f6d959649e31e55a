"""Every job may run twice, as after a worker that was killed: the second leaves what the first left."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import select, text, update

from forum import clock, jobs
from forum.accounts.actions.addresses import NewAddress, change_address
from forum.accounts.actions.logins import mail_owner
from forum.accounts.actions.registration import ask_link
from forum.accounts.limits import Origin
from forum.accounts.models import Account, BindingRow, Body, MailPace
from forum.clock import local_date
from forum.consultations.actions import preparing
from forum.consultations.actions.in_force import InForceSource, set_in_force
from forum.consultations.actions.preparing import NewConsultation
from forum.database import writing_session
from forum.files import store
from forum.files.actions import CLEAN_FILE
from forum.files.models import File
from forum.jobs import JOBS, JobContext
from forum.notifications.models import Notice, SampleMail
from forum.papers.actions import ask_for_paper
from forum.papers.own_data import ask_for_copy
from forum.programme.models import TaskBody
from forum.thing import Thing
from forum.versions import version_of
from forum.worker import REGISTERED
from tests.builders import Builders
from tests.matrix import digests
from tests.world import World

# So late that windows have closed, hides have lapsed and duties are late.
MUCH_LATER = timedelta(days=60)
# Of each name; others of the name run once.
TWICE = 6
NEXT = text(
    "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' "
    "AND (scheduled_at IS NULL OR scheduled_at <= :at) ORDER BY id LIMIT 1"
)


async def a_link(build: Builders, world: World) -> None:
    async with build.acting(None) as (db, actor):
        origin = Origin("192.0.2.1", b"a secret of this test")
        await ask_link(db, origin, world.people["member"].email, "login", actor.at)


async def another_address(build: Builders, world: World) -> None:
    async with build.acting(world.people["member"]) as (db, actor):
        await change_address(db, actor, NewAddress(email="khac@mau.example"))


async def a_copy(build: Builders, world: World) -> None:
    async with build.acting(world.people["member"]) as (db, actor):
        await ask_for_copy(db, actor)


async def a_paper(build: Builders, world: World) -> None:
    async with build.acting(world.people["member"]) as (db, actor):
        thing = Thing("consultation", int(world.names["answered_consultation"]))
        await ask_for_paper(db, actor, thing, "opinion_table", "docx")


async def a_letter_of_the_week(build: Builders, world: World) -> None:
    async with build.acting(None) as (db, _):
        persona_id = world.people["author"].persona_id
        weekly = update(Account).where(Account.persona_id == persona_id).values(mail_pace=MailPace.weekly)
        waits = update(Notice).where(Notice.persona_id == persona_id).values(waits=True, mailed_at=None)
        for change in (weekly, waits):
            await db.execute(change)


async def html_to_make(build: Builders, world: World) -> None:
    async with build.acting(None) as (db, _):
        await db.execute(text("UPDATE contributions SET html = ''"))


async def a_second_factor(build: Builders, world: World) -> None:
    async with build.acting(None) as (db, actor):
        await mail_owner(db, world.people["member"].id, "factor_set", actor.at)


async def a_long_draft(build: Builders, world: World) -> None:
    """Pasted; too long to be read while its officer waits."""
    async with build.acting(world.people["officer"]) as (db, actor):
        clauses = "".join(f"{n}. Khoản dài này do máy đọc ở phía sau.\n" for n in range(1, 700))
        new = NewConsultation(
            body_id=int(world.names["body"]),
            title="Một dự thảo dài",
            summary="Tóm tắt dự thảo mẫu.",
            document_kind="draft-other",
            draft=f"Điều 1. Phạm vi\n{clauses}",
        )
        await preparing.create(db, actor, new)


async def a_text_in_force(build: Builders, world: World) -> None:
    async with build.acting(world.people["officer"]) as (db, actor):
        new = InForceSource(name="Quy chế mẫu số 01", draft="Điều 1. Phạm vi", seen_version=version_of(None))
        await set_in_force(db, actor, int(world.names["open_consultation"]), new)


async def a_received_file(build: Builders, world: World) -> None:
    content = "Chữ trong một tệp mẫu.".encode()
    (store.folder(build.settings) / "received").write_bytes(content)
    async with build.acting(world.people["author"]) as (db, actor):
        assert actor.persona_id is not None
        file = File(
            persona_id=actor.persona_id,
            name="Tệp mẫu.txt",
            size=len(content),
            received_digest=hashlib.sha256(content).hexdigest(),
            received_as="received",
            found=[],
            removed=[],
            created_at=actor.at,
        )
        db.add(file)
        await db.flush()
        await jobs.defer(db, CLEAN_FILE, file_id=file.id)


async def heads_for_others(build: Builders, world: World) -> None:
    build.settings.head_addresses = "mot@mau.example, hai@mau.example"


async def a_last_day(build: Builders, world: World) -> None:
    """A role whose last day goes by, with a draft that nobody else of the house has written."""
    async with build.acting(None) as (db, actor):
        of_officer = BindingRow.account_id == world.people["officer"].id
        await db.execute(update(BindingRow).where(of_officer).values(until_on=local_date(actor.at)))


async def another_lead(build: Builders, world: World) -> None:
    """Nobody can approve the reports of the former one any more."""
    async with build.acting(None) as (db, _):
        of_task = (TaskBody.task_id == int(world.names["task"])) & (TaskBody.part == "lead")
        another = select(Body.id).where(Body.id != int(world.names["body"])).order_by(Body.id).limit(1)
        await db.execute(update(TaskBody).where(of_task).values(now_body_id=another.scalar_subquery()))


async def a_disowned_end(build: Builders, world: World) -> None:
    """As it stands where a notice was disowned before the version in which that ends nothing."""
    ended = "(c.state = 'concluded' AND n.act = 'conclude') OR (c.state = 'stopped' AND n.act = 'stop')"
    found = f"SELECT n.id FROM consultation_notices n JOIN consultations c ON c.id = n.consultation_id WHERE {ended}"
    async with build.acting(None) as (db, _):
        await db.execute(text(f"UPDATE official_texts SET repudiated_at = now() WHERE id IN ({found})"))


# A job that no act of the world defers needs one here.
ACTS: tuple[Callable[[Builders, World], Awaitable[None]], ...] = (
    a_link, another_address, a_copy, a_paper, a_letter_of_the_week, html_to_make, a_second_factor, a_long_draft,
    a_text_in_force, a_received_file, heads_for_others,
    a_last_day, another_lead, a_disowned_end,
)  # fmt: skip


async def test_a_second_run_of_any_job_changes_nothing_and_mails_nothing(
    in_the_world: tuple[Builders, World],
) -> None:
    assert REGISTERED
    build, world = in_the_world
    for act in ACTS:
        await act(build, world)
    ran: dict[str, int] = {}
    await _run_all_twice(build, ran)
    for name in [name for name, known in JOBS.items() if known.cron]:
        async with writing_session(build.engine) as db:
            await jobs.defer(db, name)
    await _run_all_twice(build, ran, later=MUCH_LATER)
    assert set(JOBS) - set(ran) == set(), "no act of ACTS leads to these jobs"


async def _run_all_twice(build: Builders, ran: dict[str, int], later: timedelta = timedelta()) -> None:
    at = clock.now() + later
    while True:
        async with writing_session(build.engine) as db:
            found = (await db.execute(NEXT, {"at": at})).one_or_none()
            if found is None:
                return
            await db.execute(text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": found.id})
        ran[found.task_name] = ran.get(found.task_name, 0) + 1
        await _run(build, found.task_name, found.args, later)
        if ran[found.task_name] <= TWICE:
            once = await _left(build)
            await _run(build, found.task_name, found.args, later)
            twice = await _left(build)
            changed = {table for table in once.keys() | twice if once.get(table) != twice.get(table)}
            assert changed == set(), f"a second {found.task_name} {found.args} changes them"


async def _run(build: Builders, name: str, args: dict[str, object], later: timedelta) -> None:
    async with writing_session(build.engine) as db:
        await JOBS[name].run(JobContext(db, clock.now() + later, build.settings, build.engine), **args)


async def _left(build: Builders) -> dict[str, object]:
    """All rows; mails and the jobs that wait each once: a mail sent twice has one Message-ID, and a job that is
    deferred twice is again a job that runs twice."""
    left: dict[str, object] = {
        name: digest
        for name, digest in (await digests(build.engine)).items()
        if ".procrastinate" not in name and name != "public.sample_mails"
    }
    async with writing_session(build.engine) as db:
        waiting = select(text("DISTINCT task_name, args::text FROM procrastinate_jobs"))
        mails = select(SampleMail.to, SampleMail.subject, SampleMail.text)
        left["mails"] = {tuple(row) for row in await db.execute(mails)}
        left["what waits"] = {tuple(row) for row in await db.execute(waiting)}
    return left
