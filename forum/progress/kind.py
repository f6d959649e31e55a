"""Kind definition of reports on tasks: read and found with their task, approved by the body's head."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select

from forum.actor import Actor
from forum.contributions.models import OfficialText
from forum.contributions.official import Approval, OnPaper, SentBack
from forum.contributions.remarks import remark_kind
from forum.database import Db, ReadDb
from forum.programme.kind import task_cards, task_entries
from forum.progress.actions import (
    approve_progress,
    lock_for_paper,
    publish_progress,
    repudiate_progress,
    send_back_progress,
)
from forum.progress.models import ProgressText
from forum.progress.policy import KIND
from forum.progress.queries import drafted_progress, still_led, task_of_text
from forum.state import word_of
from forum.thing import Approving, Awaiting, Responsible, Thing, approving_steps
from forum.words import Words, _
from moderation.values import Json


async def responsible_for(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The body in whose name it is."""
    rows = await db.execute(select(OfficialText.id, OfficialText.body_id).where(OfficialText.id.in_(ids)))
    return {one: Responsible(body_ids=frozenset({body_id})) for one, body_id in rows if body_id is not None}


async def proven(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """What people read beside the words: of which task, how far it is."""
    rows = await db.scalars(select(ProgressText).where(ProgressText.id.in_(ids)))
    return {row.id: dict(row.beside) for row in rows}


async def awaiting(db: ReadDb, actor: Actor, text_id: int) -> Awaiting | None:
    task = await task_of_text(db, text_id)
    drafts = await drafted_progress(db, actor, task)
    drafted = next((one for one in drafts if one.text.id == text_id), None)
    can = approving_steps(drafted.can if drafted else (), "approve_progress", "send_back_progress")
    if drafted is None or not can:
        return None
    beside: list[tuple[Words, Words | str]] = [(_("Nhiệm vụ đang ở bước nào"), word_of(drafted.state))]
    if drafted.percent is not None:
        beside.append((_("Đã làm được khoảng"), f"{drafted.percent}%"))
    return Awaiting((Thing("task", task.id),), tuple(beside), drafted.digest, can)


async def approve(db: Db, actor: Actor, text_id: int, seen_digest: str) -> None:
    await approve_progress(db, actor, text_id, Approval(seen_digest=seen_digest))


async def send_back(db: Db, actor: Actor, text_id: int, note: str) -> None:
    await send_back_progress(db, actor, text_id, SentBack(note=note))


ON_PAPER = {KIND: OnPaper(lock_for_paper, still_led, publish_progress)}
KINDS = (
    replace(
        remark_kind(KIND, "objects.progress_report", task_cards, task_entries, responsible_for),
        responsible=responsible_for,
        approving=Approving(awaiting, approve, send_back, repudiate_progress),
        proven=proven,
    ),
)
