"""A year of contact sessions by the clock, of which each line that a visitor reads is traced to who answers for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from forum.clock import now
from tests.commitments.scene import working_day
from tests.journeys.conftest import VAR
from tests.journeys.person import AppState
from tests.journeys.year import holding, promises, story, tracing
from tests.journeys.year.by_form import Senders
from tests.journeys.year.records import STRANDED, opened_records
from tests.journeys.year.story import Session, Year


@pytest.fixture
def year(app_state: AppState, chromium: Browser) -> Iterator[Year]:
    app_state.set_clock(app_state.at() + timedelta(days=1) if app_state.clock.exists() else now())
    app_state.kept.clear()
    with opened_records(VAR / "var") as records:
        records.stood = records.everything()
        yield Year(app_state, chromium, records, Senders(app_state))


def _first_session(year: Year) -> Session:
    """Drafted by the clock as its regulation says, announced, asked by telephone and by form."""
    story.create_series(year)
    year.move_to(year.today + timedelta(days=7))
    session = story.drafted_by_the_clock(year)
    story.announce(year, session, "Kỳ tiếp xúc mẫu quý một")
    year.move_to(session.held_on - timedelta(days=20))
    story.ask_on_a_phone(year, session)
    story.ask(year, session, 9)
    return session


def _hold(year: Year, session: Session) -> None:
    """Each question has its place; three are answered in the hall."""
    year.move_to(session.held_on - timedelta(days=5))
    first, second, third, referred, written, declined, *others = session.questions
    story.place_on_agenda(year, session, [first, second, third])
    story.merge(year, session, others, first)
    story.refer(year, referred)
    story.triage(year, written, "tra-loi-bang-van-ban")
    story.triage(year, declined, "khong-tiep-nhan", where_to_go=year.ink.act("Gửi cơ quan khác"))
    year.by("to-thu-ky").press(f"/tiep-xuc/{session.id}/cong-bo-chuong-trinh")
    answers = {one: story.draft_answer(year, session, one) for one in (first, second, third)}
    year.move_to(session.held_on)
    holding.hold(year, session, answers)
    draft = holding.draft_minutes(year, session)
    right = holding.correct_minutes(year, session, draft)
    year.move_to(year.today + timedelta(days=3))
    holding.publish_minutes(year, session, draft, right)


def _keep(year: Year, session: Session) -> None:
    """One promise is done, one moved, one disputed, and one cannot be done."""
    due = working_day(year.today + timedelta(days=40))
    lines = [
        holding.Promise(year.ink.office(f"Việc mẫu thứ {n}"), due, session.questions[0]) for n in range(4)
    ]
    done, moved, disputed, cannot = holding.conclude(year, session, lines)
    year.move_to(year.today + timedelta(days=4))
    promises.report(year, done, "done", "Đã làm xong việc mẫu")
    promises.confirm(year, done)
    promises.move_due(year, moved, working_day(due + timedelta(days=30)))
    promises.report(year, disputed, "done", "Đã làm xong việc mẫu khác")
    promises.dispute(year, disputed)
    promises.report(year, cannot, "cannot_be_done", "Việc mẫu này không làm được")
    promises.leave_unapproved(year, moved)


def test_each_line_of_a_year_of_sessions_has_somebody_behind_it(year: Year) -> None:
    session = _first_session(year)
    _hold(year, session)
    _keep(year, session)
    assert year.records.rows(STRANDED, series=year.series_id) == []
    pages = tracing.crawl(year)
    assert tracing.untraced_marks(year, pages) == []
    assert tracing.untraced_sentences(year, pages) == []
    assert tracing.unread(year, pages) == []
