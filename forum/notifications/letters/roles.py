"""Letters about roles: to whose they are, to who holds the same seat, to the administrators and the auditors. They
guard the house, and so need no consent to mail."""

from collections.abc import Collection
from datetime import datetime

from forum.accounts import events
from forum.accounts.models import Leader
from forum.accounts.parting import BURDENS
from forum.accounts.policy import NEEDS_CONFIRMING
from forum.accounts.queries import body_names, persona_labels, personas_bound
from forum.actor import Role
from forum.database import ReadDb, load
from forum.days import deadline
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter
from forum.notifications.subjects import Subject, subject_of
from forum.state import word_of
from forum.terms import term
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _, joined

WATCHING = (Role.administrator, Role.auditor)


async def _name(db: ReadDb, persona_id: int | None) -> str | Words:
    if persona_id is None:
        return _("người vận hành máy chủ")
    return (await persona_labels(db, {persona_id}))[persona_id].name


async def _role(db: ReadDb, role: str, body_id: int | None, leader_id: int | None) -> Words:
    """The role with its place."""
    word = term(f"roles.{role}")
    if body_id is not None:
        return joined([word, (await body_names(db, {body_id}))[body_id]], ", ")
    if leader_id is not None:
        seat = await load(db, Leader, leader_id)
        name = (await persona_labels(db, {seat.persona_id}))[seat.persona_id].name
        return joined([word, f"{name} ({seat.position})"], ", ")
    return word


async def _holders(db: ReadDb, at: datetime, body_id: int | None, leader_id: int | None) -> list[int]:
    """Who speaks in the same name."""
    if leader_id is not None:
        return await personas_bound(db, at, Role.leader, leader_id=leader_id)
    if body_id is not None:
        return await personas_bound(db, at, Role.body_head, body_id=body_id)
    return []


async def _recipients(
    db: ReadDb, at: datetime, persona_id: int, body_id: int | None, leader_id: int | None, but: int | None
) -> list[int]:
    """Whose role it is, who speaks in the same name, the administrators and the auditors; not who acted."""
    holders = await _holders(db, at, body_id, leader_id)
    watching = await personas_bound(db, at, *WATCHING)
    return [one for one in dict.fromkeys([persona_id, *holders, *watching]) if one != but]


def _letters(people: Collection[int], subject: Subject, text: Words, thing: Thing, path: str) -> list[Letter]:
    return [
        Letter(one, subject, text, thing, path, purpose=None, is_urgent=True, regardless=True)
        for one in people
    ]


@notifies(events.Bound)
async def bound(db: ReadDb, happened: events.Bound, at: datetime) -> list[Letter]:
    """What counts at once and speaks for nobody is told to whose it is, and an assistant to the leader too."""
    role = await _role(db, happened.role, happened.body_id, happened.leader_id)
    name = await _name(db, happened.persona_id)
    people = [happened.persona_id]
    if Role(happened.role) == Role.assistant:
        place = (happened.body_id, happened.leader_id)
        people = await _recipients(db, at, happened.persona_id, *place, happened.by_persona_id)
    text = _("{name} được giao vai trò {role}, có hiệu lực ngay.", name=name, role=role)
    subject = subject_of(events.Bound, what=name)
    return _letters(people, subject, text, happened.thing, url_for("seats.seats"))


@notifies(events.BindingProposed)
async def proposed(db: ReadDb, happened: events.BindingProposed, at: datetime) -> list[Letter]:
    name, by = await _name(db, happened.persona_id), await _name(db, happened.by_persona_id)
    role = await _role(db, happened.role, happened.body_id, happened.leader_id)
    text = _(
        "{by} đề nghị giao cho {name} vai trò {role}. Vai trò này chỉ có hiệu lực khi người thứ hai xác nhận. "
        "Nếu Ông/Bà không rõ vì sao, mời báo ngay cho một quản trị viên khác hoặc người giám sát.",
        by=by,
        name=name,
        role=role,
    )
    subject = subject_of(events.BindingProposed, what=name)
    place = (happened.body_id, happened.leader_id)
    people = await _recipients(db, at, happened.persona_id, *place, happened.by_persona_id)
    administrators = set(await personas_bound(db, at, Role.administrator)) - {happened.persona_id}
    to_confirm = url_for("admin.confirm_binding", happened.binding_id or 0)
    seconds = [one for one in people if one in administrators]
    others = [one for one in people if one not in administrators]
    return [
        *_letters(seconds, subject, text, happened.thing, to_confirm),
        *_letters(others, subject, text, happened.thing, url_for("seats.seats")),
    ]


@notifies(events.BindingConfirmed)
async def confirmed(db: ReadDb, happened: events.BindingConfirmed, at: datetime) -> list[Letter]:
    name, by = await _name(db, happened.persona_id), await _name(db, happened.by_persona_id)
    role = await _role(db, happened.role, happened.body_id, happened.leader_id)
    text = _(
        "{name} giữ vai trò {role}, có hiệu lực ngay. Người xác nhận: {by}. "
        "Nếu Ông/Bà không rõ vì sao, mời báo ngay cho một quản trị viên khác hoặc người giám sát.",
        name=name,
        role=role,
        by=by,
    )
    subject = subject_of(events.BindingConfirmed, what=name)
    place = (happened.body_id, happened.leader_id)
    people = await _recipients(db, at, happened.persona_id, *place, happened.by_persona_id)
    return _letters(people, subject, text, happened.thing, url_for("seats.seats"))


