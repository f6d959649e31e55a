"""Public pages of contact sessions: the calendar, one session, its minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from forum.actor import Actor
from forum.commitments.queries import CommitmentLine, for_things
from forum.contact import policy
from forum.contact.attending.queries import own_link
from forum.contact.own import OWN_IN_SESSION
from forum.contact.own_notes.queries import note_steps
from forum.contact.queries.changes import ChangeView, changes_of
from forum.contact.queries.counts import in_review_count, question_counts
from forum.contact.queries.questions import Outcome, outcomes
from forum.contact.queries.session_pages import SessionPage, session_page
from forum.contact.queries.sessions import (
    PAGE,
    LeaderPlace,
    SeriesLine,
    SessionFrame,
    SessionLine,
    leaders_of,
    planning_steps,
    series_lines,
    session_frame,
    session_lines,
)
from forum.contact.queries.stage import Stage, stage_of
from forum.contact.suggestions.queries import Suggestions, suggestions_of
from forum.contact.texts.policy import SessionTextKind
from forum.contact.texts.queries import SessionTextView, drafting_steps, newest, texts_of
from forum.contact.texts.record import dispositions_of
from forum.contributions.queries import is_following
from forum.database import ReadDb
from forum.days import deadline, meeting_time
from forum.errors import NotFound
from forum.files.issued import CopyView, issued_copies
from forum.paperwork.writing.ics import calendar_event
from forum.thing import Thing
from forum.urls import path
from forum.web.app_state import app_state_of
from forum.web.login import Reading, Visitor
from forum.web.paging import After, Paged, paged
from forum.web.render import Render
from forum.web.shared_pages import shared_page
from forum.words import _

router = APIRouter()

shared_page("contact.sessions")
shared_page("contact.session", OWN_IN_SESSION)


@dataclass(frozen=True, slots=True)
class CalendarPage:
    series: tuple[SeriesLine, ...]
    lines: Paged[SessionLine]
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShownSession:
    """`texts` in the chair's name: published ones, and drafts for their own side."""

    s: SessionPage
    stage: Stage
    texts: tuple[SessionTextView, ...]
    drafting: frozenset[str]
    changes: Sequence[ChangeView]
    suggestions: Suggestions
    is_following: bool
    can_prepare: bool
    noting: frozenset[str]  # of one's own side: no part of the record

    @property
    def can(self) -> frozenset[str]:
        return self.s.frame.can | self.drafting


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """A part of the minutes: its questions with what was promised on them; the first part has the rest. `minutes` and
    `conclusion` are texts of the chair, published or, for their own side, in the making."""

    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...]
    minutes: SessionTextView | None
    conclusion: SessionTextView | None
    corrections: tuple[SessionTextView, ...]
    outcomes: tuple[Outcome, ...]
    promises: tuple[CommitmentLine, ...]
    in_review_count: int
    undisposed_count: int
    is_first: bool
    next_after: int | None
    copies: tuple[CopyView, ...]  # signed and stamped
    can_issue: bool
    can: frozenset[str]

    def copies_of(self, paper: str) -> tuple[CopyView, ...]:
        return tuple(one for one in self.copies if one.paper == paper)

    @property
    def is_published(self) -> bool:
        return self.frame.minutes_published_at is not None

    @property
    def pending(self) -> tuple[SessionTextView, ...]:
        """In the making, for those who work on them or approve them."""
        texts = (self.minutes, self.conclusion, *self.corrections)
        return tuple(one for one in texts if one is not None and not one.is_published)

    @property
    def answered(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.disposition.is_answered]

    @property
    def left_open(self) -> list[Outcome]:
        return [o for o in self.outcomes if not o.disposition.is_answered]


@router.get(path("contact.sessions"))
async def sessions(
    request: Request, db: Reading, actor: Visitor, render: Render, after: After = None
) -> Response:
    lines = await session_lines(db, actor, before=after)
    key = lines[PAGE - 1].id if len(lines) > PAGE else None
    page = CalendarPage(
        await series_lines(db, actor.today), paged(request, lines, PAGE, key), planning_steps(actor)
    )
    return render.page("contact/sessions.html", page)


