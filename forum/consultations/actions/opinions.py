"""Submitting an opinion: on the whole draft, on a guiding question, on a paragraph, or on a phrase or a row of one."""

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.actions.locking import locked
from forum.consultations.checking import Checked, NewOpinion, check, places_of
from forum.consultations.models import OPINION_PREFIX, Consultation, Opinion
from forum.contributions.actions import NewText, start_following
from forum.contributions.actions.writing import announce
from forum.contributions.entering.submitting import EnteredFor, entered, submit_for
from forum.contributions.models import Contribution
from forum.database import Db
from forum.thing import Thing

__all__ = ["EnteredOpinion", "NewOpinion", "enter_opinion", "give_opinion", "store_opinion"]


class EnteredOpinion(EnteredFor, NewOpinion):
    """An opinion of somebody who wrote, called or spoke."""


async def give_opinion(db: Db, actor: Actor, consultation_id: int, new: NewOpinion) -> Contribution:
    """Open consultations only. The words that it is about are stored with the opinion as they are shown now."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_give_opinion(actor, it))
    return await _give(db, actor, it, new)


async def enter_opinion(db: Db, actor: Actor, consultation_id: int, new: EnteredOpinion) -> Contribution:
    """One that came by letter, by telephone or aloud, under the name of who gave it."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_enter_opinion(actor, it))
    return await _give(db, actor, it, new, new)


async def _give(
    db: Db, actor: Actor, it: Consultation, new: NewOpinion, entry: EnteredFor | None = None
) -> Contribution:
    checked = check(it, new, await places_of(db, it, [new]))
    text = await store_opinion(db, actor, it, checked, entry=entry)
    await start_following(db, text.persona_id, Thing("consultation", it.id), actor)
    await announce(db, actor, text, *entered(text))
    return text


async def store_opinion(
    db: Db,
    actor: Actor,
    it: Consultation,
    checked: Checked,
    submission_id: int | None = None,
    entry: EnteredFor | None = None,
) -> Contribution:
    """Its text and its row; the caller announces it. `it` is locked."""
    new, place = checked.new, checked.place
    text = await submit_for(
        db,
        actor,
        NewText(
            kind="opinion",
            prefix=OPINION_PREFIX,
            title=place.title,
            text=new.text,
            audience=frozenset(it.audience),
            forum_id=it.forum_id,
            subject=Thing("consultation", it.id),
            on_behalf=new.on_behalf,
            files=new.files,
        ),
        entry,
    )
    db.add(_opinion(it, text.id, checked, submission_id))
    await db.flush()
    return text


def _opinion(it: Consultation, text_id: int, checked: Checked, submission_id: int | None) -> Opinion:
    new, place, phrase = checked.new, checked.place, checked.phrase
    return Opinion(
        id=text_id,
        consultation_id=it.id,
        target=new.target,
        question_id=place.question_id,
        paragraph_id=place.paragraph_id,
        place_id=place.paragraph_id,
        row_number=place.row_number,
        version=it.shown_version,
        stance=new.stance,
        typed_wording=checked.wording,
        quoted=place.quoted,
        phrase=phrase.text if phrase is not None else "",
        phrase_start=phrase.start if phrase is not None else None,
        evidence_url=new.evidence_url,
        submission_id=submission_id,
    )
