"""A year of contact sessions by the clock, of which each line that a visitor reads is traced to who answers for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from forum.clock import now
from forum.contact.policy import Rhythm
from forum.contact.series.policy import next_after
from tests.commitments.scene import working_day
from tests.journeys.conftest import VAR
from tests.journeys.person import AppState
from tests.journeys.year import holding, promises, story, tracing
from tests.journeys.year.by_form import Senders
from tests.journeys.year.records import STRANDED, opened_records
from tests.journeys.year.story import Session, Year

QUESTIONS = 50  # of each of the four sessions


@pytest.fixture
def year(app_state: AppState, chromium: Browser) -> Iterator[Year]:
    app_state.set_clock(app_state.at() + timedelta(days=1) if app_state.clock.exists() else now())
    app_state.kept.clear()
    with opened_records(VAR / "var") as records:
        records.stood = records.everything()
        yield Year(app_state, chromium, records, Senders(app_state))


def _by_the_clock(year: Year, after: Session | None, name: str) -> Session:
    """Drafted as the regulation says, announced in time, asked by telephone and by form."""
    if after is None:
        year.move_to(year.today + timedelta(days=7))
    else:
        held_on = next_after(Rhythm.quarter, after.held_on, year.today)
        year.move_to(held_on - timedelta(days=40))
    session = story.drafted_by_the_clock(year)
    story.announce(year, session, name)
    return session


def _asked(year: Year, session: Session, count: int) -> None:
    """One from a telephone, the others by the same form."""
    story.ask_on_a_phone(year, session, story.ASKERS[session.id % 2])
    story.ask(year, session, count - len(session.questions))


def _hold(year: Year, session: Session, agenda: list[int], *, is_corrected: bool) -> None:
    """What is on the agenda is answered in the hall, what was merged into it too; then the minutes."""
    story.place_on_agenda(year, session, agenda)
    year.by("to-thu-ky").press(f"/tiep-xuc/{session.id}/cong-bo-chuong-trinh")
    answers = {one: story.draft_answer(year, session, one) for one in agenda}
    year.move_to(session.held_on)
    holding.hold(year, session, answers)
    draft = holding.draft_minutes(year, session, is_opened=is_corrected)
    right = holding.correct_minutes(year, session, draft) if is_corrected else ""
    year.move_to(year.today + timedelta(days=3))
    holding.publish_minutes(year, session, draft, right)


def _first_quarter(year: Year) -> Session:
    session = _by_the_clock(year, None, "Kỳ tiếp xúc mẫu quý một")
    year.move_to(session.held_on - timedelta(days=20))
    story.enter_letters(year, session)
    _asked(year, session, QUESTIONS)
    year.move_to(session.held_on - timedelta(days=5))
    referred, written, declined, *others = session.questions[3:]
    story.merge(year, session, others, session.questions[2])
    story.refer(year, referred)
    story.triage(year, written, "tra-loi-bang-van-ban")
    story.triage(year, declined, "khong-tiep-nhan", where_to_go=year.ink.act("Gửi cơ quan khác"))
    _hold(year, session, session.questions[:3], is_corrected=True)
    story.answer_in_writing(year, session, referred, is_referred=True)
    story.answer_in_writing(year, session, written)
    _promises(year, session)
    return session


def _promises(year: Year, session: Session) -> None:
    """One is kept, one moved, one disputed, and one cannot be done."""
    due = working_day(year.today + timedelta(days=40))
    of = next(one for one in session.questions[:3] if "điện thoại" in year.titles[one])
    lines = [holding.Promise(year.ink.office(f"Việc mẫu thứ {n}"), due, of) for n in range(4)]
    kept, moved, disputed, cannot = holding.conclude(year, session, lines)
    year.move_to(year.today + timedelta(days=4))
    asker = story.ASKERS[session.id % 2]
    promises.report(year, kept, "done", "Đã làm xong việc mẫu")
    promises.confirm(year, kept, asker)
    promises.move_due(year, moved, working_day(due + timedelta(days=30)))
    promises.report(year, disputed, "done", "Đã làm xong việc mẫu khác")
    promises.dispute(year, disputed, asker)
    promises.report(year, cannot, "cannot_be_done", "Việc mẫu này không làm được")
    promises.leave_unapproved(year, moved)


def _second_quarter(year: Year, before: Session) -> Session:
    """Postponed after its questions came."""
    session = _by_the_clock(year, before, "Kỳ tiếp xúc mẫu quý hai")
    year.move_to(session.held_on - timedelta(days=20))
    _asked(year, session, QUESTIONS)
    year.move_to(session.held_on - timedelta(days=6))
    first, second, third, fourth, *others = session.questions
    story.postpone(year, session, working_day(session.held_on + timedelta(days=45)), [third, fourth])
    story.announce_again(year, session)
    year.move_to(session.held_on - timedelta(days=5))
    story.merge(year, session, others, first)
    story.answer_in_writing(year, session, third)
    _hold(year, session, [first, second], is_corrected=False)
    return session


def _second_half(year: Year, before: Session) -> None:
    """The third is cancelled, and its questions go to one that is held beside the rhythm."""
    third = _by_the_clock(year, before, "Kỳ tiếp xúc mẫu quý ba")
    last = story.plan_by_hand(year, working_day(third.held_on + timedelta(days=20)))
    story.announce(year, last, "Kỳ tiếp xúc mẫu bổ sung")
    year.move_to(third.held_on - timedelta(days=20))
    for session in (third, last):
        _asked(year, session, QUESTIONS)
    year.move_to(third.held_on - timedelta(days=10))
    written, referred, declined, *_ = third.questions
    places = {written: "schedule_written_answer", referred: "refer", declined: "decline"}
    story.cancel(year, third, last, places)
    year.move_to(last.held_on - timedelta(days=5))
    first, second, *others = last.questions
    story.merge(year, last, others, first)
    _hold(year, last, [first, second], is_corrected=False)


def test_each_line_of_a_year_of_sessions_has_somebody_behind_it(year: Year) -> None:
    story.create_series(year)
    first = _first_quarter(year)
    second = _second_quarter(year, first)
    _second_half(year, second)
    assert len(year.codes) == 4 * QUESTIONS
    assert year.records.rows(STRANDED, series=year.series_id) == []
    pages = tracing.crawl(year)
    assert tracing.untraced_marks(year, pages) == []
    assert tracing.untraced_sentences(year, pages) == []
    assert tracing.unread(year, pages) == []
