"""Commitments as lines of an official text: what its approval covers, and what stands on its page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from forum.accounts.models import Body
from forum.commitments.models import PromisedLine
from forum.contributions.official import Beside
from forum.database import ReadDb
from forum.days import deadline
from forum.thing import Thing
from forum.words import Words, _
from moderation.values import Json


@dataclass(frozen=True, slots=True)
class LineView:
    """A line for those who write and approve its text; readers see the commitment that it becomes."""

    id: int
    text_id: int
    title: str
    detail: str
    body_id: int
    body: str
    body_ended_on: date | None
    due_on: date
    on_rest_day: bool
    task_ids: tuple[int, ...]
    source: Thing
    commitment_id: int | None


async def lines_of(db: ReadDb, text_ids: Sequence[int]) -> dict[int, tuple[LineView, ...]]:
    """The lines of each text in order, empty for a text without. One statement. The caller has checked that its
    reader may read the texts."""
    found: dict[int, list[LineView]] = defaultdict(list)
    if text_ids:
        rows = await db.execute(
            select(PromisedLine, Body.name, Body.ended_on)
            .join(Body, Body.id == PromisedLine.body_id)
            .where(PromisedLine.text_id.in_(text_ids))
            .order_by(PromisedLine.position, PromisedLine.id)
        )
        for it, body, ended_on in rows:
            found[it.text_id].append(_view(it, body, ended_on))
    return {text_id: tuple(found[text_id]) for text_id in text_ids}


async def lines_of_text(db: ReadDb, text_id: int) -> tuple[LineView, ...]:
    return (await lines_of(db, [text_id]))[text_id]


def _view(it: PromisedLine, body: str, ended_on: date | None) -> LineView:
    return LineView(
        id=it.id,
        text_id=it.text_id,
        title=it.title,
        detail=it.detail,
        body_id=it.body_id,
        body=body,
        body_ended_on=ended_on,
        due_on=it.due_on,
        on_rest_day=it.on_rest_day,
        task_ids=tuple(it.task_ids),
        source=Thing(it.source_kind, it.source_id),
        commitment_id=it.commitment_id,
    )


def beside_of_lines(lines: Iterable[LineView]) -> Beside:
    """What the approval covers of them: nothing for a text without lines, which has the digest that it had before
    texts could have any."""
    promised: list[Json] = [
        {
            "title": line.title,
            "detail": line.detail,
            "body": line.body_id,
            "due_on": line.due_on.isoformat(),
            "tasks": list(line.task_ids),
            "source": list(line.source),
        }
        for line in lines
    ]
    return {"commitments": promised} if promised else {}


def lines_in_words(lines: Iterable[LineView]) -> tuple[tuple[Words, Words | str], ...]:
    """Each as (label, words), for who approves it with its text."""
    return tuple(
        (
            _("Cam kết {number}", number=number),
            _("{body}, {by}: {work}", body=line.body, by=deadline(line.due_on), work=_work(line)),
        )
        for number, line in enumerate(lines, 1)
    )


def _work(line: LineView) -> str:
    return ". ".join(filter(None, (line.title, line.detail)))
