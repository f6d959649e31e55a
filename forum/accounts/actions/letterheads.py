"""The administrator sets what the papers of a body bear."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from forum.accounts import events, policy
from forum.accounts.letterheads import letterheads_of
from forum.accounts.models import Body, Letterhead
from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import Box, Day, OptionalName, Readable
from forum.journal import record
from forum.paperwork.description import OnBehalf
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _

FIELDS = ("superior", "symbol", "place", "authority", "behalf_of", "post", "signer", "recipients")


class NewLetterhead(Versioned):
    """In force from a day on; the one before stays for the papers of days before. `recipients` are one a line."""

    from_on: Day
    superior: OptionalName = ""
    symbol: OptionalName = ""
    place: OptionalName = ""
    authority: OnBehalf = ""
    behalf_of: OptionalName = ""
    post: OptionalName = ""
    signer: OptionalName = ""
    recipients: Annotated[Readable, Box.note] = ""

    @classmethod
    def of(cls, rows: Sequence[Letterhead], day: date) -> Self:
        """The latest, to be changed from `day` on."""
        ever = [[str(row.from_on), *_values(row).values()] for row in rows]
        latest = next(iter(rows), None)
        return cls.current(version_of(ever), from_on=day, **(_values(latest) if latest else {}))


def _values(row: Letterhead) -> dict[str, str]:
    return {name: getattr(row, name) for name in FIELDS}


async def set_letterhead(db: Db, actor: Actor, body_id: int, new: NewLetterhead) -> Letterhead:
    """A second one from the same day on takes the place of the first. Raises Invalid('behalf_of') if it is not said
    whom the signer stands in for."""
    require(policy.may_administer(actor))
    body = await load(db, Body, body_id, lock=True)
    rows = await letterheads_of(db, body.id)
    new.require_seen(NewLetterhead.of(rows, new.from_on))
    if new.authority not in ("", "Q") and not new.behalf_of:
        raise Invalid("behalf_of", _("Đề nghị ghi ký thay, thay mặt hoặc thừa lệnh ai, ví dụ Giám đốc."))
    row = next((one for one in rows if one.from_on == new.from_on), None)
    if row is None:
        row = Letterhead(body_id=body.id, from_on=new.from_on)
        db.add(row)
    for name in FIELDS:
        setattr(row, name, getattr(new, name))
    await db.flush()
    await record(db, actor, events.LetterheadSet(Thing("body", body.id), row.from_on, row.post, row.signer))
    return row
