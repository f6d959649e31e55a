"""The life of a commitment as a table, and its clocks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import audience
from forum.actor import Actor, Binding, Role
from forum.commitments import policy
from forum.commitments.policy import AskedFor, CommitmentState, Now, Outcome, Part
from forum.commitments.queries import found_state, state_words
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.state import tone_of, word_of

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Commitment:
    state: CommitmentState = CommitmentState.open
    body_id: int = 9
    confirmer_id: int = 8
    confirmer_leader_id: int | None = None
    assigner_leader_id: int | None = None
    audience: list[str] = field(default_factory=lambda: ["everyone"])


def who(persona_id: int, *bindings: Binding) -> Actor:
    return Actor(persona_id, "Người Mẫu", bindings, audience.words_of(persona_id, bindings), AT)


OFFICER = who(6, Binding(Role.body_officer, body_id=9))
OTHER_OFFICER = who(5, Binding(Role.body_officer, body_id=10))
ASKER = who(8)
CHAIR = who(4, Binding(Role.leader, leader_id=7))
SECRETARIAT = who(3, Binding(Role.secretariat))
EVERYBODY = (OFFICER, OTHER_OFFICER, ASKER, CHAIR, SECRETARIAT)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("state", CommitmentState)
def test_only_the_body_reports_while_it_owes_something(state: CommitmentState, outcome: Outcome) -> None:
    able = [
        one for one in EVERYBODY if policy.may_draft_report(one, Commitment(state), outcome, confirm_by=None)
    ]
    assert able == ([OFFICER] if policy.COMMITMENT.allows(outcome.verb, state) else [])


@pytest.mark.parametrize("state", CommitmentState)
def test_only_the_confirmer_judges_a_reported_result(state: CommitmentState) -> None:
    for may in (policy.may_confirm, policy.may_dispute):
        able = [one for one in EVERYBODY if may(one, Commitment(state), confirm_by=AT)]
        assert able == ([ASKER] if state in policy.REPORTED else [])
        of_chair = Commitment(state, confirmer_id=99, confirmer_leader_id=7)
        able = [one for one in EVERYBODY if may(one, of_chair, confirm_by=AT)]
        assert able == ([CHAIR] if state in policy.REPORTED else [])


def test_who_reports_does_not_confirm_their_own_report() -> None:
    mine = Commitment(CommitmentState.reported_done, confirmer_id=6)
    assert policy.may_confirm(OFFICER, mine, confirm_by=AT).reason == "own_report"


@pytest.mark.parametrize("state", sorted(policy.REPORTED))
def test_a_result_lapses_by_the_clock_alone(state: CommitmentState) -> None:
    it, over = Commitment(state), AT - timedelta(seconds=1)
    assert policy.shown_state(state, AT, AT) == state
    assert policy.shown_state(state, over, AT) == "lapsed"
    assert policy.may_confirm(ASKER, it, confirm_by=AT)
    assert policy.may_confirm(ASKER, it, confirm_by=over).reason == "wrong_state"


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from(CommitmentState))
def test_overdue_is_counted_only_while_a_result_is_owed(due_on: date, state: CommitmentState) -> None:
    days = policy.overdue_days(state, due_on, AT)
    owed = state in policy.RUNNING and due_on < date(2026, 11, 24)
    assert (days > 0) == owed
    assert not owed or due_on + timedelta(days=days) == date(2026, 11, 24)


def test_a_closed_commitment_says_what_was_reported() -> None:
    assert (
        str(state_words(CommitmentState.confirmed, CommitmentState.reported_done)) == "Đã xác nhận hoàn thành"
    )
    assert "một phần" in str(state_words(CommitmentState.confirmed, CommitmentState.partly_done))
    assert "không thực hiện được" in str(state_words(CommitmentState.lapsed, CommitmentState.cannot_be_done))


def test_a_commitment_outside_one_s_audience_does_not_exist_but_for_its_body() -> None:
    closed = Commitment(audience=["staff"])
    assert policy.may_see(ASKER, closed).reason == "not_found"
    assert policy.may_see(OFFICER, closed)


@pytest.mark.parametrize("state", sorted(policy.CLOSED))
@pytest.mark.parametrize("reported", sorted(policy.REPORTED))
def test_search_finds_a_closed_commitment_by_its_result(
    state: CommitmentState, reported: CommitmentState
) -> None:
    found = found_state(state, reported)
    assert (found == f"commitment.{state}") == (reported not in policy.REPORTED_SHORT)
    assert (tone_of(found) == "done") <= (reported == CommitmentState.reported_done)
    assert word_of(found) == state_words(state, reported)


@dataclass(frozen=True)
class Draft:
    """The text and how far it is, in one."""

    part: Part
    state: OfficialState
    body_id: int | None = None
    leader_id: int | None = None
    id: int = 50
    outcome: Outcome | None = None
    asks_for: AskedFor | None = None
    request_id: int | None = None
    taken_effect_at: datetime | None = None
    waits_for_ruling: bool = False
    recorded_by: int | None = None
    approved_at: datetime | None = None
    approved_how: ApprovalHow | None = None
    repudiated_at: datetime | None = None


def _texts(body_id: int, state: OfficialState) -> list[Draft]:
    asks = AskedFor.new_due
    report = Draft(Part.report, state, body_id, outcome=Outcome.done)
    return [report, Draft(Part.request, state, body_id, asks_for=asks)]


def test_no_text_of_a_body_goes_on_once_another_is_responsible() -> None:
    head = who(6, Binding(Role.body_head, body_id=9))
    for body_id in (9, 10):
        now = Now(Commitment(body_id=body_id), None, None)
        is_theirs = body_id == 9
        for it in _texts(9, OfficialState.drafted):
            assert bool(policy.may_submit_text(OFFICER, it, it, now)) == is_theirs
            assert bool(policy.may_revise_text(OFFICER, it, it, now)) == is_theirs
        for it in _texts(9, OfficialState.awaiting_approval):
            assert bool(policy.may_approve_text(head, it, it, now)) == is_theirs
        for it in _texts(9, OfficialState.approved):
            assert bool(policy.may_publish_text(head, it, it, now)) == is_theirs


def test_no_ruling_goes_on_once_its_request_is_decided() -> None:
    clerk, asks = who(2, Binding(Role.assistant, leader_id=7)), AskedFor.new_due
    ways = (
        (OfficialState.drafted, clerk, policy.may_submit_text),
        (OfficialState.drafted, clerk, policy.may_revise_text),
        (OfficialState.drafted, clerk, policy.may_record_text_approval),
        (OfficialState.awaiting_approval, clerk, policy.may_countersign_text),
        (OfficialState.awaiting_approval, CHAIR, policy.may_approve_text),
        (OfficialState.approved, clerk, policy.may_publish_text),
    )
    for state, actor, may in ways:
        it = Draft(Part.ruling, state, leader_id=7, asks_for=asks, request_id=40, recorded_by=1)
        owed = Commitment(assigner_leader_id=7)
        assert may(actor, it, it, Now(owed, None, 40))
        for waiting in (None, 41):
            assert may(actor, it, it, Now(owed, None, waiting)).reason == "decided"
