"""Opinions gathered on a sheet before they are sent together, and what was sent so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from pydantic import ValidationError
from sqlalchemy import select

from forum.accounts.bodies import own_body_id
from forum.actor import Actor
from forum.consultations import policy
from forum.consultations.checking import (
    Checked,
    NewOpinion,
    Place,
    Places,
    Shown,
    check,
    place_among,
    places_of,
)
from forum.consultations.models import Consultation, Opinion, OpinionSubmission
from forum.consultations.policy import Stance
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions
from forum.contributions.drafts import draft_url, gathered_drafts, sheets_of
from forum.contributions.models import Draft
from forum.contributions.queries import judged_by
from forum.database import ReadDb, load
from forum.errors import Conflict, Invalid, NotFound
from forum.files.queries import FileView, chosen_files
from forum.paperwork.difference import Piece, by_words
from forum.thing import Thing
from forum.urls import url_for
from forum.versions import version_of
from forum.words import NOTHING, Words, _


@dataclass(frozen=True, slots=True)
class Gathered:
    """An opinion on a sheet: `checked` where it can be sent as it stands. `new` is None where a field of it is wrong;
    `typed` are its words, `version` is of all of it. `is_overtaken`: other words are shown than its author read."""

    key: str
    url: str
    saved_at: datetime
    version: str
    typed: Mapping[str, str]
    new: NewOpinion | None
    checked: Checked | None
    quoted: str
    name: str
    position: float
    is_overtaken: bool = False
    problem: Words | str = NOTHING


async def gathered_on(
    db: ReadDb, actor: Actor, it: Shown, *, confirmed: Collection[str] = (), lock: bool = False
) -> list[Gathered]:
    """What the actor has on the sheet of a consultation, in the order of the draft: the same statements for any
    number. `confirmed` are the keys of those whose author has read the words that are shown now."""
    drafts = [(one, _opinion_of(one.fields)) for one in await gathered_drafts(db, actor, it.id, lock=lock)]
    places = await places_of(db, it, [new for _draft, new in drafts if new is not None])
    found = [_gathered(it, draft, new, places, draft.key in confirmed) for draft, new in drafts]
    return sorted(found, key=lambda one: (one.position, one.saved_at, one.key))


def _opinion_of(fields: Mapping[str, object]) -> NewOpinion | None:
    try:
        return NewOpinion.model_validate(fields)
    except ValidationError:
        return None


def _gathered(
    it: Shown, draft: Draft, new: NewOpinion | None, places: Places, is_confirmed: bool
) -> Gathered:
    place = _place_of(it, new, places)
    known = Gathered(
        key=draft.key,
        url=draft_url(draft.place, draft.key),
        saved_at=draft.saved_at,
        version=version_of(draft.key, draft.fields, place.quoted),
        typed={name: value for name, value in draft.fields.items() if isinstance(value, str)},
        new=new,
        checked=None,
        quoted=place.quoted,
        name=place.name,
        position=place.position,
    )
    if new is None:
        return replace(known, problem=_("Có mục chưa điền đúng; mời bấm “Sửa” để xem."))
    try:
        return replace(known, checked=check(it, new, places, is_confirmed=is_confirmed))
    except Conflict as conflict:
        return replace(known, is_overtaken=True, problem=conflict.message)
    except Invalid as invalid:
        return replace(known, problem=invalid.message)


def _place_of(it: Shown, new: NewOpinion | None, places: Places) -> Place:
    """The whole draft for what has no place in it."""
    whole = Place("", it.title)
    try:
        return place_among(it, new, places) if new is not None else whole
    except (Conflict, Invalid):
        return whole


def sheet_version(gathered: Iterable[Gathered]) -> str:
    """Of all that the sheet shows: what was gathered, and the words that it is about."""
    return version_of(*(one.version for one in gathered))


@dataclass(frozen=True, slots=True)
class GatheredView:
    """An opinion on the sheet as its author looks it over."""

    key: str
    name: str
    quoted: str
    is_of_whole: bool
    row_number: int | None
    stance: Stance | None
    phrase: str
    text: str
    wording: tuple[Piece, ...]
    evidence_url: str
    on_behalf: str
    is_confirmed_behalf: bool
    files: tuple[FileView, ...]
    url: str
    is_overtaken: bool
    problem: Words | str

    @property
    def is_ready(self) -> bool:
        return not self.problem and not self.is_overtaken


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A person's sheet. `version` is of all that it shows."""

    line: ConsultationLine
    opinions: tuple[GatheredView, ...]
    version: str
    closed_because: Words | str  # why nothing can be sent now
    can: frozenset[str]

    @property
    def url(self) -> str:
        return self.line.url

    @property
    def ready_count(self) -> int:
        return sum(one.is_ready for one in self.opinions)


