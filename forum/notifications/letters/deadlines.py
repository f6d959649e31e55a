"""Reminders: to the owner of a duty before and on its due date, to them and their superior when it is late."""

from datetime import datetime

from forum import kinds
from forum.accounts.queries import actor_of_persona, personas_bound
from forum.actor import Role
from forum.database import ReadDb, load
from forum.days import deadline
from forum.deadlines import events
from forum.deadlines.models import Duty
from forum.deadlines.policy import TERMS, DutyKind, OwnerKind, Stage
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.rendering import excerpt
from forum.terms import term
from forum.thing import Card
from forum.words import _, joined

# The superiors of each kind of owner where the body has no head: officer, head, secretariat.
SUPERIORS: dict[OwnerKind, tuple[Role, ...]] = {
    OwnerKind.body: (Role.body_head,),
    OwnerKind.leader: (Role.secretariat,),
    OwnerKind.forum: (Role.administrator,),
    OwnerKind.outside_seat: (Role.administrator,),
    OwnerKind.secretariat: (Role.administrator,),
    OwnerKind.office: (Role.administrator,),  # who can give somebody else the role of staff
}


async def owners(db: ReadDb, duty: Duty, at: datetime) -> list[int]:
    """The personas of a duty's owner."""
    match OwnerKind(duty.owner_kind):
        case OwnerKind.persona:
            return [duty.owner_id]
        case OwnerKind.body:
            officers = await personas_bound(db, at, Role.body_officer, body_id=duty.owner_id)
            return officers or await personas_bound(db, at, Role.body_head, body_id=duty.owner_id)
        case OwnerKind.leader:
            return await personas_bound(db, at, Role.leader, Role.assistant, leader_id=duty.owner_id)
        case OwnerKind.forum:
            return await personas_bound(db, at, Role.moderator, forum_id=duty.owner_id or None)
        case OwnerKind.secretariat:
            return await personas_bound(db, at, Role.secretariat)
        case OwnerKind.office:
            return await personas_bound(db, at, Role.secretariat, Role.staff)
        case OwnerKind.administrator:
            return await personas_bound(db, at, Role.administrator)
        case OwnerKind.outside_seat:
            return await personas_bound(db, at, Role.independent_member)


async def superiors(db: ReadDb, duty: Duty, at: datetime) -> list[int]:
    kind = OwnerKind(duty.owner_kind)
    if kind == OwnerKind.body:
        heads = await personas_bound(db, at, Role.body_head, body_id=duty.owner_id)
        if set(heads) - set(await owners(db, duty, at)):
            return heads
        return await personas_bound(db, at, Role.secretariat)
    return await personas_bound(db, at, *SUPERIORS[kind]) if kind in SUPERIORS else []


@notifies(events.Reminded)
async def reminded(db: ReadDb, happened: events.Reminded, at: datetime) -> list[Letter]:
    """To the owners who may read the thing, with the head of their body where the public is promised the day."""
    duty = await load(db, Duty, happened.duty_id)
    recipients = await owners(db, duty, at)
    if TERMS[DutyKind(duty.kind)].reminds_head:
        recipients += await personas_bound(db, at, Role.body_head, body_id=duty.owner_id)
    above = await superiors(db, duty, at) if happened.stage == Stage.late else []
    letters = []
    for persona_id in dict.fromkeys([*recipients, *above]):
        reader = await actor_of_persona(db, persona_id, at)
        card = (
            None if reader is None else (await kinds.cards(db, reader, [happened.thing])).get(happened.thing)
        )
        if card is not None and not card.is_tombstone:
            letters += _letter(persona_id, happened, duty, card, is_above=persona_id not in recipients)
    return letters


def _letter(
    persona_id: int, happened: events.Reminded, duty: Duty, card: Card, *, is_above: bool
) -> list[Letter]:
    code = card.code or ""
    what, due = term(f"duties.{duty.kind}").lower(), deadline(duty.due_at, of_person=duty.nature == "window")
    about = _('{noun} {code} "{title}"', noun=card.noun, code=code, title=card.title)
    ends = _("có thể thực hiện") if duty.nature == "window" else _("có thời hạn")
    match happened.stage:
        case Stage.soon:
            text = _("{about}: việc {what} {ends} {due}.", about=about, what=what, ends=ends, due=due)
        case Stage.due:
            text = _(
                "{about}: việc {what} {ends} {due}, trong ngày hôm nay.",
                about=about,
                what=what,
                ends=ends,
                due=due,
            )
        case Stage.late:
            text = _(
                "{about}: việc {what} có thời hạn {due}, đến nay đã quá hạn.", about=about, what=what, due=due
            )
            recipients = (
                _("Đã báo người thực hiện.")
                if is_above
                else _("Đề nghị thực hiện, hoặc nêu rõ lý do và thời hạn mới.")
            )
            text = joined([text, recipients], "\n")
    name = code or f'{card.noun} "{excerpt(str(card.title) or card.excerpt, 60)}"'
    variant = "above" if is_above else str(happened.stage)
    subject = subject_of(events.Reminded, variant, what=name, task=what)
    return letters_to([persona_id], subject, text, happened.thing, card.url)
