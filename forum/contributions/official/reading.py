"""What the approver of an official text has read of it: the difference to that is shown the next time."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor
from forum.contributions.models import ApprovalReading, Contribution, Revision
from forum.contributions.queries import TextView
from forum.database import Db, ReadDb
from forum.paperwork.difference import Piece, by_words


async def note_reading(db: Db, actor: Actor, text_id: int) -> None:
    """Note that the actor has read the text as it stands now."""
    version = select(Contribution.text_version).where(Contribution.id == text_id).scalar_subquery()
    noted = insert(ApprovalReading).values(
        text_id=text_id, persona_id=actor.persona_id, text_version=version, read_at=actor.at
    )
    changed = {"text_version": noted.excluded.text_version, "read_at": noted.excluded.read_at}
    await db.execute(noted.on_conflict_do_update(index_elements=["text_id", "persona_id"], set_=changed))


async def since_read(db: ReadDb, actor: Actor, text: TextView) -> tuple[Piece, ...]:
    """Its words beside those that the actor read last; empty where they read none or the same."""
    former = await db.scalar(
        select(Revision.typed_text)
        .join(
            ApprovalReading,
            (ApprovalReading.text_id == Revision.contribution_id)
            & (ApprovalReading.text_version == Revision.text_version),
        )
        .where(ApprovalReading.text_id == text.id, ApprovalReading.persona_id == actor.persona_id)
    )
    return () if former is None or former == text.text else tuple(by_words(former, text.text))
