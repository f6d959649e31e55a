"""The published rules: each version is a file shipped with the program, never edited afterwards."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from moderation.days import local_date
from moderation.errors import ModerationRefused, RulesUnreadable
from moderation.values import Verdict


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    text: str
    covers: tuple[str, ...]
    spares: tuple[str, ...]
    verdicts: frozenset[Verdict]
    hides_at_once: bool
    order_only: bool

    @property
    def allowed(self) -> frozenset[Verdict]:
        """What a decision citing it may be: where a text may be hidden, a passage may be masked."""
        return self.verdicts | {Verdict.mask} if Verdict.hide in self.verdicts else self.verdicts


@dataclass(frozen=True)
class RuleVersion:
    version: int
    in_force_on: date
    title: str
    principle: str
    rules: tuple[Rule, ...]

    def rule(self, code: str) -> Rule:
        """Raises ModerationRefused('unknown_rule')."""
        for rule in self.rules:
            if rule.code == code:
                return rule
        raise ModerationRefused("unknown_rule", rule_code=code, rules_version=self.version)


@functools.cache
def shipped_versions() -> tuple[RuleVersion, ...]:
    """Oldest first."""
    folder = Path(__file__).parent
    return in_order(read_version(path.read_text("utf-8"), path.name) for path in folder.glob("v*.yaml"))


def in_order(versions: Iterable[RuleVersion]) -> tuple[RuleVersion, ...]:
    ordered = tuple(sorted(versions, key=lambda one: one.version))
    dates = [one.in_force_on for one in ordered]
    if not ordered or dates != sorted(set(dates)):
        raise RulesUnreadable("versions of the rules must come into force one after another")
    return ordered


def version_in_force(versions: tuple[RuleVersion, ...], written_at: datetime) -> RuleVersion:
    """The version in force when the author wrote, by the Vietnamese calendar.

    Raises ModerationRefused('no_rules_then') for a text older than the first version: a rule that did not
    exist cannot be cited.
    """
    on = local_date(written_at)
    in_force = [one for one in versions if one.in_force_on <= on]
    if not in_force:
        raise ModerationRefused("no_rules_then", written_on=on)
    return in_force[-1]


def read_version(source: str, name: str) -> RuleVersion:
    """Raises RulesUnreadable with the file and its fault."""
    try:
        raw = yaml.safe_load(source)
        version = RuleVersion(
            version=int(raw["version"]),
            in_force_on=_day(raw["in_force_on"]),
            title=str(raw["title"]),
            principle=str(raw["principle"]),
            rules=tuple(_rule(one) for one in raw["rules"]),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as wrong:
        raise RulesUnreadable(f"{name}: {wrong!r}") from wrong
    codes = [rule.code for rule in version.rules]
    if len(codes) != len(set(codes)):
        raise RulesUnreadable(f"{name}: a code stands twice")
    return version


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise ValueError("in_force_on is no date")
    return value


def _rule(raw: dict[str, Any]) -> Rule:
    verdicts = frozenset(Verdict(one) for one in raw["verdicts"])
    if not verdicts:
        raise ValueError(f"{raw['code']}: no verdicts")
    return Rule(
        code=str(raw["code"]),
        title=str(raw["title"]),
        text=str(raw["text"]),
        covers=tuple(raw["covers"]),
        spares=tuple(raw["spares"]),
        verdicts=verdicts,
        hides_at_once=bool(raw.get("hides_at_once", False)),
        order_only=bool(raw.get("order_only", False)),
    )
