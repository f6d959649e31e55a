"""Letters about what passes from a body that has ended: to both bodies, to whom it concerns, to who names another."""

from collections.abc import Iterable
from datetime import datetime

from forum import kinds
from forum.accounts.models import Body
from forum.accounts.queries import actor_of_persona, personas_bound
from forum.actor import Role
from forum.contributions.handovers import events
from forum.contributions.handovers.actions import ESTATES
from forum.database import ReadDb, load
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import Subject, subject_of
from forum.thing import Card, Thing
from forum.words import Words, _


async def _staff(db: ReadDb, body_id: int, at: datetime) -> list[int]:
    return await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=body_id)


async def _card(db: ReadDb, thing: Thing, people: Iterable[int], at: datetime) -> Card | None:
    """Of the thing, as the first of these people who may know of it reads it."""
    for persona_id in people:
        reader = await actor_of_persona(db, persona_id, at)
        if reader is not None and (found := (await kinds.cards(db, reader, [thing])).get(thing)) is not None:
            return found
    return None


def _letters(card: Card | None, people: list[int], subject: Subject, message: Words) -> list[Letter]:
    return [] if card is None else letters_to(people, subject, message, card.thing, card.url)


@notifies(events.HandedOver, events.BodyNamed)
async def handed_over(
    db: ReadDb, happened: events.HandedOver | events.BodyNamed, at: datetime
) -> list[Letter]:
    before, after = await load(db, Body, happened.from_body_id), await load(db, Body, happened.to_body_id)
    taking = await _staff(db, after.id, at)
    concerned = [*await ESTATES[happened.thing.kind].concerned(db, happened.thing.id, at)]
    concerned += await _staff(db, before.id, at)
    others = [one for one in dict.fromkeys(concerned) if one not in taking]
    card = await _card(db, happened.thing, [*taking, *others], at)
    if card is None:
        return []
    names = {"noun": card.noun, "code": card.code or "", "title": card.title}
    message = _(
        '{before} đã kết thúc hoạt động. {noun} {code} "{title}" nay do {after} chịu trách nhiệm; các thời hạn giữ '
        "nguyên.",
        before=before.name,
        after=after.name,
        **names,
    )
    to_body = _(
        '{before} đã kết thúc hoạt động. Quý cơ quan tiếp nhận {noun} {code} "{title}", với các thời hạn và dự thảo '
        "chưa công bố; thủ trưởng duyệt lại các dự thảo ấy trước khi công bố.",
        before=before.name,
        **names,
    )
    code = card.code or str(card.noun)
    return [
        *_letters(card, taking, subject_of(type(happened), "body", code=code), to_body),
        *_letters(card, others, subject_of(type(happened), code=code, body=after.name), message),
    ]


@notifies(events.BodyAwaited)
async def body_awaited(db: ReadDb, happened: events.BodyAwaited, at: datetime) -> list[Letter]:
    """To the leader who assigned it and who works for them; else to the secretariat and all leaders."""
    body = await load(db, Body, happened.body_id)
    if happened.leader_id is not None:
        deciding = await personas_bound(db, at, Role.leader, Role.assistant, leader_id=happened.leader_id)
    else:
        deciding = await personas_bound(db, at, Role.secretariat, Role.leader)
    concerned = await ESTATES[happened.thing.kind].concerned(db, happened.thing.id, at)
    others = [one for one in dict.fromkeys(concerned) if one not in deciding]
    card = await _card(db, happened.thing, [*deciding, *others], at)
    if card is None:
        return []
    names = {"before": body.name, "noun": card.noun, "code": card.code or "", "title": card.title}
    asking = _(
        "{before} đã kết thúc hoạt động và không có một cơ quan kế thừa duy nhất. Đề nghị giao cơ quan tiếp nhận "
        '{noun} {code} "{title}".',
        **names,
    )
    to_others = _(
        '{before} đã kết thúc hoạt động. {noun} {code} "{title}" chờ được giao cho cơ quan khác; Ông/Bà sẽ được báo.',
        **names,
    )
    code = card.code or str(card.noun)
    return [
        *_letters(card, deciding, subject_of(events.BodyAwaited, "asked", code=code), asking),
        *_letters(card, others, subject_of(events.BodyAwaited, code=code), to_others),
    ]
