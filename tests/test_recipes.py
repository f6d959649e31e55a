"""The recipes of docs/recipes fit the sources as they are; tests/long/test_recipes.py follows them to the end."""

from pathlib import Path

import pytest

from tests.recipes import Command, Edit, files_of, follow, recipes, steps_of
from tests.shared import ROOT
from tests.sources import FILE_LINES_MAX

# How many files of the program a change may touch, tests and what a command writes aside.
# A notice: event, letter, and its row in the table of subjects, no two of which are alike (docs/decisions/0023).
FILES_MAX = {"page": 4, "field": 5, "state": 3, "facet": 3, "notice": 3, "paper": 3}


@pytest.mark.parametrize("recipe", recipes())
def test_a_recipe_fits_the_sources(recipe: str, tmp_path: Path) -> None:
    for edit in steps_of(recipe):
        if isinstance(edit, Command):
            continue
        copy = tmp_path / edit.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / edit.file).exists() and not copy.exists():
            copy.write_bytes((ROOT / edit.file).read_bytes())
        follow(edit, tmp_path)


@pytest.mark.parametrize("recipe", recipes())
def test_a_recipe_touches_few_files_and_ends_in_a_test(recipe: str) -> None:
    steps = steps_of(recipe)
    assert len(files_of(steps)) <= FILES_MAX[recipe], files_of(steps)
    assert any(isinstance(s, Edit) and s.file.startswith("tests/") for s in steps)
    assert isinstance(steps[-1], Command)
    assert "pytest" in steps[-1].words


def test_following_every_recipe_leaves_no_file_longer_than_allowed(tmp_path: Path) -> None:
    for edit in (step for recipe in recipes() for step in steps_of(recipe) if isinstance(step, Edit)):
        copy = tmp_path / edit.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / edit.file).exists() and not copy.exists():
            copy.write_bytes((ROOT / edit.file).read_bytes())
        follow(edit, tmp_path)
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in tmp_path.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_contributing_names_every_recipe() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [recipe for recipe in recipes() if f"docs/recipes/{recipe}.md" not in text] == []
