"""What the form of an opinion says of its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from forum.actor import Actor
from forum.consultations.checking import former_rows
from forum.consultations.models import Opinion, ParagraphText
from forum.consultations.policy import Target
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.reading import ParagraphView, paragraphs_of, questions_of, steps_on
from forum.consultations.quoting import phrase_in, row_shown, row_words, seen_of
from forum.database import ReadDb
from forum.errors import NotFound


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address, or a form that was sent, says of an opinion's place."""

    paragraph_id: int | None = None
    question_id: int | None = None
    row_number: int | None = None
    phrase: str = ""
    phrase_start: int | None = None
    seen_version: str = ""  # of the words that a form showed

    def or_of(self, values: Mapping[str, object]) -> Self:
        return type(self)(
            self.paragraph_id or _number(values.get("paragraph_id")),
            self.question_id or _number(values.get("question_id")),
            self.row_number or _number(values.get("row_number")),
            self.phrase,
            self.phrase_start,
            str(values.get("seen_version") or ""),
        )


def _number(value: object) -> int | None:
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 19 else None


@dataclass(frozen=True, slots=True)
class AboutOpinion:
    """`quoted` are the words that the opinion is to be about, `name` is how its place is cited."""

    line: ConsultationLine
    can: frozenset[str]
    target: Target
    name: str = ""
    quoted: str = ""
    paragraph_id: int | None = None
    question_id: int | None = None
    row_number: int | None = None
    back: str = ""

    @property
    def url(self) -> str:
        return self.back or self.line.url

    @property
    def seen_version(self) -> str:
        return seen_of(self.line, self.quoted)

    @property
    def is_of_question(self) -> bool:
        return self.target == Target.question

    @property
    def is_of_paragraph(self) -> bool:
        return self.target == Target.paragraph

    @classmethod
    def of_paragraph(
        cls, line: ConsultationLine, can: frozenset[str], it: ParagraphView, row_number: int | None
    ) -> Self:
        has_row = row_number is not None and 0 < row_number < len(it.rows)
        return cls(
            line,
            can,
            Target.paragraph,
            name=it.path or it.label,
            quoted=row_words(it.rows[row_number]) if has_row and row_number is not None else it.text,
            paragraph_id=it.id,
            row_number=row_number if has_row else None,
            back=it.url,
        )


async def about_opinion(
    db: ReadDb, actor: Actor, consultation_id: int, place: Asked, *, was_sent: bool
) -> AboutOpinion:
    """Of the whole where a form that was sent names a paragraph that is no longer there. Raises NotFound for such an
    address."""
    line = await consultation_line(db, actor, consultation_id)
    can = await steps_on(db, actor, line)
    if place.paragraph_id is not None:
        for it in await paragraphs_of(db, actor, line, ParagraphText.paragraph_id == place.paragraph_id):
            return AboutOpinion.of_paragraph(line, can, it, await _row_at(db, line, it, place))
        if not was_sent:
            raise NotFound
    elif place.question_id is not None:
        question = dict(await questions_of(db, line.id)).get(place.question_id)
        if question is not None:
            return AboutOpinion(line, can, Target.question, quoted=question, question_id=place.question_id)
    return AboutOpinion(line, can, Target.whole)


async def _row_at(db: ReadDb, line: ConsultationLine, it: ParagraphView, place: Asked) -> int | None:
    """The row that the form showed, wherever it stands by now."""
    if place.row_number is None or not place.seen_version:
        return place.row_number
    former = (await former_rows(db, line, [it.id])).get(it.id, ())
    return row_shown(line, place.seen_version, place.row_number, it.text, it.rows, former)


async def is_of_first_of_several(db: ReadDb, opinion_id: int, asked_start: int | None) -> bool:
    """Whether the phrase of an opinion stands more than once in its paragraph, and its author did not point to one."""
    it = await db.get_one(Opinion, opinion_id)
    found = phrase_in(it.quoted, it.phrase)
    return found is not None and found.times > 1 and it.phrase_start != asked_start