async def sheet_page(db: ReadDb, actor: Actor, consultation_id: int) -> SheetPage:
    line = await consultation_line(db, actor, consultation_id)
    gathered = await gathered_on(db, actor, line)
    ids = [number for one in gathered if one.new is not None for number in one.new.file_ids]
    files = {file.id: file for file in (await chosen_files(db, actor, ids)).files}
    named = dict.fromkeys(one.new.on_behalf for one in gathered if one.new is not None)
    bodies = [name for name in named if await own_body_id(db, actor, name) is not None]
    return SheetPage(
        line,
        tuple(_view(one, files, bodies) for one in gathered),
        sheet_version(gathered),
        policy.may_give_opinion(actor, line).message,
        frozenset({"submit_opinions"}),
    )


def _view(it: Gathered, files: Mapping[int, FileView], bodies: Collection[str]) -> GatheredView:
    new, typed = it.new, it.typed
    wording = new.wording if new is not None and new.stance == Stance.amend and it.quoted else ""
    mine = tuple(files[one] for one in (new.file_ids if new is not None else ()) if one in files)
    seen = set(new.seen_file_ids) if new is not None else set[int]()
    return GatheredView(
        key=it.key,
        name=it.name,
        quoted=it.quoted,
        is_of_whole=new is None or new.paragraph_id is None,
        row_number=new.row_number if new is not None else None,
        stance=new.stance if new is not None else None,
        phrase=typed.get("phrase", ""),
        text=typed.get("text", ""),
        wording=tuple(by_words(it.quoted, it.checked.wording if it.checked else wording)) if wording else (),
        evidence_url=new.evidence_url if new is not None else "",
        on_behalf=typed.get("on_behalf", ""),
        is_confirmed_behalf=typed.get("on_behalf", "") in bodies,
        files=mine,
        url=it.url,
        is_overtaken=it.is_overtaken,
        problem=it.problem or _problem_of(new, mine, seen),
    )


def _problem_of(new: NewOpinion | None, files: Collection[FileView], seen: Collection[int]) -> Words:
    if new is not None and len(files) < len(set(new.file_ids)):
        return _("Có tệp không còn; mời bấm “Sửa” để chọn lại tệp.")
    if any(one.is_refused for one in files):
        return _("Có tệp không nhận được; mời bấm “Sửa” để xem.")
    if any(one.is_waiting for one in files):
        return _("Tệp đang được kiểm tra; mời tải lại trang sau ít giây.")
    if any(one.found and one.id not in seen for one in files):
        return _("Có phần ẩn trong tệp; mời bấm “Sửa” để xem những gì tìm thấy.")
    return NOTHING


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet with unsent opinions, in a list."""

    title: str
    count: int
    url: str

    @classmethod
    def of(cls, it: Consultation, count: int) -> Self:
        return cls(it.title, count, url_for("consultations.submit_opinions", it.id, slug=it.slug))


async def own_sheets(db: ReadDb, actor: Actor) -> list[SheetLine]:
    """The actor's sheets that hold anything, also of consultations that are closed."""
    counts = await sheets_of(db, actor)
    if not counts:
        return []
    rows = await db.scalars(
        select(Consultation).where(Consultation.id.in_(counts)).order_by(Consultation.id.desc())
    )
    return [SheetLine.of(it, counts[it.id]) for it in rows]


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """What a person sent at once, with its receipt. `left` is how many are still on the sheet."""

    line: ConsultationLine
    code: str
    sent_at: datetime
    opinions: tuple[OpinionView, ...]
    judged_by: datetime | None
    left: int


async def submission_of(db: ReadDb, actor: Actor, opinion_id: int) -> tuple[str, str] | None:
    """(code, address) of what an opinion was sent with, for its author."""
    it = await db.scalar(
        select(OpinionSubmission)
        .join(Opinion, Opinion.submission_id == OpinionSubmission.id)
        .where(Opinion.id == opinion_id, OpinionSubmission.persona_id == actor.persona_id)
    )
    return (it.code, url_for("consultations.submission", it.id)) if it is not None else None


async def submission_of_code(db: ReadDb, actor: Actor, codes: Collection[str]) -> str | None:
    """The address of what the actor sent under one of these codes."""
    it = await db.scalar(
        select(OpinionSubmission.id).where(
            OpinionSubmission.code.in_(codes), OpinionSubmission.persona_id == actor.persona_id
        )
    )
    return url_for("consultations.submission", it) if it is not None else None


async def submission_page(db: ReadDb, actor: Actor, submission_id: int) -> SubmissionPage:
    """Raises NotFound for anybody else's."""
    it = await load(db, OpinionSubmission, submission_id)
    if actor.persona_id is None or it.persona_id != actor.persona_id:
        raise NotFound
    line = await consultation_line(db, actor, it.consultation_id)
    sent = await opinions(db, actor, Opinion.submission_id == it.id, limit=1000, by_paragraph=True)
    first = next(iter(sent), None)
    return SubmissionPage(
        line,
        it.code,
        it.sent_at,
        tuple(sent),
        await judged_by(db, actor.at, Thing("opinion", first.text.id)) if first is not None else None,
        (await sheets_of(db, actor)).get(it.consultation_id, 0),
    )
