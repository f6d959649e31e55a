"""Names are the English of the field: docs/glossary.md says what the code has, and no name is of the old dialect."""

import ast
import re
from collections.abc import Iterator

from tests.shared import ROOT
from tests.sources import PROGRAM, named, sources, tree_of

# Words that say nothing to a stranger, or something else: 'ties' for conflicts of interest, 'kept' for nearly anything.
DIALECT = frozenset(
    [
        "kept",
        "told",
        "tell",
        "tells",
        "telling",
        "teller",
        "said",
        "say",
        "says",
        "apart",
        "tie",
        "ties",
        "tied",
        "hands",
        "bench",
        "benched",
        "carry",
        "carries",
        "carried",
        "spoken",
        "openness",
        "remembered",
        "lifeline",
    ]
)
ALLOWED = frozenset({"decision_kept"})  # a state, named with its words
WHOLE_NAMES = frozenset({"carry_out", "put_down", "in_words", "replace_draft"})


def _names(tree: ast.Module) -> Iterator[str]:
    """Every name that a file gives: of functions, classes, parameters, variables, fields and keywords."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _parts(name: str) -> set[str]:
    return set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))


def test_no_name_is_of_the_old_dialect() -> None:
    found = {
        f"{named(path)}: {name}"
        for path in sources(*PROGRAM)
        for name in (*_names(tree_of(path)), path.stem)
        if name not in ALLOWED and (_parts(name) & DIALECT or name in WHOLE_NAMES)
    }
    assert found == set()


def test_the_glossary_names_what_the_code_has() -> None:
    columns = re.findall(r"^\|.*\|$", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    written = {name for row in columns for name in re.findall(r"`([^`]+)`", row)}
    known = {name for path in sources(*PROGRAM) for name in (*_names(tree_of(path)), path.stem)}
    code = (re.sub(r"\(.*\)", "", text) for text in written if "/" not in text)
    assert {name for text in code for name in re.findall(r"[A-Za-z_]\w*", text)} - known == set()
