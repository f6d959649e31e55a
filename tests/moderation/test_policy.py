from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation import policy
from moderation.policy import CaseFacts
from moderation.rules import shipped_versions
from moderation.values import (
    CaseReason,
    CaseState,
    Judge,
    Ruling,
    SecondOpinion,
    Standing,
    TextStatus,
    Verdict,
)
from tests.moderation.builders import (
    AN,
    APPEAL_UNTIL,
    BINH,
    HIDE,
    NOON,
    PHONE,
    TEXT,
    THREE_DAYS_ON,
    judge,
    text,
)

QUEUED = CaseFacts(CaseState.queued, CaseReason.new, None, None)
HELD = CaseFacts(CaseState.claimed, CaseReason.new, AN, NOON + timedelta(minutes=30))
SECOND = CaseFacts(CaseState.second, CaseReason.flag, None, None, participants=frozenset({AN}))
IMPARTIALITY = ("is_author", "names_self", "names_leader", "body_is_own", "took_part")
Q = {rule.code: rule for rule in shipped_versions()[-1].rules}


@pytest.mark.parametrize("tie", IMPARTIALITY)
@pytest.mark.parametrize("may", [policy.may_claim, policy.may_decide, policy.may_confirm, policy.may_hear])
@given(
    state=st.sampled_from(CaseState),
    reason=st.sampled_from(CaseReason),
    outside=st.booleans(),
)
def test_nobody_judges_what_they_are_tied_to_in_any_state(tie, may, state, reason, outside) -> None:  # type: ignore[no-untyped-def]  # table
    tied = Judge(AN, NOON, is_outside_seat=outside, impartial_count=0, **{tie: True})
    facts = CaseFacts(state, reason, AN, NOON + timedelta(minutes=30))
    assert not may(tied, facts)


@given(
    at=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=2)),
    lease=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=2)),
)
def test_a_case_is_one_persons_exactly_as_long_as_the_lease_runs(at: timedelta, lease: timedelta) -> None:
    facts = CaseFacts(CaseState.claimed, CaseReason.new, AN, NOON + lease)
    other = policy.may_claim(judge(BINH, NOON + at), facts)
    owner = policy.may_decide(judge(AN, NOON + at), facts)
    assert bool(other) != bool(owner)


def test_who_does_not_hold_the_case_does_not_decide_it() -> None:
    assert policy.may_decide(judge(BINH), HELD).code == "not_claimed"
    assert policy.may_decide(judge(AN), QUEUED).code == "not_claimed"
    assert policy.may_decide(judge(AN, NOON + timedelta(hours=1)), HELD).code == "lease_over"


def test_the_second_person_is_another_one() -> None:
    assert policy.may_confirm(judge(AN), SECOND).code == "took_part"
    assert policy.may_confirm(judge(BINH), SECOND)


def test_the_outside_seat_acts_only_where_no_impartial_moderator_is_left() -> None:
    seat = Judge(90, NOON, is_outside_seat=True, impartial_count=1)
    assert policy.may_claim(seat, QUEUED).code == "seat_not_needed"
    assert policy.may_claim(replace(seat, impartial_count=0), QUEUED)


def test_a_hide_for_now_cannot_be_confirmed_once_it_is_over() -> None:
    facts = replace(SECOND, interim_until=NOON)
    assert policy.may_confirm(judge(BINH), facts).code == "interim_lapsed"


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (replace(PHONE, quote="gọi số 0911 111 111"), "quote_not_in_text"),
        (replace(PHONE, quote="  "), "quote_not_in_text"),
        (replace(PHONE, quote="ố"), "quote_not_in_text"),
        (replace(PHONE, explanation="Sai."), "explanation_missing"),
        (replace(PHONE, explanation="x" * 4001), "too_long"),
        (replace(PHONE, verdict=Verdict.hide), "verdict_does_not_fit"),
        (replace(PHONE, verdict=Verdict.restore), "verdict_does_not_fit"),
        (replace(PHONE, verdict=Verdict.move), "rule_does_not_allow"),
        (replace(PHONE, interim_until=THREE_DAYS_ON), "nothing_to_hide"),
        (replace(PHONE, verdict=cast("Verdict", "burn")), "unknown_verdict"),
    ],
)
def test_a_decision_against_a_text_cites_quotes_and_explains(ruling: Ruling, code: str) -> None:
    assert policy.may_rule(HELD, Q["Q4"], ruling, text(), NOON).code == code


