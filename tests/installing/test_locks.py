"""pyproject.toml names what the program needs, the locks pin it by hash, and docs/dependencies.md says why."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.shared import ROOT


def named(group: str) -> list[Requirement]:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = declared["project"]["dependencies"] if group == "run" else declared["dependency-groups"][group]
    return [Requirement(name) for name in names]


def locked(name: str) -> dict[str, Version]:
    lines = Path(ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    return {
        package.lower(): Version(version)
        for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", lines, re.M)
    }


@pytest.mark.parametrize(
    ("group", "lock"), [("run", "run"), ("run", "dev"), ("dev", "dev"), ("node", "node")]
)
def test_a_lock_holds_all_that_is_named_and_nothing_older(group: str, lock: str) -> None:
    held = locked(lock)
    wrong = [
        str(wanted)
        for wanted in named(group)
        if not any(wanted.name == name and wanted.specifier.contains(held[name]) for name in held)
    ]
    assert wrong == [], "run make lock"


def test_the_longer_lock_holds_the_shorter_one() -> None:
    longer, shorter = locked("dev"), locked("run")
    assert {name: version for name, version in shorter.items() if longer.get(name) != version} == {}


@pytest.mark.parametrize("group", ["run", "dev", "node"])
def test_each_dependency_has_a_lower_bound_and_a_reason(group: str) -> None:
    reasons = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    for wanted in named(group):
        assert [bound.operator for bound in wanted.specifier] == [">="], wanted
        assert wanted.name in reasons or wanted.name.startswith("types-"), wanted
