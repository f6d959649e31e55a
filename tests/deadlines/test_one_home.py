"""Deadlines have one home: nothing counts them elsewhere."""

import re

from forum.deadlines.policy import TERMS, DutyKind
from forum.terms import terms
from tests.shared import ROOT
from tests.sources import PROGRAM, calls_in, named, sources, tree_of

OLD_HOMES = re.compile(
    r"forum\.workdays|from forum import workdays|LegalTerm|legal_terms|term_in_force|review_due\(|_order_due|minimum_of"
)
DATES = re.compile(r"(?<!owed\.)\b\w+_due_at\b|\brespond_by\b|\boverdue_told_on\b")
COUNTING = {"end_of_period", "add_working_days", "set_dates"}


def test_the_old_homes_are_gone() -> None:
    assert [
        named(p) for p in sources(*PROGRAM, "tests", "bench", "scripts")
        if p.parts[-2:] != ("deadlines", "test_one_home.py") and OLD_HOMES.search(p.read_text(encoding="utf-8"))
    ] == []  # fmt: skip


def test_how_long_one_person_may_hide_a_text_stands_in_the_time_limits_alone() -> None:
    spelled = re.compile(r"\b72 (?:giờ|hours|h)\b|hours=72")
    written = list(ROOT.glob("docs/*.md"))
    written += [p for p in (ROOT / "forum").rglob("*") if p.suffix in (".py", ".html", ".yaml")]
    written += [p for p in (ROOT / "moderation").rglob("*") if p.suffix in (".py", ".yaml")]
    assert [named(p) for p in written if spelled.search(p.read_text(encoding="utf-8"))] == []


def test_no_room_keeps_a_date_of_its_own_for_what_is_owed() -> None:
    """A room reads the dates of what is owed from its duty, as `owed.first_due_at`."""
    elsewhere = [
        p for p in [*sources("forum"), *(ROOT / "forum/templates").rglob("*.html")]
        if "deadlines" not in p.parts and "migrations" not in p.parts
    ]  # fmt: skip
    found = {
        f"{named(p)}: {word}" for p in elsewhere for word in DATES.findall(p.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert found == set()


def test_nothing_else_counts_working_days() -> None:
    counting = [
        named(p) for p in sources("forum") if "deadlines" not in p.parts and COUNTING & calls_in(tree_of(p))
    ]  # fmt: skip
    assert counting == []


def test_every_kind_of_duty_has_its_terms_and_its_words() -> None:
    assert set(TERMS) == set(DutyKind)
    for kind in DutyKind:
        entry = terms()["duties"][kind]
        assert {"vi", "desk", "next"} <= set(entry), kind
    assert set(terms()["duties"]) == set(DutyKind)
