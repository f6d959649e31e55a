"""What was asked, heard and done, of a consultation that came to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.desk.policy import Uptake
from forum.consultations.drafts import issued_version
from forum.consultations.models import Opinion, ParagraphText
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.queries.lines import ConsultationLine
from forum.contributions.models import Contribution
from forum.database import ReadDb


@dataclass(frozen=True, slots=True)
class Done:
    """In numbers: how the draft was put to the public, what came, and what of it stands in the issued text. `number` is
    that text's version once it is published here; `unconfirmed` opinions were not compared with it yet."""

    paragraphs: int
    rounds: int
    people: int
    by_uptake: Mapping[Uptake, int] = field(default_factory=dict)
    unconfirmed: int = 0
    number: int | None = None

    @property
    def in_text(self) -> int:
        return self.by_uptake.get(Uptake.in_text, 0)

    @property
    def in_part(self) -> int:
        return self.by_uptake.get(Uptake.in_part, 0)

    @property
    def not_in_text(self) -> int:
        return self.by_uptake.get(Uptake.not_in_text, 0)


async def done_of(db: ReadDb, actor: Actor, line: ConsultationLine) -> Done | None:
    """Of a consultation that came to its end. Four statements for any number of opinions."""
    if line.concluded_at is None:
        return None
    paragraphs = await db.scalar(
        select(func.count())
        .select_from(ParagraphText)
        .where(ParagraphText.consultation_id == line.id, ParagraphText.version == line.shown_version)
    )
    rows = await db.execute(
        select(Opinion.uptake, func.count())
        .join(Contribution, TEXT_OF_OPINION)
        .where(*_counted(line.id))
        .group_by(Opinion.uptake),
        audience.params(actor),
    )
    by_uptake: dict[Uptake | None, int] = {}
    for uptake, count in rows:
        by_uptake[uptake] = count
    people = await db.scalar(
        select(func.count(Contribution.persona_id.distinct()))
        .join(Opinion, TEXT_OF_OPINION)
        .where(*_counted(line.id)),
        audience.params(actor),
    )
    version = await issued_version(db, line.id)
    return Done(
        paragraphs=paragraphs or 0,
        rounds=line.shown_version,
        people=people or 0,
        by_uptake={uptake: count for uptake, count in by_uptake.items() if uptake is not None},
        unconfirmed=by_uptake.get(None, 0),
        number=version.number if version else None,
    )


def _counted(consultation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Opinion.consultation_id == consultation_id,
        Contribution.visibility == Visibility.published,
        audience.clause(Contribution),
    )
