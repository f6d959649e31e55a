"""Who may still say that a response misses the point, and who said so without an answer yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.models import Opinion
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TEXTS, TextView, text_view
from forum.database import ReadDb
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Opinions by id: `unanswered` have such a word and no response published after it; of `still_open` the author may
    say so until `open_until`, the last of these moments."""

    unanswered: tuple[int, ...]
    still_open: tuple[int, ...]
    open_until: datetime | None


_next_one, _response = aliased(OfficialText), aliased(Contribution)
_WAITING = (
    select(Opinion.id)
    .outerjoin(_next_one, _next_one.id == Opinion.response_id)
    .where(
        Opinion.consultation_id == bindparam("consultation_id"),
        Opinion.earlier_response_id.is_not(None),
        _next_one.id.is_(None) | (_next_one.state != OfficialState.published),
    )
    .order_by(Opinion.id)
)
_WINDOWS = (
    select(Opinion.id, Duty.due_at)
    .join(Duty, (Duty.thing_id == Opinion.id) & (Duty.thing_kind == "opinion"))
    .where(
        Opinion.consultation_id == bindparam("consultation_id"),
        Duty.kind == DutyKind.not_understood,
        RUNNING,
        Duty.due_at >= audience.AT,
    )
    .order_by(Opinion.id)
)


async def words_not_understood(db: ReadDb, at: datetime, consultation_id: int) -> NotUnderstood:
    """By the dates at `at`, whatever jobs ran. Two statements."""
    of_this = {"consultation_id": consultation_id}
    waiting = await db.scalars(_WAITING, of_this)
    windows = await db.execute(_WINDOWS, audience.moment(at) | of_this)
    running = [(opinion_id, due_at) for opinion_id, due_at in windows if due_at is not None]
    return NotUnderstood(
        tuple(waiting),
        tuple(opinion_id for opinion_id, _due_at in running),
        max((due_at for _id, due_at in running), default=None),
    )


async def missed_window(db: ReadDb, opinion_id: int) -> bool:
    """Whether its response was published while the opinion, which is shown, was not: its author was never asked of
    it."""
    asked = exists().where(
        Duty.thing_kind == "opinion",
        Duty.thing_id == Opinion.id,
        Duty.kind.in_([DutyKind.not_understood, DutyKind.answer_again]),
        Duty.started_at >= _response.published_at,
    )
    found = await db.scalar(
        select(Opinion.id)
        .join(Contribution, Contribution.id == Opinion.id)
        .join(OfficialText, OfficialText.id == Opinion.response_id)
        .join(_response, _response.id == OfficialText.id)
        .where(
            Opinion.id == opinion_id,
            Opinion.earlier_response_id.is_(None),
            Contribution.visibility == Visibility.published,
            OfficialText.state == OfficialState.published,
            ~asked,
        )
    )
    return found is not None


_MISUNDERSTANDINGS = (
    TEXTS.where(
        Contribution.subject_kind == "opinion",
        Contribution.subject_id.in_(bindparam("ids", expanding=True)),
        Contribution.kind == "misunderstanding",
    )
    .order_by(Contribution.id)
    .limit(500)
)


async def misunderstandings(
    db: ReadDb, actor: Actor, opinion_ids: Sequence[int]
) -> dict[int, tuple[TextView, ...]]:
    """What the authors of these opinions wrote about the response, by opinion. One statement."""
    if not opinion_ids:
        return {}
    found: dict[int, tuple[TextView, ...]] = {}
    for it, by in await db.execute(_MISUNDERSTANDINGS, audience.params(actor) | {"ids": opinion_ids}):
        view = text_view(actor, it, by)
        if view.subject is not None:
            found[view.subject.id] = (*found.get(view.subject.id, ()), view)
    return found
