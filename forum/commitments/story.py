"""The steps in a commitment's story, each with the approved text behind it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from forum.accounts.models import Persona
from forum.actor import Actor
from forum.commitments import policy
from forum.commitments.models import CommitmentStep
from forum.commitments.standing import MADE
from forum.contributions.official.policy import may_repudiate
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.queries import TextView, texts_by_id
from forum.database import ReadDb
from forum.files.queries import FileView, files_of
from forum.thing import Thing

APPROVED_VERBS = frozenset({MADE, "change_due", *(outcome.verb for outcome in policy.Outcome)})


@dataclass(frozen=True, slots=True)
class StepView:
    """`text` is the approved text of the step and `way` how it was approved; a step from before texts had to be has a
    `note` of the body. `remark` is what the confirmer wrote, None while the reader may not know of it."""

    at: datetime
    verb: str
    who: str
    note: str
    text: TextView | None
    way: OfficialView | None
    has_remark: bool
    remark: TextView | None
    evidence: str
    due_before: date | None
    due_after: date | None
    files: tuple[FileView, ...]
    can: frozenset[str]

    @property
    def stands(self) -> bool:
        return self.way is None or self.way.stands

    @property
    def is_made(self) -> bool:
        return self.verb == MADE

    @property
    def is_of_body(self) -> bool:
        """What stands in the name of the body or of who assigned it, and so is approved."""
        return self.verb in APPROVED_VERBS


async def steps_of(db: ReadDb, actor: Actor, commitment_id: int) -> tuple[StepView, ...]:
    found = await db.execute(
        select(CommitmentStep, Persona.title, Persona.name)
        .outerjoin(Persona, Persona.id == CommitmentStep.persona_id)
        .where(CommitmentStep.commitment_id == commitment_id)
        .order_by(CommitmentStep.id)
    )
    rows = found.all()
    remarks = await texts_by_id(db, actor, [step.remark_id for step, *_ in rows if step.remark_id])
    text_ids = [step.text_id for step, *_ in rows if step.text_id]
    texts, ways = await texts_by_id(db, actor, text_ids), await officials(db, text_ids)
    thing = Thing("commitment", commitment_id)
    files = (await files_of(db, [thing]))[thing]
    return tuple(
        StepView(
            at=step.at,
            verb=step.verb,
            who=f"{title or ''} {name or ''}".strip(),
            note=step.note,
            text=texts.get(step.text_id or 0),
            way=ways.get(step.text_id or 0),
            has_remark=step.remark_id is not None,
            remark=remarks.get(step.remark_id or 0),
            evidence=step.evidence,
            due_before=step.due_before,
            due_after=step.due_after,
            files=tuple(one for one in files if one.since_version == step.version),
            can=_may(actor, ways.get(step.text_id or 0)),
        )
        for step, title, name in rows
    )


def _may(actor: Actor, way: OfficialView | None) -> frozenset[str]:
    return frozenset({"repudiate"}) if way is not None and may_repudiate(actor, way) else frozenset()
