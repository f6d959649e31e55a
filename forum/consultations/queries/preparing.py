"""The officer's page of a version in preparation: paragraphs, a page at a time, and what its reader was not sure of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.doubts import StoredRemark, remarks_of
from forum.consultations.drafts import version_in_preparation
from forum.consultations.models import DraftVersion, ParagraphText
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.notices import NoticeView, pending_notices
from forum.consultations.queries.reading import steps_on
from forum.database import ReadDb
from forum.urls import url_for

PAGE = 60  # paragraphs
LISTED = 40  # open doubts at the top of the page


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A paragraph on the officer's page. `next_id` is the one below, also where that is on the next page."""

    id: int
    kind: str
    label: str
    path: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    explanation: str
    remarks: tuple[StoredRemark, ...]
    next_id: int | None
    page: int | None = None  # of the file, where its picture is to stand before this paragraph


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open doubt in the list at the top: what it is about, and where."""

    remark: StoredRemark
    url: str
    path: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """`before` and `after` are the addresses of the pages around this one, `first` and `last` count from 1. `number` is
    that of the version, from 1."""

    line: ConsultationLine
    number: int
    can: frozenset[str]
    pending: tuple[NoticeView, ...]
    is_unread: bool
    failure: str
    source_name: str
    texts: tuple[PreparedText, ...]
    count: int
    first: int
    before: str
    after: str
    doubt_count: int
    doubts: tuple[Doubt, ...]
    whole: tuple[StoredRemark, ...]  # remarks on the draft as a whole

    @property
    def last(self) -> int:
        return self.first + len(self.texts) - 1

    @property
    def url(self) -> str:
        return url_for("consultations.prepare", self.line.id)


def url_of_text(consultation_id: int, text_id: int) -> str:
    """The officer's page that has the paragraph, at the paragraph."""
    return f"{url_for('consultations.prepare', consultation_id)}?doan={text_id}#chu-{text_id}"


async def preparation(db: ReadDb, actor: Actor, consultation_id: int, text_id: int | None) -> Preparation:
    """The page that has the text, else the first. Raises Forbidden where nothing is in preparation."""
    line = await consultation_line(db, actor, consultation_id)
    version = await version_in_preparation(db, line.id)
    require(policy.may_edit_draft(actor, line, version))
    assert version is not None  # may_edit_draft ensures it
    ids = await _ids(db, version)
    start = ids.index(text_id) // PAGE * PAGE if text_id in ids else 0
    remarks = remarks_of(version)
    around = [ids[place] if 0 <= place < len(ids) else None for place in (start - PAGE, start + PAGE)]
    before, after = (url_of_text(line.id, one) if one is not None else "" for one in around)
    doubts = [one for one in remarks if one.is_open]
    return Preparation(
        line=line,
        number=version.number,
        # What is mended in a shown version is not mended here.
        can=await steps_on(db, actor, line) - {"mend_slip"} | frozenset(policy.EDITING),
        pending=tuple(await pending_notices(db, actor, line)),
        is_unread=version.is_unread,
        failure=version.failure,
        source_name=version.source_name,
        texts=await _texts(db, ids[start : start + PAGE + 1], remarks),
        count=len(ids),
        first=start + 1,
        before=before,
        after=after,
        doubt_count=len(doubts),
        doubts=await _placed(db, line.id, doubts[:LISTED]),
        whole=tuple(one for one in remarks if one.text_id is None),
    )


async def _ids(db: ReadDb, version: DraftVersion) -> Sequence[int]:
    rows = await db.scalars(
        select(ParagraphText.id)
        .where(
            ParagraphText.consultation_id == version.consultation_id, ParagraphText.version == version.number
        )
        .order_by(ParagraphText.position, ParagraphText.id)
    )
    return rows.all()


async def _texts(db: ReadDb, ids: Sequence[int], remarks: Sequence[StoredRemark]) -> tuple[PreparedText, ...]:
    """Those of a page; one id more says what is below the last."""
    rows = await db.scalars(select(ParagraphText).where(ParagraphText.id.in_(ids[:PAGE])))
    by_id = {row.id: row for row in rows}
    at: dict[int | None, list[StoredRemark]] = defaultdict(list)
    for remark in remarks:
        at[remark.text_id].append(remark)
    return tuple(
        PreparedText(
            id=one,
            kind=by_id[one].kind,
            label=by_id[one].label,
            path=by_id[one].path,
            text=by_id[one].text,
            rows=tuple(tuple(row) for row in by_id[one].rows or ()),
            explanation=by_id[one].explanation,
            remarks=tuple(at[one]),
            next_id=below,
            page=by_id[one].page if above is None or by_id[above].page != by_id[one].page else None,
        )
        for above, (one, below) in zip(
            [None, *ids], pairwise([*ids, *([] if len(ids) > PAGE else [None])]), strict=False
        )
        if one is not None
    )


async def _placed(db: ReadDb, consultation_id: int, remarks: Sequence[StoredRemark]) -> tuple[Doubt, ...]:
    ids = {one.text_id for one in remarks if one.text_id is not None}
    rows = await db.execute(select(ParagraphText.id, ParagraphText.path).where(ParagraphText.id.in_(ids)))
    paths = {row.id: row.path for row in rows}
    return tuple(
        Doubt(
            one,
            url_of_text(consultation_id, one.text_id) if one.text_id is not None else "",
            paths.get(one.text_id or 0, ""),
        )
        for one in remarks
    )
