"""A commitment that came of an answered question, and one that a body made by itself; official texts on them."""

from collections.abc import Sequence
from datetime import date, timedelta

from forum.accounts.models import Account
from forum.clock import local_date, now
from forum.commitments import actions as commitments
from forum.commitments.actions import DraftReport, DraftRequest, DraftRuling
from forum.commitments.lines import lines_of_text
from forum.commitments.models import CommitmentText
from forum.commitments.policy import Outcome, Part
from forum.contact.texts import actions as texts
from forum.contact.texts.actions import NewPromise
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines.working_days import add_working_days, is_working_day
from tests import session_texts
from tests.builders import Builders
from tests.client import Client, Page
from tests.contact.scene import Scene, announced_session, answered, held
from tests.official_texts import as_seen

TITLE = "Lập danh mục dữ liệu dùng chung"


async def promised(
    build: Builders,
    scene: Scene,
    question_id: int,
    title: str = TITLE,
    days: int = 30,
    task_ids: Sequence[int] = (),
) -> int:
    """What the chair assigned in the conclusion notice of the session, which is held for it. Returns the commitment."""
    at = max(scene.held_at, now())  # now, or on its day where that is to come
    await held(build, scene, at)
    conclusion, clerk = SessionTextKind.conclusion, scene.secretariat
    text_id = await session_texts.drafted(build, clerk, scene.session_id, conclusion, at)
    async with build.acting(clerk, at) as (db, actor):
        code = (await load(db, Contribution, question_id)).code or ""
        due = local_date(at) + timedelta(days=days)
        new = NewPromise(
            title=title,
            body_id=scene.body.id,
            due_on=due,
            on_rest_day=True,
            task_ids=list(task_ids),
            code=code,
        )
        await texts.add_promise(db, actor, text_id, new)
    await session_texts.approved(build, clerk, text_id, scene.leader_person, at)
    async with build.acting(clerk, at) as (db, actor):
        await texts.publish_text(db, actor, text_id)
        (line,) = await lines_of_text(db, text_id)
    assert line.commitment_id is not None
    return line.commitment_id


async def committed(build: Builders) -> tuple[Scene, int]:
    """Made today, due thirty days from today, confirmed by the asker."""
    scene = await announced_session(build, now() - timedelta(days=10))
    return scene, await promised(build, scene, await answered(build, scene))


async def approved(build: Builders, text: CommitmentText, drafter: Account, approver: Account) -> int:
    """Submitted by its drafter, approved by the person in whose name it is, published: it takes effect."""
    async with build.acting(drafter) as (db, actor):
        await commitments.submit_text(db, actor, text.id)
    async with build.acting(approver) as (db, actor):
        await commitments.approve_text(db, actor, text.id, await as_seen(db, text.id))
    if text.part == Part.ruling:
        async with build.acting(drafter) as (db, actor):
            await commitments.publish_text(db, actor, text.id)
    return text.id


async def reported(
    build: Builders,
    commitment_id: int,
    officer: Account,
    head: Account,
    outcome: Outcome | str = Outcome.done,
    words: str = "Đã làm như đã hứa.",
) -> int:
    async with build.acting(officer) as (db, actor):
        new = DraftReport(outcome=Outcome(outcome), text=words)
        text = await commitments.draft_report(db, actor, commitment_id, new)
    return await approved(build, text, officer, head)


async def requested(
    build: Builders, commitment_id: int, officer: Account, head: Account, new: DraftRequest
) -> int:
    async with build.acting(officer) as (db, actor):
        text = await commitments.draft_request(db, actor, commitment_id, new)
    return await approved(build, text, officer, head)


async def ruled(
    build: Builders, commitment_id: int, assistant: Account, leader: Account, new: DraftRuling
) -> int:
    async with build.acting(assistant) as (db, actor):
        text = await commitments.draft_ruling(db, actor, commitment_id, new)
    return await approved(build, text, assistant, leader)


def working_day(day: date) -> date:
    """That day, or the next one on which offices work."""
    return day if is_working_day(day) else add_working_days(day, 1)


async def approve_on_page(client: Client, drafter: Account, approver: Account, url: str) -> Page:
    """Both do it on the commitment's page, as people do."""
    await client.log_in(drafter)
    submitting = (await client.get(url)).soup.select_one("main form[action$='/trinh']")
    assert submitting is not None
    await client.post(str(submitting["action"]))
    await client.log_in(approver)
    page = await client.get(url)
    approving = page.soup.select_one("main form[action$='/duyet']")
    assert approving is not None
    return await client.follow(
        await client.post(str(approving["action"]), page.form(str(approving["action"])))
    )
