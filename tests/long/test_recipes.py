"""A newcomer who follows the recipes of docs/recipes to the letter, one after the other, ends with a sound house."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.gate import tracked_files
from tests.recipes import Command, follow, recipes, steps_of
from tests.shared import ROOT


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files in a folder of their own, with this checkout's tools."""
    folder = tmp_path_factory.mktemp("recipes") / "checkout"
    for path in tracked_files():
        if path.is_file():
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    for tools in (".venv", ".tools"):
        (folder / tools).symlink_to(ROOT / tools)
    if (ROOT / ".mypy_cache").exists():
        shutil.copytree(ROOT / ".mypy_cache", folder / ".mypy_cache")
    for command in ("git init -q", "git add -A"):
        run(command, folder)
    return folder


def run(command: str, checkout: Path) -> None:
    # The tools are there; make must not install them anew for the copy.
    words = command.replace("make ", "make -o .dev ", 1) if command.startswith("make ") else command
    done = subprocess.run(
        words,
        shell=True,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout[-5000:]}{done.stderr[-5000:]}"


def test_all_recipes_can_be_followed_to_the_letter(checkout: Path) -> None:
    """Edits and migrations first, recipe by recipe; then each command that checks, once."""
    checks: dict[str, None] = {}
    for recipe in recipes():
        for step in steps_of(recipe):
            if not isinstance(step, Command):
                follow(step, checkout)
            elif step.words.startswith("make migration"):
                run(step.words, checkout)
            else:
                checks[step.words] = None
    run("git add -A", checkout)
    for command in checks:
        run(command, checkout)
