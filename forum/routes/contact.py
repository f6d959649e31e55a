"""Public pages of contact sessions: the calendar, one session, its minutes."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from forum.actor import Actor
from forum.commitments.queries import CommitmentLine, for_things
from forum.contact import policy
from forum.contact.queries.counts import in_review_count, question_counts
from forum.contact.queries.questions import DeferredQuestion, Outcome, deferred_from, outcomes
from forum.contact.queries.sessions import (
    PAGE,
    LeaderPlace,
    SeriesLine,
    SessionFrame,
    SessionLine,
    SessionPage,
    leaders_of,
    planning_steps,
    series_lines,
    session_frame,
    session_lines,
    session_page,
)
from forum.contact.queries.stage import Stage, stage_of
from forum.contributions.queries import is_following
from forum.database import ReadDb
from forum.days import deadline, meeting_time
from forum.errors import NotFound
from forum.paperwork.writing.ics import calendar_event
from forum.thing import Thing
from forum.urls import path
from forum.web.app_state import app_state_of
from forum.web.login import Reading, Visitor
from forum.web.paging import After, Paged, paged
from forum.web.render import Render
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class CalendarPage:
    series: tuple[SeriesLine, ...]
    lines: Paged[SessionLine]
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShownSession:
    s: SessionPage
    stage: Stage
    is_following: bool
    can_prepare: bool

    @property
    def can(self) -> frozenset[str]:
        """The verbs of this page, without publishing the minutes, which has its own page."""
        return self.s.frame.can - {"publish_minutes"}


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """A part of the minutes: its questions with what was promised on them; the first part has the rest."""

    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...]
    outcomes: tuple[Outcome, ...]
    deferred: tuple[DeferredQuestion, ...]
    promises: tuple[CommitmentLine, ...]
    in_review_count: int
    undisposed_count: int
    is_first: bool
    next_after: int | None

    @property
    def can(self) -> frozenset[str]:
        """Publishing is offered once nothing is missing; until then the page says what is."""
        missing = self.undisposed_count or self.in_review_count
        return self.frame.can & ({"draft_minutes"} if missing else {"draft_minutes", "publish_minutes"})

    @property
    def is_published(self) -> bool:
        return self.frame.minutes.published_at is not None

    @property
    def answered(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.line.state in policy.ANSWERED]

    @property
    def left_open(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.line.state not in policy.ANSWERED]


@router.get(path("contact.sessions"))
async def sessions(
    request: Request, db: Reading, actor: Visitor, render: Render, after: After = None
) -> Response:
    lines = await session_lines(db, actor, before=after)
    key = lines[PAGE - 1].id if len(lines) > PAGE else None
    page = CalendarPage(await series_lines(db), paged(request, lines, PAGE, key), planning_steps(actor))
    return render.page("contact/sessions.html", page)


@router.get(path("contact.session"))
async def session(db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    page = await session_page(db, actor, session_id)
    following = await is_following(db, actor, Thing("session", session_id))
    stage = await stage_of(db, actor, page.frame, page.agenda)
    prepares = bool(policy.may_prepare_session(actor, page.frame.line))
    return render.page("contact/session.html", ShownSession(page, stage, following, prepares))


async def _minutes(db: ReadDb, actor: Actor, session_id: int, after: int | None) -> MinutesPage:
    """The minutes; only the secretariat may read them before publication. Raises NotFound."""
    frame = await session_frame(db, actor, session_id)
    if frame.minutes.published_at is None and not policy.may_plan_session(actor):
        raise NotFound(_("Biên bản chưa được công bố."))
    found = await outcomes(db, actor, session_id, after=after, limit=PAGE + 1)
    shown = tuple(found[:PAGE])
    sources = [one.line.text.thing for one in shown if one.line.state in policy.ANSWERED]
    counts = {} if frame.minutes.published_at else await question_counts(db, session_id)
    return MinutesPage(
        frame=frame,
        leaders=await leaders_of(db, session_id),
        outcomes=shown,
        deferred=() if after else tuple(await deferred_from(db, actor, session_id)),
        promises=tuple(await for_things(db, actor, sources if after else [*sources, frame.line.thing])),
        in_review_count=0 if frame.minutes.published_at else await in_review_count(db, session_id),
        undisposed_count=sum(counts.get(state, 0) for state in policy.UNDISPOSED),
        is_first=after is None,
        next_after=shown[-1].line.text.id if len(found) > PAGE else None,
    )


@router.get(path("contact.minutes"))
async def minutes(
    db: Reading, actor: Visitor, render: Render, session_id: int, after: After = None
) -> Response:
    return render.page("contact/minutes.html", await _minutes(db, actor, session_id, after))


def calendar_words(frame: SessionFrame) -> str:
    """What a calendar elsewhere shows beside the hour: whose hour it is, and until when questions are taken."""
    line = frame.line
    taken = _("Nhận câu hỏi {until}.", until=deadline(line.intake_until_on, of_person=True))
    time = _("Thời gian: {time}.", time=meeting_time(line.starts_at))
    return "\n".join([*([frame.summary] if frame.summary else []), str(time), str(taken)])


@router.get(path("contact.calendar"))
async def calendar(request: Request, db: Reading, actor: Visitor, session_id: int) -> Response:
    frame = await session_frame(db, actor, session_id)
    line = frame.line
    content = calendar_event(
        f"{line.code}@hien-ke",
        line.title,
        starts_at=line.starts_at,
        ends_at=frame.ends_at,
        stamped_at=frame.created_at,
        place=line.place,
        description=calendar_words(frame),
        url=f"{app_state_of(request).settings.site}{line.url}",
        sequence=frame.version,
        status="CANCELLED" if line.is_called_off else "CONFIRMED",
    )
    headers = {"content-disposition": f'attachment; filename="{line.code}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
