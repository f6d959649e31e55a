"""A version of the draft beside the one before: what became of each paragraph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import aliased

from forum.actor import Actor
from forum.consultations import policy
from forum.consultations.desk.policy import may_publish_issued_text
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import issued_version, version_in_preparation, version_of_draft
from forum.consultations.fates import Change
from forum.consultations.models import DraftVersion, Opinion, ParagraphLink, ParagraphText
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.notices import NoticeView, pending_notices
from forum.database import ReadDb
from forum.deadlines.queries import Limit, limit_in_force
from forum.errors import NotFound
from forum.paperwork.difference import Piece, by_words
from forum.rendering import excerpt

PAGE = 40
CHOICES = 60  # texts of the new version that a person may choose from


@dataclass(frozen=True, slots=True)
class TextView:
    id: int
    label: str
    path: str
    text: str

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.path or self.label} {excerpt(self.text, 80)}"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One paragraph of the version before, with the texts that continue it."""

    paragraph_id: int
    old: TextView
    new: tuple[TextView, ...]
    change: Change
    is_sure: bool
    opinion_count: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """`changes` leaves out what was kept word for word. `added` is what continues nothing."""

    line: ConsultationLine
    number: int
    what_changed: str
    doubts: int  # of its reader that nobody has looked at
    is_shown: bool
    is_issued: bool
    opens_on: date | None
    closes_on: date | None
    counts: Mapping[Change, int]
    added_count: int
    unsure: tuple[ChangeView, ...]
    changes: tuple[ChangeView, ...]
    added: tuple[TextView, ...]
    next_after: int | None
    minimum: Limit
    pending: tuple[NoticeView, ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return f"{self.line.url}/ban/{self.number}"


async def version_page(
    db: ReadDb, actor: Actor, consultation_id: int, number: int, after: int | None = None
) -> VersionPage:
    """Raises NotFound for what the reader may not know of, and for the first version, which has none before it."""
    line = await consultation_line(db, actor, consultation_id)
    if number < 2 or number > line.shown_version + 1:
        raise NotFound
    version = await _readable(db, actor, line, number)
    of_it = (ParagraphLink.consultation_id == line.id, ParagraphLink.version == number)
    known = (ParagraphLink.change != Change.unchanged, ParagraphLink.is_sure.is_(True))
    changed = await _changes(db, *of_it, *known, after=after)
    added = await _added(db, line.id, number) if after is None else []
    return VersionPage(
        line=line,
        number=number,
        what_changed=version.what_changed,
        doubts=open_doubts(version),
        is_shown=version.announced_at is not None,
        is_issued=version.is_issued,
        opens_on=version.opens_on,
        closes_on=version.closes_on,
        counts=await _counts(db, *of_it),
        added_count=await _added_count(db, line.id, number),
        unsure=tuple(await _changes(db, *of_it, ParagraphLink.is_sure.is_(False))),
        changes=tuple(changed[:PAGE]),
        added=tuple(added),
        next_after=changed[PAGE - 1].old.id if len(changed) > PAGE else None,
        minimum=await limit_in_force(db, line.document_kind, actor.today),
        pending=tuple(await pending_notices(db, actor, line)),
        can=await _steps(db, actor, line, version),
    )


async def _readable(db: ReadDb, actor: Actor, line: ConsultationLine, number: int) -> DraftVersion:
    prepared = await version_in_preparation(db, line.id)
    if number <= line.shown_version:
        return await version_of_draft(db, line.id, number)
    issued = await issued_version(db, line.id)
    if issued is not None and issued.number == number:
        return issued
    if prepared is None or not policy.is_ours(actor, line):
        raise NotFound
    return prepared


async def _steps(db: ReadDb, actor: Actor, line: ConsultationLine, version: DraftVersion) -> frozenset[str]:
    if version.announced_at is not None:
        return frozenset()
    unsure = await db.scalar(
        select(func.count(ParagraphLink.paragraph_id.distinct())).where(
            ParagraphLink.consultation_id == line.id,
            ParagraphLink.version == version.number,
            ParagraphLink.is_sure.is_(False),
        )
    )
    asked = {
        "discard_version": policy.may_discard_version(actor, line, version),
        "settle_paragraph": policy.may_settle_paragraph(actor, line, version),
        "open_round": policy.may_open_round(actor, line, version, unsure or 0, line.former_count),
        "publish_issued_text": may_publish_issued_text(actor, line, version, unsure or 0),
    }
    asked |= dict.fromkeys(policy.EDITING, policy.may_edit_draft(actor, line, version))
    return frozenset(verb for verb, decision in asked.items() if decision)


_old, _last = aliased(ParagraphText), aliased(ParagraphText)


async def _changes(db: ReadDb, *where: ColumnElement[bool], after: int | None = None) -> list[ChangeView]:
    """By the place in the version before; one more than a page where there is more."""
    query = (
        select(_old)
        .join(
            ParagraphLink,
            (ParagraphLink.paragraph_id == _old.paragraph_id) & (_old.version == ParagraphLink.version - 1),
        )
        .where(*where)
        .group_by(_old.id)
        .order_by(_old.position, _old.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        place = select(_last.position).where(_last.id == after).scalar_subquery()
        query = query.where(tuple_(_old.position, _old.id) > tuple_(place, after))
    olds = (await db.scalars(query)).all()
    if not olds:
        return []
    ids = [text.paragraph_id for text in olds]
    links = await _links(db, ids, max(text.version for text in olds) + 1)
    counts = await _opinion_counts(db, ids)
    return [_view(text, links.get(text.paragraph_id or 0, []), counts) for text in olds]


async def _links(
    db: ReadDb, paragraph_ids: Sequence[int | None], number: int
) -> dict[int, list[tuple[ParagraphLink, ParagraphText | None]]]:
    rows = await db.execute(
        select(ParagraphLink, ParagraphText)
        .outerjoin(ParagraphText, ParagraphText.id == ParagraphLink.text_id)
        .where(ParagraphLink.paragraph_id.in_(paragraph_ids), ParagraphLink.version == number)
        .order_by(ParagraphText.position)
    )
    found: dict[int, list[tuple[ParagraphLink, ParagraphText | None]]] = {}
    for link, text in rows:
        found.setdefault(link.paragraph_id, []).append((link, text))
    return found


async def _opinion_counts(db: ReadDb, paragraph_ids: Sequence[int | None]) -> dict[int | None, int]:
    found = await db.execute(
        select(Opinion.paragraph_id, func.count())
        .where(Opinion.paragraph_id.in_(paragraph_ids))
        .group_by(Opinion.paragraph_id)
    )
    counts: dict[int | None, int] = {}
    for paragraph_id, count in found:
        counts[paragraph_id] = count
    return counts


def _view(
    old: ParagraphText,
    links: Sequence[tuple[ParagraphLink, ParagraphText | None]],
    counts: Mapping[int | None, int],
) -> ChangeView:
    new = [text for _, text in links if text is not None]
    change, *_ = [link.change for link, _ in links]
    return ChangeView(
        paragraph_id=old.paragraph_id or 0,
        old=_text(old),
        new=tuple(map(_text, new)),
        change=change,
        is_sure=all(link.is_sure for link, _ in links),
        opinion_count=counts.get(old.paragraph_id, 0),
        pieces=tuple(by_words(old.text, " ".join(text.text for text in new))) if new else (),
    )


def _text(it: ParagraphText) -> TextView:
    return TextView(it.id, it.label, it.path, it.text)


def _unlinked(consultation_id: int, number: int) -> tuple[ColumnElement[bool], ...]:
    linked = select(ParagraphLink.text_id).where(
        ParagraphLink.consultation_id == consultation_id,
        ParagraphLink.version == number,
        ParagraphLink.text_id.is_not(None),
    )
    return (
        ParagraphText.consultation_id == consultation_id,
        ParagraphText.version == number,
        ParagraphText.id.not_in(linked),
    )


async def _added(db: ReadDb, consultation_id: int, number: int) -> list[TextView]:
    rows = await db.scalars(
        select(ParagraphText)
        .where(*_unlinked(consultation_id, number))
        .order_by(ParagraphText.position)
        .limit(PAGE)
    )
    return [_text(row) for row in rows]


async def _added_count(db: ReadDb, consultation_id: int, number: int) -> int:
    query = select(func.count()).select_from(ParagraphText).where(*_unlinked(consultation_id, number))
    return await db.scalar(query) or 0


async def _counts(db: ReadDb, *where: ColumnElement[bool]) -> dict[Change, int]:
    rows = await db.execute(
        select(ParagraphLink.change, func.count(ParagraphLink.paragraph_id.distinct()))
        .where(*where)
        .group_by(ParagraphLink.change)
    )
    counts: dict[Change, int] = {}
    for change, count in rows:
        counts[change] = count
    return counts


@dataclass(frozen=True, slots=True)
class SettlingPage:
    """One paragraph of the version before, and the texts of the new one that may continue it."""

    line: ConsultationLine
    number: int
    old: TextView
    chosen: tuple[int, ...]
    choices: tuple[TextView, ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return f"{self.line.url}/ban/{self.number}"


async def settling_page(db: ReadDb, actor: Actor, consultation_id: int, paragraph_id: int) -> SettlingPage:
    """The choices: what was proposed and what may be as well, then what stands around and continues nothing."""
    line = await consultation_line(db, actor, consultation_id)
    number = line.shown_version + 1
    version = await _readable(db, actor, line, number)
    old = await db.scalar(
        select(ParagraphText).where(
            ParagraphText.paragraph_id == paragraph_id,
            ParagraphText.version == line.shown_version,
            ParagraphText.consultation_id == line.id,
        )
    )
    if old is None:
        raise NotFound
    links = (await _links(db, [paragraph_id], number)).get(paragraph_id, [])
    chosen = [text.id for _, text in links if text is not None]
    wanted = {*chosen, *(other for link, _ in links for other in link.others)}
    rows = await db.scalars(
        select(ParagraphText)
        .where(
            ParagraphText.id.in_(wanted)
            | ParagraphText.id.in_(select(ParagraphText.id).where(*_unlinked(line.id, number)).limit(CHOICES))
        )
        .order_by(ParagraphText.position)
    )
    choices = tuple(_text(row) for row in rows)
    return SettlingPage(
        line, number, _text(old), tuple(chosen), choices, await _steps(db, actor, line, version)
    )
