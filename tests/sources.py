"""Reading the project's own sources, for the tests that hold the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.shared import ROOT

PROGRAM = ("forum", "moderation", "search", "vietnamese")
TEMPLATES = ROOT / "forum" / "templates"
FILE_LINES_MAX = 400
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    """The Python files below these folders of the project, but for the migrations that a tool writes."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(*folders: str) -> Iterator[tuple[Path, Function]]:
    for path in sources(*folders):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, Function):
                yield path, node


def imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def imported_from(path: Path, module: str) -> set[str]:
    """The names that a file takes from one module."""
    taking = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom))
    return {alias.name for node in taking if node.module == module for alias in node.names}


def calls_in(node: ast.AST) -> set[str]:
    """The last names of all that is called: `responding.conclude(…)` is 'conclude'."""
    called = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called}


def templates() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
