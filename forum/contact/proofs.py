"""What people read of sessions and answers, as the audit chain proves it."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.contact.models import ContactAnswer, ContactSession
from forum.contributions.models import OfficialText
from forum.contributions.policy import OfficialState
from forum.database import ReadDb
from moderation.values import Json


async def proven_sessions(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """The minutes, once they are published."""
    rows = await db.execute(
        select(
            ContactSession.id,
            ContactSession.secretary,
            ContactSession.attending,
            ContactSession.course,
            ContactSession.conclusion,
        ).where(ContactSession.id.in_(ids), ContactSession.minutes_published_at.is_not(None))
    )
    return {
        row.id: {
            "secretary": row.secretary,
            "attending": row.attending,
            "course": row.course,
            "conclusion": row.conclusion,
        }
        for row in rows
    }


async def proven_answers(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """The question that an answer stands under."""
    rows = await db.execute(
        select(ContactAnswer.id, ContactAnswer.question_id).where(ContactAnswer.id.in_(ids))
    )
    return {row.id: {"question": row.question_id} for row in rows}


async def proven_session_texts(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """The record that was approved and published with a text in the chair's name."""
    published = OfficialText.state == OfficialState.published
    rows = await db.execute(
        select(OfficialText.id, OfficialText.approved_content).where(OfficialText.id.in_(ids), published)
    )
    return {row.id: {"beside": (row.approved_content or {}).get("beside")} for row in rows}
