"""Gathering opinions on a sheet, and sending them together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.opinions import store_opinion
from forum.consultations.checking import NewOpinion, check, places_of
from forum.consultations.models import SUBMISSION_PREFIX, Consultation, OpinionSubmission
from forum.consultations.queries.sheets import Gathered, gathered_on, sheet_version
from forum.contributions.actions import start_following
from forum.contributions.actions.codes import next_code
from forum.contributions.actions.drafts import Typed, gather_draft, mark_sent
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution, Draft
from forum.database import Db, load
from forum.errors import Conflict, Forbidden, Invalid
from forum.journal import record
from forum.thing import Thing
from forum.urls import url_for
from forum.versions import Versioned
from forum.words import _


async def gather_opinion(db: Db, actor: Actor, consultation_id: int, new: NewOpinion, typed: Typed) -> int:
    """Put an opinion that could be given on the actor's sheet; returns how many it has."""
    it = await load(db, Consultation, consultation_id)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_give_opinion(actor, it))
    check(it, new, await places_of(db, it, [new]))
    return await gather_draft(db, actor, it.id, typed)


class SentSheet(Versioned):
    """`confirmed` are the keys of opinions whose author has read the words that are shown now; `only` is the key of one
    that is sent alone. `seen_version` is of the whole sheet."""

    confirmed: list[str] = []
    only: str = ""

    @classmethod
    def of(cls, gathered: Sequence[Gathered]) -> Self:
        return cls.current(sheet_version(gathered))


@dataclass(frozen=True, slots=True)
class Sent:
    """What went, as one submission or as one opinion alone, and how many stay on the sheet."""

    submission_id: int | None
    code: str
    first_id: int  # of the opinions
    count: int
    left: int


async def submit_opinions(db: Db, actor: Actor, consultation_id: int, sheet: SentSheet) -> Sent:
    """Send what is on the actor's sheet: each opinion as a text of its own, under one receipt. What is refused stays on
    the sheet, and stops no other."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_give_opinion(actor, it))
    confirmed = {*sheet.confirmed, sheet.only}
    gathered = await gathered_on(db, actor, it, confirmed=confirmed, lock=True)
    _require_seen(sheet, gathered)
    asked = [one for one in gathered if sheet.only in ("", one.key)]
    submission = None if sheet.only else await _submission(db, actor, it)
    submission_id = submission.id if submission is not None else None
    texts = [text for one in asked if (text := await _sent(db, actor, it, one, submission_id)) is not None]
    if not texts:
        raise Invalid("", _("Chưa góp ý nào gửi được; mời xem điều ghi ở từng góp ý."))
    first, *_others = texts
    await start_following(db, first.persona_id, Thing("consultation", it.id), actor)
    for text in texts:
        await announce(db, actor, text, has_own_receipt=submission is None)
    if submission is None:
        return Sent(None, first.code or "", first.id, len(texts), len(gathered) - len(texts))
    of_draft = Thing("consultation", it.id)
    await record(db, actor, events.OpinionsSubmitted(of_draft, submission.persona_id, submission.id))
    return Sent(submission.id, submission.code, first.id, len(texts), len(gathered) - len(texts))


def _require_seen(sheet: SentSheet, gathered: Sequence[Gathered]) -> None:
    message = _("Phiếu đã đổi hoặc đã gửi ở cửa sổ khác. Mời Ông/Bà xem lại phiếu dưới đây rồi gửi.")
    sheet.require_seen(SentSheet.of(gathered), message)
    if not gathered:
        raise Forbidden(_("Phiếu chưa có góp ý nào."), code="wrong_state")


async def _submission(db: Db, actor: Actor, it: Consultation) -> OpinionSubmission:
    assert actor.persona_id is not None  # who may give an opinion has a persona
    submission = OpinionSubmission(
        consultation_id=it.id,
        persona_id=actor.persona_id,
        code=await next_code(db, SUBMISSION_PREFIX, actor.at),
        sent_at=actor.at,
    )
    db.add(submission)
    await db.flush()
    return submission


async def _sent(
    db: Db, actor: Actor, it: Consultation, one: Gathered, submission_id: int | None
) -> Contribution | None:
    """None where it is refused: it then stays on the sheet as it is."""
    if one.checked is None:
        return None
    fields = (await db.get_one(Draft, one.key)).fields
    try:
        async with db.begin_nested():  # a refusal leaves nothing of this one
            text = await store_opinion(db, actor, it, one.checked, submission_id)
            await mark_sent(db, actor, one.key, url_for("consultations.opinion", text.id), fields)
    except (Invalid, Conflict):
        return None
    return text
