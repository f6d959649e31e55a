"""The programme as people have it, against what two people read in it: column by column."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from forum.cli import app
from forum.programme.importer import ProgrammeText, as_json, dry_run, overlay_from, read_programme, text_from
from tests.shared import SHARED

TRUTH: dict[str, Any] = yaml.safe_load((SHARED / "programme/truth.yaml").read_text(encoding="utf-8"))
OVERLAY_PATH = SHARED / "programme/overlay.yaml"
OVERLAY = overlay_from(OVERLAY_PATH)
SEED = next((SHARED / "seed").glob("*.txt"))


@cache
def programme() -> ProgrammeText:
    return read_programme(text_from(SEED), OVERLAY)


def rows() -> dict[str, dict[str, Any]]:
    tasks = as_json(programme())["tasks"]
    return {task["code"]: task for task in tasks}  # type: ignore[index,union-attr,misc,call-overload]  # tasks came from JSON


def test_the_page_joins_are_those_that_people_found() -> None:
    assert [list(join) for join in programme().joins] == TRUTH["joins"]


def test_the_sections_have_the_codes_and_headings_of_the_source() -> None:
    assert [(each.code, each.heading) for each in programme().sections] == list(TRUTH["sections"].items())


def test_the_tasks_are_the_thirty_eight_in_their_order() -> None:
    assert list(rows()) == [task["code"] for task in TRUTH["tasks"]]


@pytest.mark.parametrize(
    ("column", "absent"),
    [
        ("line", None),
        ("section", None),
        ("schedule", None),
        ("deadline", None),
        ("from", None),
        ("deadline_text", None),
        ("with_others", None),
        ("truncated", False),
    ],
)
def test_each_column_is_as_the_source_says(column: str, absent: object) -> None:
    read = {code: row[column] for code, row in rows().items()}
    assert read == {task["code"]: task.get(column, absent) for task in TRUTH["tasks"]}


@pytest.mark.parametrize("column", ["lead", "with"])
def test_each_body_named_is_one_that_the_overlay_knows(column: str) -> None:
    known = {name.casefold(): code for name, code in OVERLAY.codes_by_name.items()}
    read = {code: [known.get(name.casefold()) for name in row[column]] for code, row in rows().items()}
    assert read == {task["code"]: task[column] for task in TRUTH["tasks"]}


def test_each_text_begins_as_in_the_source_and_keeps_every_word() -> None:
    for task in TRUTH["tasks"]:
        assert rows()[task["code"]]["text"].startswith(task["starts"])
    source = "".join(text_from(SEED).replace("*", "").split())
    for row in rows().values():
        assert "".join(row["text"].split()) in source


def test_the_columns_hold_without_the_overlay_too() -> None:
    alone = {task.code: task for task in read_programme(text_from(SEED)).tasks}
    assert alone == {task.code: task for task in programme().tasks}


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_page_breaks_at_any_word_of_any_paragraph_change_no_task(data: st.DataObject) -> None:
    lines = text_from(SEED).rstrip("\n").split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("I. "))
    for number in data.draw(st.sets(st.integers(first, len(lines) - 1), max_size=20)):
        words = lines[number].split(" ")
        if len(words) > 2:
            at = data.draw(st.integers(1, len(words) - 1))
            lines[number] = f"{' '.join(words[:at])}\n\n{' '.join(words[at:])}"
    cut = read_programme("\n".join(lines), OVERLAY)
    assert [replace(task, line=0) for task in cut.tasks] == [
        replace(task, line=0) for task in programme().tasks
    ]
    assert [each.heading for each in cut.sections] == [each.heading for each in programme().sections]


def test_suspected_slips_are_listed_and_the_text_is_left_as_it_was() -> None:
    slips = {(remark.line, remark.text) for remark in programme().report if remark.kind == "slip"}
    listed = yaml.safe_load(OVERLAY_PATH.read_text(encoding="utf-8"))["suspected_slips"]
    assert slips == {(line, written) for line, written, *_ in listed}


def test_the_text_that_breaks_off_is_reported() -> None:
    assert [remark.line for remark in programme().report if remark.kind == "truncated"] == [227]


def test_the_dry_run_prints_the_same_as_json() -> None:
    assert json.loads(dry_run(SEED, OVERLAY_PATH)) == json.loads(json.dumps(as_json(programme())))


def test_the_command_prints_the_reading_without_any_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORUM_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    asked = ["import-programme", str(SEED), "--overlay", str(OVERLAY_PATH), "--dry-run", "--json"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["tasks"]) == 38


def test_the_command_says_in_one_line_what_it_cannot_read(tmp_path: Path) -> None:
    letter = tmp_path / "thu.txt"
    letter.write_text("Một lá thư.\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["import-programme", str(letter), "--dry-run"])
    assert done.exit_code == 1
    assert done.stderr.startswith("Dòng 1: ")


def test_what_is_suspected_by_rule_is_mostly_what_people_listed() -> None:
    """Found without the people's list; the rest of the list are real words, missing words or a name."""
    listed = yaml.safe_load(OVERLAY_PATH.read_text(encoding="utf-8"))["suspected_slips"]
    found = [r for r in read_programme(text_from(SEED)).report if r.kind == "suspected"]
    right = [r for r in found if any(r.line == line and r.text in written for line, written, *_ in listed)]
    assert len(right) >= 4
    assert len(found) - len(right) <= 1
