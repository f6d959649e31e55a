"""Somebody without an account, and what a form of entering asks beside the words."""

from sqlalchemy import func, select

from forum.accounts.models import Account
from forum.contributions.entering.actions import NewPerson, add_person
from forum.contributions.entering.models import EnteredText
from forum.kinds import publish
from tests.builders import Builders

BY_LETTER = {
    "channel": "letter",
    "letter_on": "02/03/2026",
    "letter_number": "Số đến 12",
    "consent": "in_letter",
}
BY_CALL = {
    "channel": "call",
    "called_on": "02/03/2026",
    "called_at": "9:15",
    "called_from": "0225 000 0012",
    "was_read_back": "true",
    "consent": "aloud",
}
ALOUD = {"channel": "meeting", "consent": "aloud"}


async def a_writer(
    build: Builders, secretariat: Account, name: str = "Người Mẫu Viết Thư", telephone: str = ""
) -> int:
    async with build.acting(secretariat) as (db, actor):
        new = NewPerson(name=name, address="Số 12 ngõ Đông Mẫu", telephone=telephone, is_another=True)
        return (await add_person(db, actor, new)).id


async def newest_published(build: Builders) -> int:
    """What was entered last, after a moderator's decision."""
    async with build.acting(None) as (db, actor):
        text_id = (await db.scalars(select(func.max(EnteredText.id)))).one()
        await publish(db, actor, text_id)
    return text_id
