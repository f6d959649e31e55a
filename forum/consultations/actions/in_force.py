"""The text in force, which the office may give beside its draft: a file or pasted text, read by the worker."""

from typing import Self

from forum import jobs
from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.sources import DraftSource, take_back
from forum.consultations.models import Consultation, TextInForce
from forum.contributions.actions.writing import clean
from forum.database import Db
from forum.errors import Invalid
from forum.fields import OptionalTitle
from forum.files.actions import attach
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _

READ_IN_FORCE = "read_in_force"


class InForceSource(DraftSource, Versioned):
    """A file or pasted text, with the name it is cited by. Without any of them what was given before goes."""

    name: OptionalTitle = ""

    @classmethod
    def of(cls, it: TextInForce | None) -> Self:
        if it is None:
            return cls.current(version_of(None))
        return cls.current(version_of(it.name, it.source_text, it.file_id, it.given_at), name=it.name)

    @property
    def is_nothing(self) -> bool:
        return not (self.name or self.draft or self.files.ids)


async def set_in_force(db: Db, actor: Actor, consultation_id: int, new: InForceSource) -> Consultation:
    it = await locked(db, actor, consultation_id)
    require(policy.may_set_in_force(actor, it))
    standing = await db.get(TextInForce, it.id)
    new.require_seen(InForceSource.of(standing))
    if standing is None or not new.is_nothing:
        new.require_one()
        if not new.name:
            raise Invalid("name", _("Đề nghị ghi tên văn bản hiện hành."))
    if standing is not None:
        await db.delete(standing)
        await db.flush()
    if not new.is_nothing:
        await _give(db, actor, it, new)
    if standing is not None and standing.file_id is not None and standing.file_id not in new.files.ids:
        await take_back(db, standing.file_id)
    it.version += 1
    await record(db, actor, events.Prepared(Thing("consultation", it.id), "in_force"))
    return it


async def _give(db: Db, actor: Actor, it: Consultation, new: InForceSource) -> None:
    given = TextInForce(consultation_id=it.id, name=new.name, given_at=actor.at)
    given.source_text = clean("draft", new.draft)
    if new.files.ids:
        owner = Thing("consultation", it.id)
        (file,) = await attach(db, actor, owner, new.files)
        given.file_id = file.id
    db.add(given)
    await db.flush()
    await compare_with_in_force(db, it.id)


async def compare_with_in_force(db: Db, consultation_id: int) -> None:
    """Ask the worker to match what is shown with the text in force, where the office has given one."""
    if await db.get(TextInForce, consultation_id) is not None:
        await jobs.defer(db, READ_IN_FORCE, consultation_id=consultation_id)
