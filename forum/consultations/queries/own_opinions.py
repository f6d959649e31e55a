"""What became of the words on which somebody wrote, from the version that they read to the one that is shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, ColumnElement, and_, select

from forum import audience
from forum.actor import Actor
from forum.consultations.fates import Fate
from forum.consultations.models import Consultation, Opinion, ParagraphLink, ParagraphText
from forum.consultations.policy import Target
from forum.consultations.queries.lines import KNOWN
from forum.consultations.quoting import row_now
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.paperwork.difference import Piece, by_words, settled
from forum.paperwork.phrases import find_phrase
from forum.rendering import excerpt
from forum.urls import url_for

LATEST = 200


@dataclass(frozen=True, slots=True)
class OwnOpinion:
    """An opinion on a paragraph: the words that it was `about` and those that `stand` there now. `place_id` and
    `place_url` are None where it is shown at none, `url` leads to the former text."""

    id: int
    code: str
    name: str  # its paragraph as it was cited
    version: int
    fate: Fate
    place_id: int | None
    place_url: str | None
    about: str
    stand: str

    @property
    def pieces(self) -> list[Piece]:
        """The words before beside those now."""
        return by_words(self.about, self.stand)

    @property
    def is_reworded(self) -> bool:
        return self.fate != Fate.removed and any(piece.kind != "same" for piece in self.pieces)

    @property
    def url(self) -> str:
        return url_for("consultations.opinion", self.id, anchor="chu-cu")


async def own_opinions(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> tuple[OwnOpinion, ...]:
    """The actor's own on paragraphs of drafts, newest first. Two statements."""
    if actor.persona_id is None:
        return ()
    return await fates_of(db, actor, Contribution.persona_id == actor.persona_id, *where)


async def fates_of(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> tuple[OwnOpinion, ...]:
    rows = await db.execute(
        select(Opinion, Contribution.code, Consultation.slug, ParagraphText.path, ParagraphText.label)
        .join(Contribution, Contribution.id == Opinion.id)
        .join(Consultation, Consultation.id == Opinion.consultation_id)
        .join(
            ParagraphText,
            and_(
                ParagraphText.paragraph_id == Opinion.paragraph_id, ParagraphText.version == Opinion.version
            ),
        )
        .where(Opinion.target == Target.paragraph, KNOWN, *where)
        .order_by(Opinion.id.desc())
        .limit(LATEST),
        audience.params(actor),
    )
    found = rows.all()
    now = await _texts_now(db, [opinion.id for opinion, *_ in found])
    return tuple(
        _own(opinion, code or "", slug, path or label or excerpt(opinion.quoted, 40), now[opinion.id])
        for opinion, code, slug, path, label in found
    )


async def _texts_now(db: ReadDb, opinion_ids: Sequence[int]) -> dict[int, list[ParagraphText]]:
    """By opinion, the texts of the shown version that continue its paragraph, in order."""
    found: dict[int, list[ParagraphText]] = defaultdict(list)
    if opinion_ids:
        followed = _followed(opinion_ids)
        rows = await db.execute(
            select(followed.c.opinion_id, ParagraphText)
            .join(Opinion, Opinion.id == followed.c.opinion_id)
            .join(Consultation, Consultation.id == Opinion.consultation_id)
            .join(
                ParagraphText,
                and_(
                    ParagraphText.paragraph_id == followed.c.paragraph_id,
                    ParagraphText.version == followed.c.version,
                ),
            )
            .where(followed.c.version == Consultation.shown_version)
            .order_by(ParagraphText.position)
        )
        for opinion_id, text in rows:
            found[opinion_id].append(text)
    return found


def _followed(opinion_ids: Sequence[int]) -> CTE:
    """(opinion, version, paragraph) from the version that its author read to the one that is shown."""
    given = (
        select(Opinion.id.label("opinion_id"), Opinion.version, Opinion.paragraph_id)
        .where(Opinion.id.in_(opinion_ids))
        .cte("followed", recursive=True)
    )
    step = (
        select(given.c.opinion_id, ParagraphLink.version, ParagraphText.paragraph_id)
        .join(
            ParagraphLink,
            and_(
                ParagraphLink.paragraph_id == given.c.paragraph_id,
                ParagraphLink.version == given.c.version + 1,
            ),
        )
        .join(ParagraphText, ParagraphText.id == ParagraphLink.text_id)
        .where(ParagraphText.paragraph_id.is_not(None))
    )
    return given.union(step)


def _own(opinion: Opinion, code: str, slug: str, name: str, now: Sequence[ParagraphText]) -> OwnOpinion:
    url = url_for("consultations.paragraph", opinion.consultation_id, opinion.place_id or 0, slug=slug)
    return OwnOpinion(
        id=opinion.id,
        code=code,
        name=name,
        version=opinion.version,
        fate=_fate(opinion, now),
        place_id=opinion.place_id,
        place_url=url if opinion.place_id else None,
        about=opinion.quoted,
        stand=" ".join(_words_of(opinion, text) for text in now),
    )


def _fate(opinion: Opinion, now: Sequence[ParagraphText]) -> Fate:
    """Of a phrase, what became of its words, whatever else changed around them."""
    if not now:
        return Fate.removed
    if len(now) > 1:
        return Fate.split_up
    (text,) = now
    if opinion.phrase_start is not None:
        there = find_phrase(opinion.phrase, opinion.phrase_start, opinion.quoted, text.text)
        fates = {"same": Fate.unchanged, "changed": Fate.changed, "gone": Fate.removed}
        return fates[there.state] if there is not None else Fate.changed
    words = _words_of(opinion, text)
    if opinion.row_number is not None and not words:
        return Fate.removed
    is_same = settled(words) == settled(opinion.quoted)
    return Fate.unchanged if is_same else Fate.changed


def _words_of(opinion: Opinion, text: ParagraphText) -> str:
    """Of the row that it is about, where there is such a row still."""
    if opinion.row_number is None:
        return text.text
    return row_now(opinion.quoted, opinion.row_number, text.rows or ())
