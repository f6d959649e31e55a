"""Sentences of a page stand apart: a line break behind a tag of Jinja is left out of the page."""

import re
from pathlib import Path

import pytest

from tests.shared import ROOT

TEMPLATES = sorted((ROOT / "forum" / "templates").rglob("*.html"))
RUNS_TOGETHER = re.compile(r"""[.,;:]\{%-?\ (?:endif|endfor|endwith)\ -?%\}\n(?:\{\{\ |\w)""", re.X)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_sentence_begins_where_another_ends(file: Path) -> None:
    found = RUNS_TOGETHER.search(file.read_text(encoding="utf-8"))
    assert found is None, found and found[0]
