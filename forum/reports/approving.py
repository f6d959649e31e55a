"""The approval desk: what waits for the approval of a leader or of a head of a body, of whatever kind."""

from dataclasses import dataclass

from sqlalchemy import Select, exists, func, not_, select
from sqlalchemy.orm import aliased

from forum import audience, kinds
from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.queries import AWAITS_APPROVAL, OfficialView, officials
from forum.contributions.official.reading import note_reading, since_read
from forum.contributions.queries import Columns, TextView, texts_by_id
from forum.database import Db, ReadDb
from forum.errors import NotFound
from forum.paperwork.difference import Piece
from forum.thing import Awaiting, Card, Thing
from forum.urls import url_for

LISTED = 50
ON_THE_DESK = frozenset({"approve", "send_back"})


@dataclass(frozen=True, slots=True)
class DeskLine:
    card: Card
    url: str


@dataclass(frozen=True, slots=True)
class ApprovalDesk:
    lines: tuple[DeskLine, ...]
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A text or thing that the official text is about. `more_words` are judged with it: a proposed wording."""

    card: Card
    text: TextView | None
    more_words: str


@dataclass(frozen=True, slots=True)
class InFull:
    """A text that waits with all that its approval covers. `since_read` are the words beside those that the reader sent
    back or set aside."""

    card: Card
    text: TextView
    way: OfficialView
    awaiting: Awaiting
    answered: tuple[Answered, ...]
    since_read: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ApprovalPage(InFull):
    """`next_url` leads to what waits after it."""

    waiting_count: int
    next_url: str | None
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("approvals.text", self.text.id)


_head = aliased(Contribution)
_ANSWERS_HIDDEN = exists().where(
    (_head.id == Contribution.subject_id) & (_head.kind == Contribution.subject_kind),
    _head.visibility.in_([Visibility.interim_hidden, Visibility.hidden]),
    _head.hidden_until.is_(None) | (_head.hidden_until > audience.AT),
)


def _on_the_desk(query: Select[*Columns]) -> Select[*Columns]:
    """Restrict a query on Contribution to what waits for the reader. What answers a hidden text waits with that.
    Executed with `audience.params(actor)`.
    """
    of_it = OfficialText.id == Contribution.id
    return query.join(OfficialText, of_it).where(AWAITS_APPROVAL, not_(_ANSWERS_HIDDEN))


_COUNT = _on_the_desk(select(func.count(Contribution.id)))
_OLDEST = _on_the_desk(select(Contribution.kind, Contribution.id)).order_by(Contribution.id).limit(LISTED)


async def waiting_count(db: ReadDb, actor: Actor) -> int:
    return await db.scalar(_COUNT, audience.params(actor)) or 0


async def approval_desk(db: ReadDb, actor: Actor) -> ApprovalDesk:
    """The longest waiting first. A few statements a kind, however many wait."""
    things = await _waiting(db, actor)
    cards = await kinds.cards(db, actor, things)
    lines = [DeskLine(cards[one], url_for("approvals.text", one.id)) for one in things if one in cards]
    return ApprovalDesk(tuple(lines), await waiting_count(db, actor))


async def _waiting(db: ReadDb, actor: Actor) -> list[Thing]:
    rows = await db.execute(_OLDEST, audience.params(actor))
    return [Thing(kind, text_id) for kind, text_id in rows]


async def waiting_ids(db: ReadDb, actor: Actor) -> list[int]:
    """The longest waiting first, no more than the desk lists."""
    return [one.id for one in await _waiting(db, actor)]


async def in_full(db: ReadDb, actor: Actor, text_id: int) -> InFull | None:
    """None for what does not wait for the actor's approval."""
    kind = await _kind_of(db, text_id)
    awaiting = await kinds.approving(kind).awaiting(db, actor, text_id)
    text = (await texts_by_id(db, actor, [text_id])).get(text_id)
    if awaiting is None or text is None or not awaiting.can & ON_THE_DESK:
        return None
    return InFull(
        card=await kinds.card(db, actor, text.thing),
        text=text,
        way=(await officials(db, [text_id]))[text_id],
        awaiting=awaiting,
        answered=await _answered(db, actor, awaiting),
        since_read=await since_read(db, actor, text),
    )


async def approval_page(db: ReadDb, actor: Actor, text_id: int) -> ApprovalPage:
    """Raises NotFound for what does not wait for the actor's approval."""
    shown = await in_full(db, actor, text_id)
    if shown is None:
        raise NotFound
    following, awaiting = await next_url(db, actor, text_id), shown.awaiting
    return ApprovalPage(
        card=shown.card,
        text=shown.text,
        way=shown.way,
        awaiting=awaiting,
        answered=shown.answered,
        since_read=shown.since_read,
        waiting_count=await waiting_count(db, actor),
        next_url=following,
        can=awaiting.can & ON_THE_DESK | ({"set_aside"} if following else set()),
    )


async def _kind_of(db: ReadDb, text_id: int) -> str:
    found = await db.scalar(
        select(Contribution.kind)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .where(Contribution.id == text_id)
    )
    if found is None:
        raise NotFound
    return found


async def _answered(db: ReadDb, actor: Actor, awaiting: Awaiting) -> tuple[Answered, ...]:
    cards = await kinds.cards(db, actor, awaiting.about)
    texts = await texts_by_id(
        db, actor, [one.id for one in awaiting.about if kinds.is_text(kinds.KINDS[one.kind])]
    )
    words = await kinds.responsible_for(db, awaiting.about)
    return tuple(
        Answered(cards[one], text, text.barred(words[one].more_words) if text else "")
        for one in awaiting.about
        if one in cards
        for text in [texts.get(one.id)]
    )


async def next_url(db: ReadDb, actor: Actor, text_id: int) -> str | None:
    """What waits after it, and after the last the first."""
    after = await db.scalar(
        _on_the_desk(select(Contribution.id))
        .where(Contribution.id != text_id)
        .order_by(Contribution.id < text_id, Contribution.id)
        .limit(1),
        audience.params(actor),
    )
    return url_for("approvals.text", after) if after is not None else None


async def approve(db: Db, actor: Actor, text_id: int, seen_digest: str) -> None:
    await kinds.approving(await _kind_of(db, text_id)).approve(db, actor, text_id, seen_digest)


async def send_back(db: Db, actor: Actor, text_id: int, note: str) -> None:
    await note_reading(db, actor, text_id)
    await kinds.approving(await _kind_of(db, text_id)).send_back(db, actor, text_id, note)


async def set_aside(db: Db, actor: Actor, text_id: int) -> None:
    """Leave it for later. Raises NotFound for what does not wait for the actor's approval."""
    await approval_page(db, actor, text_id)
    await note_reading(db, actor, text_id)