@router.get(path("contact.session"))
async def session(db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    page = await session_page(db, actor, session_id)
    following = await is_following(db, actor, Thing("session", session_id))
    stage = await stage_of(db, actor, page.frame, page.agenda)
    texts = tuple(await texts_of(db, actor, session_id))
    shown = ShownSession(
        page,
        stage,
        texts,
        drafting_steps(actor, page.frame.line, texts),
        await changes_of(db, actor, session_id, page.frame.line),
        await suggestions_of(db, actor, page.frame),
        following,
        can_prepare=bool(policy.may_prepare_session(actor, page.frame.line)),
        noting=note_steps(actor, page.frame, [one.id for one in page.leaders]),
    )
    return render.page("contact/session.html", shown)


async def _minutes(db: ReadDb, actor: Actor, session_id: int, after: int | None) -> MinutesPage:
    """The minutes: before publication only for the secretariat and the chair's side. Raises NotFound."""
    frame = await session_frame(db, actor, session_id)
    texts = await texts_of(db, actor, session_id)
    minutes, conclusion = newest(texts, SessionTextKind.minutes), newest(texts, SessionTextKind.conclusion)
    is_published = frame.minutes_published_at is not None
    if not (frame.shows_minutes or policy.may_plan_session(actor)):
        raise NotFound(_("Biên bản chưa được công bố."))
    approved = minutes.dispositions if minutes is not None and minutes.is_published else None
    record = approved if approved is not None else await dispositions_of(db, session_id)
    begun = next((place for place, one in enumerate(record, 1) if one.question_id == after), 0)
    part = record[begun : begun + PAGE]
    sources = [Thing("question", one.question_id) for one in part if one.is_answered]
    counts = {} if is_published else await question_counts(db, session_id)
    return MinutesPage(
        frame=frame,
        leaders=await leaders_of(db, session_id),
        minutes=minutes,
        conclusion=conclusion,
        corrections=tuple(one for one in texts if one.is_correction),
        outcomes=await outcomes(db, actor, part),
        promises=tuple(await for_things(db, actor, sources if after else [*sources, frame.line.thing])),
        in_review_count=0 if is_published else await in_review_count(db, session_id),
        undisposed_count=sum(counts.get(state, 0) for state in policy.UNDISPOSED),
        is_first=after is None,
        next_after=part[-1].question_id if len(record) > begun + PAGE else None,
        copies=await issued_copies(db, frame.line.thing) if is_published else (),
        can_issue=is_published and bool(policy.may_plan_session(actor)),
        can=drafting_steps(actor, frame.line, texts),
    )


@router.get(path("contact.minutes"))
async def minutes(
    db: Reading, actor: Visitor, render: Render, session_id: int, after: After = None
) -> Response:
    return render.page("contact/minutes.html", await _minutes(db, actor, session_id, after))


def calendar_words(frame: SessionFrame, join_url: str = "") -> str:
    """What a calendar elsewhere shows beside the hour: whose hour it is, until when questions are taken, and for who
    may have it the link to join."""
    line = frame.line
    taken = _("Nhận câu hỏi {until}.", until=deadline(line.intake_until_on, of_person=True))
    time = _("Thời gian: {time}.", time=meeting_time(line.starts_at))
    words = [*([frame.summary] if frame.summary else []), str(time), str(taken)]
    if join_url:
        link = _("Đường dẫn tham dự trực tuyến, dành riêng cho Ông/Bà: {link}", link=join_url)
        words.append(str(link))
    return "\n".join(words)


@router.get(path("contact.calendar"))
async def calendar(request: Request, db: Reading, actor: Visitor, session_id: int) -> Response:
    frame = await session_frame(db, actor, session_id)
    line, join_url = frame.line, await own_link(db, actor, frame)
    content = calendar_event(
        f"{line.code}@hien-ke",
        line.title,
        starts_at=line.starts_at,
        ends_at=frame.ends_at,
        stamped_at=actor.at if join_url else frame.created_at,  # it replaces the one without the link
        place=line.place,
        description=calendar_words(frame, join_url),
        url=f"{app_state_of(request).settings.site}{line.url}",
        sequence=frame.calendar_sequence,
        status="CANCELLED" if line.is_called_off else "CONFIRMED",
    )
    headers = {"content-disposition": f'attachment; filename="{line.code}.ics"'}
    if join_url:
        headers["cache-control"] = "no-store"
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