@notifies(events.BindingRefused)
async def refused(db: ReadDb, happened: events.BindingRefused, at: datetime) -> list[Letter]:
    name, by = await _name(db, happened.persona_id), await _name(db, happened.by_persona_id)
    role = await _role(db, happened.role, happened.body_id, happened.leader_id)
    text = _(
        "{by} không xác nhận vai trò {role} của {name}. Lý do: {reason}.",
        by=by,
        role=role,
        name=name,
        reason=happened.reason.rstrip("."),
    )
    subject = subject_of(events.BindingRefused, what=name)
    place = (happened.body_id, happened.leader_id)
    people = await _recipients(db, at, happened.persona_id, *place, happened.by_persona_id)
    return _letters(people, subject, text, happened.thing, url_for("seats.seats"))


def _work(happened: events.Unbound) -> Words:
    """What was handed on or left, each sort with its number."""
    sorts = [(BURDENS[name].words, count) for name, count in happened.work if name in BURDENS]
    return joined([_("{what}: {count}", what=what, count=count) for what, count in sorts], "; ")


async def _left(db: ReadDb, happened: events.Unbound) -> Words | None:
    """What became of the work; None where none was open."""
    if not happened.work:
        return None
    if happened.successor_id is not None:
        to = await _name(db, happened.successor_id)
        return _("Việc đang giữ ({work}) được giao cho {to}.", work=_work(happened), to=to)
    if happened.reason:
        reason = happened.reason.rstrip(".")
        return _(
            "Việc còn lại ({work}) chưa có người nhận. Lý do: {reason}.", work=_work(happened), reason=reason
        )
    return _("Việc còn lại ({work}) chưa có người nhận; đề nghị quản trị viên giao.", work=_work(happened))


@notifies(events.Unbound)
async def unbound(db: ReadDb, happened: events.Unbound, at: datetime) -> list[Letter]:
    """Of a role that needed no second person, only whose it was is told, who goes on with the work, and where nobody
    does the administrators."""
    name = await _name(db, happened.persona_id)
    role = await _role(db, happened.role, happened.body_id, happened.leader_id)
    place, left = (happened.body_id, happened.leader_id), await _left(db, happened)
    people = [happened.persona_id]
    if Role(happened.role) in NEEDS_CONFIRMING:
        people = await _recipients(db, at, happened.persona_id, *place, happened.by_persona_id)
    people = [one for one in people if one not in (happened.by_persona_id, happened.successor_id)]
    text = _("{name} không còn giữ vai trò {role}.", name=name, role=role)
    if happened.until_on is not None:
        last = deadline(happened.until_on)
        text = _("{name} giữ vai trò {role} {last}.", name=name, role=role, last=last)
    text = joined([text, *([left] if left is not None else [])], " ")
    subject = subject_of(events.Unbound, what=name)
    letters = _letters(people, subject, text, happened.thing, url_for("seats.seats"))
    if happened.successor_id is not None and left is not None:
        letters += _letters([happened.successor_id], subject, text, happened.thing, url_for("work.work"))
    elif left is not None and not happened.reason:
        to_part = url_for("admin.revoke_binding", happened.binding_id or 0)
        watching = await personas_bound(db, at, Role.administrator)
        letters = [one for one in letters if one.persona_id not in watching]
        letters += _letters(watching, subject, text, happened.thing, to_part)
    return letters


@notifies(events.AddressProposed)
async def address_proposed(db: ReadDb, happened: events.AddressProposed, at: datetime) -> list[Letter]:
    """To whose account it is (at the old address), and to who may confirm it."""
    name = await _name(db, happened.persona_id)
    text = _(
        "Một quản trị viên đề nghị đổi địa chỉ thư của {name}. Địa chỉ mới chỉ dùng được khi người thứ hai xác nhận. "
        "Lý do: {reason}. Nếu Ông/Bà không rõ vì sao, mời báo ngay cho một quản trị viên khác hoặc người giám sát.",
        name=name,
        reason=happened.reason.rstrip("."),
    )
    subject = subject_of(events.AddressProposed, what=name)
    people = [happened.persona_id, *await personas_bound(db, at, *WATCHING)]
    return _letters(dict.fromkeys(people), subject, text, happened.thing, url_for("work.work"))


@notifies(events.SeatLinkMade)
async def seat_link_made(db: ReadDb, happened: events.SeatLinkMade, at: datetime) -> list[Letter]:
    """To everybody who holds an office: nobody of the house decided it."""
    role = term(f"roles.{happened.role}")
    text = _(
        "Người vận hành máy chủ đã lập một đường dẫn dùng một lần để giao vai trò {role}. "
        "Lý do: {reason}. Nếu Ông/Bà không rõ vì sao, mời hỏi ngay người vận hành.",
        role=role,
        reason=happened.reason.rstrip("."),
    )
    offices = [role for role in Role if role != Role.intellectual]
    subject = subject_of(events.SeatLinkMade, what=role)
    people = await personas_bound(db, at, *offices)
    return _letters(people, subject, text, happened.thing, url_for("seats.seats"))


@notifies(events.SeatTaken)
async def seat_taken(db: ReadDb, happened: events.SeatTaken, at: datetime) -> list[Letter]:
    name, role = await _name(db, happened.persona_id), term(f"roles.{happened.role}")
    text = _("{name} giữ vai trò {role}: {how}.", name=name, role=role, how=word_of(happened.how))
    people = [one for one in await personas_bound(db, at, *WATCHING) if one != happened.persona_id]
    subject = subject_of(events.SeatTaken, what=name)
    return _letters(people, subject, text, happened.thing, url_for("seats.seats"))
