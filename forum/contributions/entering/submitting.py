"""The one home of what every form asks that staff fill in for somebody, and of how its text is submitted."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from forum.accounts.models import Persona
from forum.actor import Actor, require
from forum.clock import local_date, start_of_day
from forum.contributions import events
from forum.contributions.actions.writing import NewText, submit
from forum.contributions.entering import policy
from forum.contributions.entering.models import EnteredText
from forum.contributions.entering.people import is_claimed
from forum.contributions.entering.policy import ConsentHow
from forum.contributions.models import Contribution
from forum.contributions.policy import Channel
from forum.database import Db
from forum.errors import Invalid
from forum.fields import MISSING, OptionalDay, OptionalHour, OptionalNumber
from forum.files.actions import WithFiles
from forum.files.policy import FileRole
from forum.journal import Event
from forum.thing import Thing
from forum.words import _

Telephone = Annotated[str, AfterValidator(policy.telephone)]
_OF_LETTER, _OF_CALL = (
    ("letter_on", "letter_number"),
    ("called_on", "called_at", "called_from", "was_read_back"),
)


class EnteredFor(WithFiles):
    """Whose words they are, and how they came; the form of each kind adds what a member's own form asks."""

    persona_id: int
    channel: Literal[Channel.letter, Channel.call, Channel.meeting]
    letter_on: Annotated[OptionalDay, Field(validate_default=True)] = None
    letter_number: Annotated[OptionalNumber, Field(validate_default=True)] = ""
    called_on: Annotated[OptionalDay, Field(validate_default=True)] = None
    called_at: Annotated[OptionalHour, Field(validate_default=True)] = ""
    called_from: Annotated[Telephone, Field(validate_default=True)] = ""
    was_read_back: Annotated[bool, Field(validate_default=True)] = False
    consent: ConsentHow

    @field_validator(*_OF_LETTER)
    @classmethod
    def _of_letter(cls, given: object, info: ValidationInfo) -> object:
        return _asked(given, info, Channel.letter)

    @field_validator(*_OF_CALL)
    @classmethod
    def _of_call(cls, given: object, info: ValidationInfo) -> object:
        return _asked(given, info, Channel.call)

    @property
    def called(self) -> datetime | None:
        if self.called_on is None or not self.called_at:
            return None
        hour, minute = map(int, self.called_at.split(":"))
        return start_of_day(self.called_on) + timedelta(hours=hour, minutes=minute)


def _asked(given: object, info: ValidationInfo, channel: Channel) -> object:
    if not given and info.data.get("channel") == channel:
        unread = _("Đề nghị đọc lại nội dung đã ghi cho người gọi nghe, rồi đánh dấu mục này.")
        raise ValueError(unread if info.field_name == "was_read_back" else MISSING)
    return given


async def submit_for(db: Db, actor: Actor, text: NewText, entry: EnteredFor | None) -> Contribution:
    """Submit a text, for somebody else where there is an `entry`: it is judged like that person's own. The caller asked
    its room's rule, and records `entered` with it."""
    if entry is None:
        return await submit(db, actor, text)
    await _check(db, actor, entry, of_right=text.of_right)
    theirs = replace(
        text,
        persona_id=entry.persona_id,
        channel=entry.channel,
        files=entry.files,
        files_role=FileRole.letter,
    )
    it = await submit(db, actor, theirs)
    is_letter, is_call = entry.channel == Channel.letter, entry.channel == Channel.call
    db.add(
        EnteredText(
            id=it.id,
            letter_on=entry.letter_on if is_letter else None,
            letter_number=entry.letter_number if is_letter else "",
            call_at=entry.called if is_call else None,
            called_from=entry.called_from if is_call else "",
            was_read_back=entry.was_read_back,
            consent=entry.consent,
        )
    )
    await db.flush()
    return it


async def _check(db: Db, actor: Actor, entry: EnteredFor, *, of_right: bool) -> None:
    lock = {"read": True, "key_share": True}  # no claim is confirmed meanwhile
    persona = await db.get(Persona, entry.persona_id, with_for_update=lock, populate_existing=True)
    if persona is None:
        raise Invalid("persona_id", _("Đề nghị tìm và chọn người gửi."))
    if await is_claimed(db, persona.id):
        raise Invalid("persona_id", _("Người này đã có tài khoản; đề nghị tìm và chọn lại."))
    until = persona.suspended_until
    is_suspended = until is not None and until > actor.at and not of_right
    require(policy.is_enterable_for(actor, persona.id, persona.kind, is_suspended=is_suspended))
    if entry.channel == Channel.letter and not entry.file_ids:
        raise Invalid("file_ids", _("Đề nghị gửi kèm bản chụp thư."))
    _not_to_come(entry, actor.at)
    if entry.consent == ConsentHow.in_letter and entry.channel != Channel.letter:
        raise Invalid("consent", _("Chỉ chọn mục này khi nhận được thư."))


def _not_to_come(entry: EnteredFor, at: datetime) -> None:
    days: dict[str, date | None] = {"letter_on": entry.letter_on, "called_on": entry.called_on}
    for name, day in days.items():
        if day is not None and day > local_date(at):
            raise Invalid(name, _("Ngày này chưa tới; đề nghị xem lại."))
    if entry.called is not None and entry.called > at:
        raise Invalid("called_at", _("Giờ này chưa tới; đề nghị xem lại."))


def entered(it: Contribution) -> list[Event]:
    """The event of a text that staff typed; none of one that its author sent."""
    if it.entered_by is None:
        return []
    return [events.Entered(Thing(it.kind, it.id), it.persona_id, it.entered_by, it.channel)]
