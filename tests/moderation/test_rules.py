from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from moderation.errors import ModerationRefused, RulesUnreadable
from moderation.rules import in_order, read_version, shipped_versions, version_in_force


def test_the_shipped_rules_open_with_the_freedom_to_criticise() -> None:
    newest = shipped_versions()[-1]
    assert "không phải là căn cứ" in newest.principle


def test_every_rule_shows_what_it_covers_and_what_it_spares() -> None:
    for version in shipped_versions():
        for rule in version.rules:
            assert rule.covers, rule.code
            assert rule.spares, rule.code
            assert rule.text.strip(), rule.code


def test_one_person_may_hide_at_once_only_for_personal_data_danger_or_an_order() -> None:
    at_once = {rule.code for rule in shipped_versions()[-1].rules if rule.hides_at_once}
    assert at_once == {"Q2", "Q4", "Q10"}


def test_a_text_in_the_wrong_place_is_moved_and_never_rejected() -> None:
    rule = shipped_versions()[-1].rule("Q7")
    assert "move" in rule.verdicts
    assert not rule.verdicts & {"reject", "hide"}


def test_no_rule_lets_a_viewpoint_be_punished_by_suspending_alone() -> None:
    assert all(rule.verdicts != {"suspend"} for rule in shipped_versions()[-1].rules)


def test_a_text_is_judged_by_the_version_that_was_in_force_when_it_was_written() -> None:
    first = shipped_versions()[0]
    second = replace(first, version=2, in_force_on=date(2026, 12, 1))
    both = in_order([second, first])
    last_minute = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    midnight_in_hai_phong = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
    assert version_in_force(both, last_minute).version == 1
    assert version_in_force(both, midnight_in_hai_phong).version == 2


def test_a_rule_that_did_not_exist_then_cannot_be_cited() -> None:
    with pytest.raises(ModerationRefused) as refusal:
        version_in_force(shipped_versions(), datetime(2020, 1, 1, tzinfo=UTC))
    assert refusal.value.code == "no_rules_then"


@pytest.mark.parametrize(
    "wrong",
    [
        "version: 1",
        "version: x",
        "[1, 2",
        "{version: 1, in_force_on: mai, title: t, principle: p, rules: []}",
        "{version: 1, in_force_on: 2026-01-01, title: t, principle: p, rules: "
        "[{code: Q1, title: t, text: t, covers: [a], spares: [b], verdicts: [xoá]}]}",
    ],
)
def test_a_file_of_rules_that_cannot_be_read_stops_the_program_with_its_name(wrong: str) -> None:
    with pytest.raises(RulesUnreadable, match=r"v9\.yaml"):
        read_version(wrong, "v9.yaml")


def test_two_versions_cannot_come_into_force_on_one_day() -> None:
    first = shipped_versions()[0]
    with pytest.raises(RulesUnreadable):
        in_order([first, replace(first, version=2)])
