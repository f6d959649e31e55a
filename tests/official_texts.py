"""What somebody has read when they approve: the digest that the page's form carries."""

from forum.commitments.models import CommitmentText
from forum.commitments.policy import Part
from forum.consultations.drafts import decided_digest
from forum.consultations.models import ConsultationNotice, OpinionResponse
from forum.consultations.queries.responses import opinions_answered_by
from forum.contact.models import ContactAnswer, ContactSession, SessionText
from forum.contact.queries.answers import beside_of as beside_of_answer
from forum.contact.texts import record
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Approval, Beside, Countersignature, covered, digest_of, record_digest
from forum.database import ReadDb, load
from forum.progress.models import ProgressText
from forum.progress.policy import KIND as PROGRESS
from forum.threads.answering import beside_of
from forum.threads.models import ProposalAnswer
from tests.builders import Builders


async def _beside(db: ReadDb, kind: str, text_id: int) -> Beside:
    if kind == "proposal_answer":
        return await beside_of(db, await load(db, ProposalAnswer, text_id))
    if kind == "answer":
        return await beside_of_answer(db, await load(db, ContactAnswer, text_id))
    if kind == "consultation_notice":
        notice = await load(db, ConsultationNotice, text_id)
        return notice.beside(await decided_digest(db, notice))
    if kind in set(SessionTextKind):
        text = await load(db, SessionText, text_id)
        session = await load(db, ContactSession, text.session_id)
        return await record.beside_of(db, session, text, SessionTextKind(kind))
    if kind == PROGRESS:
        return (await load(db, ProgressText, text_id)).beside
    if kind in set(Part):
        return (await load(db, CommitmentText, text_id)).beside
    opinions = (await opinions_answered_by(db, [text_id])).get(text_id, [])
    return (await load(db, OpinionResponse, text_id)).beside([opinion_id for opinion_id, _ in opinions])


async def seen(db: ReadDb, text_id: int) -> str:
    text, row = await load(db, Contribution, text_id), await load(db, OfficialText, text_id)
    return digest_of(await covered(db, text), row, await _beside(db, text.kind, text_id))


async def as_seen(db: ReadDb, text_id: int) -> Approval:
    """An approval of the text as it stands."""
    return Approval(seen_digest=await seen(db, text_id))


async def as_recorded(db: ReadDb, text_id: int) -> Countersignature:
    """What a second person confirms: the text and the record of its approval as they stand."""
    row, words = (
        await load(db, OfficialText, text_id),
        await covered(db, await load(db, Contribution, text_id)),
    )
    record = record_digest(row, words.files)
    return Countersignature(seen_digest=await seen(db, text_id), seen_record=record)


async def confirmation(build: Builders, text_id: int) -> dict[str, str]:
    """The form of a second person who has just opened it."""
    async with build.acting(None) as (db, _):
        return (await as_recorded(db, text_id)).model_dump()


async def seen_now(build: Builders, text_id: int | str) -> str:
    async with build.acting(None) as (db, _):
        return await seen(db, int(text_id))


async def state_of(build: Builders, text_id: int) -> OfficialText:
    async with build.acting(None) as (db, _):
        return await load(db, OfficialText, text_id)