def test_a_passage_is_found_over_line_breaks_and_in_either_unicode_form() -> None:
    decomposed = "Đề nghị  mở\r\nthư viện"
    assert policy.quote_occurs(decomposed, TEXT)
    assert not policy.quote_occurs("đề nghị mở thư viện", TEXT)


def test_an_order_is_cited_only_in_a_case_that_an_order_opened() -> None:
    ruling = replace(PHONE, verdict=Verdict.reject, rule_code="Q10")
    assert policy.may_rule(HELD, Q["Q10"], ruling, text(), NOON).code == "needs_an_order"
    assert policy.may_rule(replace(HELD, reason=CaseReason.order), Q["Q10"], ruling, text(), NOON)


def test_one_person_hides_at_once_for_personal_data_but_not_for_an_insult() -> None:
    at_once = replace(HIDE, interim_until=THREE_DAYS_ON)
    published = text(TextStatus.published)
    assert policy.may_rule(HELD, Q["Q4"], at_once, published, NOON)
    assert policy.may_rule(HELD, Q["Q1"], at_once, published, NOON).code == "not_at_once"
    assert policy.may_rule(replace(HELD, reason=CaseReason.order), Q["Q1"], at_once, published, NOON)


def test_a_lapsed_hide_for_now_is_not_simply_repeated() -> None:
    spent = replace(HELD, had_interim=True)
    refusal = policy.may_rule(
        spent, Q["Q4"], replace(HIDE, interim_until=THREE_DAYS_ON), text(TextStatus.published), NOON
    )
    assert refusal.code == "interim_used_up"


@pytest.mark.parametrize("until_on", [None, date(2026, 11, 23), date(2027, 2, 23)])
def test_a_suspension_has_an_end_within_ninety_days(until_on: date | None) -> None:
    ruling = replace(HIDE, verdict=Verdict.suspend, suspended_until_on=until_on)
    assert policy.may_rule(HELD, Q["Q1"], ruling, text(TextStatus.published), NOON).code == "bad_suspension"
    fair = replace(ruling, suspended_until_on=date(2027, 2, 22))
    assert policy.may_rule(HELD, Q["Q1"], fair, text(TextStatus.published), NOON)


def test_a_move_says_where_to() -> None:
    ruling = replace(PHONE, verdict=Verdict.move, rule_code="Q7")
    assert policy.may_rule(HELD, Q["Q7"], ruling, text(), NOON).code == "destination_missing"
    assert policy.may_rule(HELD, Q["Q7"], replace(ruling, destination="III.6.1-1"), text(), NOON)


def test_who_refuses_to_second_says_why() -> None:
    assert policy.may_second(SecondOpinion(agrees=True))
    assert policy.may_second(SecondOpinion(agrees=False)).code == "explanation_missing"


def test_a_review_is_open_to_the_end_of_its_last_day_by_the_calendar() -> None:
    last_on = APPEAL_UNTIL
    evening = NOON + timedelta(days=30, hours=11)
    assert policy.may_appeal(True, Verdict.reject, Standing.in_force, last_on, evening)
    assert policy.may_appeal(
        True, Verdict.reject, Standing.in_force, last_on, evening + timedelta(hours=1)
    ).code == ("appeal_too_late")
    assert policy.may_appeal(True, Verdict.reject, Standing.in_force, None, NOON).code == "appeal_too_late"


def test_every_verdict_can_be_given_somewhere_and_every_burden_taken_back() -> None:
    somewhere = frozenset().union(*policy.VERDICTS_ON.values()) | policy.VERDICTS_ON_EDIT
    assert somewhere == set(policy.REVERSALS) | {"approve", "restore"}
