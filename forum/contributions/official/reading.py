"""What the approver of an official text has read of it: the difference to that is shown the next time."""

from sqlalchemy import select

from forum.actor import Actor
from forum.contributions.models import ApprovalReading, Revision
from forum.contributions.queries import TextView
from forum.database import Db
from forum.paperwork.difference import Piece, by_words


async def opened(db: Db, actor: Actor, text: TextView) -> tuple[Piece, ...]:
    """Note that the actor reads this version. Returns its words beside those that they read before; empty where they
    read none or the same."""
    assert actor.persona_id is not None
    it = await db.get(ApprovalReading, (text.id, actor.persona_id), with_for_update=True)
    if it is None:
        it = ApprovalReading(
            text_id=text.id, persona_id=actor.persona_id, text_version=text.text_version, read_at=actor.at
        )
        await db.merge(it)
    elif it.text_version != text.text_version:
        it.former_version, it.text_version, it.read_at = it.text_version, text.text_version, actor.at
    former = await db.scalar(
        select(Revision.typed_text).where(
            Revision.contribution_id == text.id, Revision.text_version == it.former_version
        )
    )
    return () if former is None or former == text.text else tuple(by_words(former, text.text))
