"""Import gives back the truth that a programme was built from."""

import unicodedata
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.programme.importer import ProgrammeError, ProgrammeText, as_json, read_programme
from tests.programme.grammar import Written, cut_by_pages, written_programmes

SOME = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def cut_programmes(draw: st.DrawFn) -> tuple[Written, str, list[int]]:
    out = draw(written_programmes())
    return out, *cut_by_pages(draw, out)


def differences(out: Written, text: str, begins: list[int]) -> list[tuple[object, object]]:
    """What was read and what was meant, where they differ."""
    read: dict[str, Any] = as_json(read_programme(text))
    meant_tasks = [{**task, "line": begins[int(str(task["at"]))]} for task in out.tasks]
    pairs: list[tuple[object, object]] = [
        ([(row["code"], row["heading"]) for row in read["sections"]], out.sections),
        ([row["code"] for row in read["tasks"]], [task["code"] for task in meant_tasks]),
    ]
    for row, task in zip(read["tasks"], meant_tasks, strict=False):
        pairs += [((key, row[key]), (key, task[key])) for key in row if key in task]
    return [pair for pair in pairs if pair[0] != pair[1]]


@given(cut_programmes())
@SOME
def test_a_programme_cut_by_pages_is_read_as_it_was_meant(built: tuple[Written, str, list[int]]) -> None:
    assert differences(*built) == []


@given(cut_programmes())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_composed_and_decomposed_letters_and_windows_line_ends_read_alike(
    built: tuple[Written, str, list[int]],
) -> None:
    text = built[1]
    other = unicodedata.normalize("NFD", text).replace("\n", "\r\n")
    assert as_json(read_programme(other)) == as_json(read_programme(text))


def outcome_of(text: str) -> ProgrammeText | ProgrammeError:
    try:
        return read_programme(text)
    except ProgrammeError as error:
        return error


@given(st.text(max_size=400) | st.text(alphabet="I.1a)- :thựchiệnSở2026\n", max_size=400))
@SOME
def test_any_text_gives_a_programme_or_a_line_to_look_at(text: str) -> None:
    outcome = outcome_of(text)
    if isinstance(outcome, ProgrammeError):
        assert 1 <= outcome.line <= text.count("\n") + text.count("\r") + 1
        assert outcome.reason
    else:
        assert outcome.sections
