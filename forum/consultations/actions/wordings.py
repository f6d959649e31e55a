"""The wording that a response takes up: put to its author where it was changed, and under the author's name where the
author agrees to be named."""

from collections.abc import Sequence
from typing import Literal, Protocol, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.consultations import events
from forum.consultations.actions.locking import locked
from forum.consultations.desk import policy
from forum.consultations.models import Consultation, Opinion, OpinionResponse
from forum.consultations.policy import Result
from forum.consultations.quoting import is_unchanged
from forum.contributions.actions.writing import clean
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import Invalid
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class WordingAnswer(BaseModel):
    agrees: bool


class Naming(Versioned):
    choice: Literal["named", "unnamed"]

    @classmethod
    def of(cls, may_be_named: bool | None) -> Self:
        choices = {None: None, True: "named", False: "unnamed"}
        return cls.current(choice=choices[may_be_named])


class TakenWording(Protocol):
    """What an office writes about the wording."""

    result: Result
    wording: str


def taken_wording(new: TakenWording, opinions: Sequence[Opinion]) -> str:
    """As it will stand: what the office typed, else the one wording that the accepted opinions propose."""
    typed = clean("wording", new.wording)
    if typed and new.result not in policy.TAKING:
        raise Invalid(
            "wording",
            _("Giải trình thì không có câu chữ được tiếp thu; đề nghị để trống, hoặc chọn tiếp thu."),
        )
    if typed or new.result != Result.accept:
        return typed
    proposed = {one.proposed_wording for one in opinions} - {""}
    return proposed.pop() if len(proposed) == 1 else ""


async def put_to_authors(db: Db, actor: Actor, opinion_ids: Sequence[int]) -> None:
    """After their response was published: who proposed a wording that was changed may say whether they agree."""
    rows = await db.execute(
        select(Opinion, Contribution.persona_id, OpinionResponse.wording)
        .join(Contribution, Contribution.id == Opinion.id)
        .join(OpinionResponse, OpinionResponse.id == Opinion.response_id)
        .where(
            Opinion.id.in_(opinion_ids),
            OpinionResponse.wording != "",
            Contribution.visibility == Visibility.published,
        )
        .order_by(Opinion.id)
        .with_for_update(of=Opinion)
    )
    owners = {}
    for opinion, persona_id, wording in rows:
        opinion.agrees_to_wording = None  # what was said of an earlier response is in the journal
        if opinion.proposed_wording and not is_unchanged(wording, opinion.proposed_wording):
            owners[Thing("opinion", opinion.id)] = Owner(OwnerKind.persona, persona_id)
    await duties.start_each(db, actor, DutyKind.agree_wording, owners)


async def answer_wording(db: Db, actor: Actor, opinion_id: int, answer: WordingAnswer) -> Opinion:
    """Once, while the author's window is open. Nothing waits for it."""
    it, text, opinion = await _locked(db, actor, opinion_id)
    thing = Thing("opinion", opinion_id)
    window = await duty_of(db, actor.at, thing, DutyKind.agree_wording)
    is_asked = window is not None and window.is_open
    require(policy.may_answer_wording(actor, text.persona_id, is_asked=is_asked))
    assert opinion.response_id is not None  # its publication opened the window
    opinion.agrees_to_wording = answer.agrees
    await duties.complete(db, actor, thing, DutyKind.agree_wording)
    answered = events.WordingAnswered(thing, opinion_id, opinion.response_id, answer.agrees)
    await record(db, actor, answered, also=(Thing("consultation", it.id),))
    return opinion


async def allow_naming(db: Db, actor: Actor, opinion_id: int, naming: Naming) -> Opinion:
    _it, text, opinion = await _locked(db, actor, opinion_id)
    has_wording = bool(opinion.proposed_wording)
    require(policy.may_allow_naming(actor, text.persona_id, has_wording=has_wording))
    naming.require_seen(Naming.of(opinion.may_be_named))
    opinion.may_be_named = naming.choice == "named"
    await record(db, actor, events.NamingAllowed(Thing("opinion", opinion_id), opinion.may_be_named))
    return opinion


async def _locked(db: Db, actor: Actor, opinion_id: int) -> tuple[Consultation, Contribution, Opinion]:
    seen = await load(db, Opinion, opinion_id)
    it = await locked(db, actor, seen.consultation_id)
    text = await load(db, Contribution, opinion_id, lock=True)
    return it, text, await load(db, Opinion, opinion_id, lock=True)
