import yaml

from moderation.values import AppealState, CaseState, Verdict
from tests.shared import SHARED

STATES = yaml.safe_load((SHARED / "domain" / "terms.yaml").read_text("utf-8"))["states"]


def test_every_state_of_a_case_has_its_word() -> None:
    assert set(CaseState) == set(STATES["moderation_case"])


def test_every_verdict_has_its_word() -> None:
    """Those of the product since then have theirs in its own terms.yaml."""
    assert set(Verdict) - {Verdict.mask} == set(STATES["moderation_decision"])


def test_every_state_of_an_appeal_has_its_word() -> None:
    words = {key for key, word in STATES["appeal"].items() if not word.get("derived")}
    assert set(AppealState) == words
