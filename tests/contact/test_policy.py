"""The tables of sessions, questions and answers, and who may take which step."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import audience
from forum.actor import Actor, Binding, Role
from forum.audience import Visibility
from forum.contact import policy
from forum.contact.policy import QuestionState, SessionState
from forum.contributions.official import policy as official
from forum.contributions.policy import ApprovalHow, OfficialState

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SHOWN, BEFORE = Visibility.published, SessionState.intake_closed


def who(
    role: Role | None, persona_id: int = 1, body_id: int | None = None, leader_id: int | None = None
) -> Actor:
    bindings = (Binding(role, body_id, leader_id),) if role else ()
    return Actor(persona_id, "Người Mẫu", bindings, audience.words_of(persona_id, bindings), AT)


SECRETARIAT = who(Role.secretariat)
LEADER = who(Role.leader, 2, leader_id=7)
OTHER_LEADER = who(Role.leader, 3, leader_id=8)
ASSISTANT = who(Role.assistant, 4, leader_id=7)
OTHER_ASSISTANT = who(Role.assistant, 5, leader_id=8)
OFFICER = who(Role.body_officer, 6, body_id=9)
HEAD = who(Role.body_head, 7, body_id=9)
MEMBER = who(None, 8)
VISITOR = Actor(None, "", (), frozenset({"everyone"}), AT)
EVERYBODY = (SECRETARIAT, LEADER, OTHER_LEADER, ASSISTANT, OTHER_ASSISTANT, OFFICER, HEAD, MEMBER, VISITOR)


@dataclass(frozen=True)
class Session:
    state: SessionState = SessionState.announced
    audience: list[str] = field(default_factory=lambda: ["everyone"])
    intake_from_on: date = date(2026, 11, 20)
    intake_until_on: date = date(2026, 11, 30)
    chair_leader_id: int = 70


@dataclass(frozen=True)
class Question:
    state: QuestionState = QuestionState.published
    leader_id: int = 7
    body_id: int | None = None
    deferral_count: int = 0


@dataclass(frozen=True)
class Answer:
    state: OfficialState = OfficialState.awaiting_approval
    leader_id: int | None = 7
    body_id: int | None = None
    recorded_by: int | None = None
    approved_at: datetime | None = None
    approved_how: ApprovalHow | None = None
    repudiated_at: datetime | None = None


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (datetime(2026, 11, 19, 16, 59, tzinfo=UTC), "announced"),
        (datetime(2026, 11, 19, 17, 0, tzinfo=UTC), "intake_open"),
        (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), "intake_open"),
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), "intake_closed"),
    ],
)
def test_intake_opens_and_closes_with_the_days_of_hai_phong(on: datetime, shown: str) -> None:
    assert policy.shown_state(Session(), on) == shown


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(sorted(set(SessionState) - {SessionState.announced})),
)
def test_only_an_announced_session_moves_by_the_clock(at: datetime, state: SessionState) -> None:
    assert policy.shown_state(Session(state), at) == state


def test_questions_are_taken_only_while_intake_is_open() -> None:
    assert policy.may_ask(MEMBER, Session())
    assert policy.may_ask(VISITOR, Session()).reason == "login_needed"
    late = replace(Session(), intake_until_on=date(2026, 11, 23))
    assert policy.may_ask(MEMBER, late).reason == "too_late"
    assert policy.may_enter_question(SECRETARIAT, late)
    assert not policy.may_enter_question(ASSISTANT, late)


def test_a_planned_session_is_the_secretariat_s_alone() -> None:
    seen = [one for one in EVERYBODY if policy.may_see_session(one, Session(SessionState.planned))]
    assert seen == [SECRETARIAT]


@pytest.mark.parametrize("verb", sorted(policy.SESSION.moves))
def test_only_the_secretariat_moves_a_session_and_only_from_its_states(verb: policy.SessionVerb) -> None:
    for state in SessionState:
        # an announced session whose intake stands at the state in question
        session = {
            SessionState.announced: replace(Session(), intake_from_on=date(2026, 11, 25)),
            SessionState.intake_open: Session(),
            SessionState.intake_closed: replace(Session(), intake_until_on=date(2026, 11, 23)),
        }.get(state, Session(state))
        able = [one for one in EVERYBODY if policy.may_step_session(one, session, verb)]
        assert able == ([SECRETARIAT] if policy.SESSION.allows(verb, state) else [])


@pytest.mark.parametrize("verb", get_args(policy.TriageVerb))
def test_only_the_secretariat_places_a_question_that_is_shown(verb: policy.TriageVerb) -> None:
    for state in QuestionState:
        able = [one for one in EVERYBODY if policy.may_triage(one, Question(state), SHOWN, verb, BEFORE)]
        assert able == ([SECRETARIAT] if policy.QUESTION.allows(verb, state) else [])
    assert not policy.may_triage(SECRETARIAT, Question(), Visibility.hidden, verb, BEFORE)
    assert not policy.may_triage(SECRETARIAT, Question(), Visibility.withdrawn, verb, BEFORE)


def _may_place(verb: policy.TriageVerb, question: QuestionState, session: SessionState) -> bool:
    return bool(policy.may_triage(SECRETARIAT, Question(question), SHOWN, verb, session))


def test_after_the_session_a_question_is_only_referred_or_answered_in_writing() -> None:
    """What the session did not reach is still placed, until the minutes say where."""
    done, left = QuestionState.merged, QuestionState.on_agenda
    for verb in get_args(policy.TriageVerb):
        lasting = verb in ("refer", "schedule_written_answer")
        for session in policy.RECORDED:
            assert _may_place(verb, done, session) is lasting, (verb, session)
            in_time = session in policy.AWAITS_MINUTES and verb != "put_on_agenda"
            assert _may_place(verb, left, session) is (lasting or in_time), (verb, session)
    for session in policy.RECORDED:
        assert not _may_place("schedule_written_answer", QuestionState.not_on_agenda, session)


def test_a_question_of_a_cancelled_session_is_never_put_on_its_agenda() -> None:
    waiting, cancelled = QuestionState.published, SessionState.cancelled
    assert not _may_place("put_on_agenda", waiting, cancelled)
    assert not _may_place("merge", waiting, cancelled)
    assert _may_place("defer", waiting, cancelled)
    assert _may_place("schedule_written_answer", waiting, cancelled)


def test_a_question_is_carried_twice_at_most() -> None:
    once = policy.may_triage(
        SECRETARIAT, Question(QuestionState.deferred, deferral_count=1), SHOWN, "defer", BEFORE
    )
    twice = policy.may_triage(
        SECRETARIAT, Question(QuestionState.deferred, deferral_count=2), SHOWN, "defer", BEFORE
    )
    assert once
    assert twice.reason == "too_late"


def test_an_objection_to_merging_is_the_asker_s_until_its_date() -> None:
    merged = Question(QuestionState.merged)
    assert policy.may_object_to_merge(MEMBER, merged, 8, SHOWN, is_open=True)
    assert policy.may_object_to_merge(LEADER, merged, 8, SHOWN, is_open=True).reason == "not_author"
    assert policy.may_object_to_merge(MEMBER, merged, 8, SHOWN, is_open=False).reason == "too_late"
    assert not policy.may_object_to_merge(MEMBER, merged, 8, Visibility.hidden, is_open=True)


def test_an_answer_is_drafted_by_its_side_and_approved_by_that_leader_alone() -> None:
    question = Question(QuestionState.on_agenda)
    assert [a for a in EVERYBODY if policy.may_draft_answer(a, question, SHOWN)] == [
        SECRETARIAT,
        ASSISTANT,
    ]
    assert [a for a in EVERYBODY if official.may_approve(a, Answer())] == [LEADER]
    assert [a for a in EVERYBODY if official.may_send_back(a, Answer())] == [LEADER]
    assert [a for a in EVERYBODY if official.may_revise(a, Answer())] == [SECRETARIAT, ASSISTANT]


def test_a_referred_question_is_the_body_s_to_answer_and_its_head_approves() -> None:
    referred = Question(QuestionState.referred, body_id=9)
    assert [a for a in EVERYBODY if policy.may_draft_answer(a, referred, SHOWN)] == [
        OFFICER,
        HEAD,
    ]
    of_body = Answer(leader_id=None, body_id=9)
    assert [a for a in EVERYBODY if official.may_approve(a, of_body)] == [HEAD]


def test_a_recorded_approval_needs_a_second_person() -> None:
    recorded = Answer(recorded_by=ASSISTANT.persona_id)
    assert official.may_countersign(ASSISTANT, recorded).reason == "own_record"
    assert official.may_countersign(SECRETARIAT, recorded)
    assert not official.may_countersign(OTHER_ASSISTANT, recorded)
    assert not official.may_countersign(SECRETARIAT, Answer())


@pytest.mark.parametrize("state", OfficialState)
def test_only_an_approved_answer_is_published_and_live_only_once_the_session_is_held(
    state: OfficialState,
) -> None:
    on_agenda, answer = Question(QuestionState.on_agenda), Answer(state)
    live = policy.may_publish_answer(ASSISTANT, answer, on_agenda, SHOWN, SessionState.live, "answer_live")
    early = policy.may_publish_answer(
        ASSISTANT, answer, on_agenda, SHOWN, SessionState.intake_open, "answer_live"
    )
    assert bool(live) == (state == OfficialState.approved)
    assert not early
    assert not policy.may_publish_answer(LEADER, answer, on_agenda, SHOWN, SessionState.live, "answer_live")
