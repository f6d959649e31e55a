"""Words on screen and in letters go through one catalogue, and are said in the language of who reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

from forum.rendering import make_environment
from tests.shared import ROOT
from tests.sources import calls_in, functions, named, sources, tree_of

VIETNAMESE = re.compile(r"[^\W\d_a-zA-Z]")
NAME = "Hiến Kế"  # in every language

# What is Vietnamese in any language, and why.
NOT_WORDS = {
    "forum/paperwork/": "papers as the rules word them, what drafts are read by, and what was found in them",
    "forum/contact/papers.py": "papers of a session",
    "forum/contact/reply_letters.py": "papers of a session",
    "forum/contact/documents.py": "papers of a session",
    "forum/contact/floor/papers.py": "papers of a session",
    "forum/contact/attending/documents.py": "papers of a session",
    "forum/consultations/exports.py": "the table of opinions as the rules word it",
    "forum/consultations/queries/desk_filters.py:ARTICLES": "how an article is cited",
    "forum/accounts/letterheads.py:HEAD_OF_BODY": "papers as the rules word them",
    "forum/accounts/letterheads.py:FILE_COPY": "papers as the rules word them",
    "forum/programme/importer/": "the language that the programme is written in",
    "forum/sample/": "invented content",
    "forum/routes/styleguide.py": "invented content",
    "forum/files/secrecy.py:MARKS": "the marks that the law words",
    "forum/days.py:_DAY_FIRST": "how people write a day",
    "forum/days.py:_MONTHS": "how people write a day",
    "forum/days.py:_WEEKDAY": "how people write a day",
    "forum/days.py:_HOUR": "how people write an hour",
    "forum/web/complaints.py:_NO_NOUN": "the words of a label that is a question",
    "search/grammar.py": "the letters of a code",
    "search/joined.py": "the letters of a code",
}


def _exempt(path: Path) -> bool:
    return any(named(path).startswith(there) for there in NOT_WORDS)


def _assigns(node: ast.AST, path: Path) -> bool:
    """One of the names of NOT_WORDS is given its value."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(one, ast.Name) and f"{named(path)}:{one.id}" in NOT_WORDS for one in targets)


def _is_marked(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "Words")


def _literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Text that is neither marked as words nor a docstring."""
    for child in ast.iter_child_nodes(tree):
        if _is_marked(child):
            assert isinstance(child, ast.Call)
            for value in child.keywords:
                yield from _literals(value)
        elif isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        else:
            yield from _literals(child)


def test_no_vietnamese_stands_in_the_program_outside_the_catalogue() -> None:
    unmarked = [
        f"{named(path)}:{text.lineno}: {text.value!r}"
        for path in sources("forum", "moderation", "search")
        if not _exempt(path)
        for statement in tree_of(path).body
        if not _assigns(statement, path)
        for text in _literals(ast.Module([statement], []))
        if VIETNAMESE.search(str(text.value).replace(NAME, ""))
    ]
    assert unmarked == []


def _unmarked_in(template: Path, environment: jinja2.Environment) -> Iterator[str]:
    tree = environment.parse(template.read_text(encoding="utf-8"))
    marked = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "_"
        for part in call.find_all(nodes.Const)
    }
    texts = [data.data for data in tree.find_all(nodes.TemplateData)]
    texts += [str(const.value) for const in tree.find_all(nodes.Const) if id(const) not in marked]
    yield from (text.strip() for text in texts if VIETNAMESE.search(text.replace(NAME, "")))


def _set_at_import(tree: nodes.Template) -> Iterator[str]:
    """Values that a template makes of words where it is imported, outside of its macros."""
    for assigned in tree.body:
        if isinstance(assigned, nodes.Assign):
            called = {
                call.node.name for call in assigned.find_all(nodes.Call) if isinstance(call.node, nodes.Name)
            }
            if called:
                yield f"line {assigned.lineno}: {', '.join(sorted(called))}"


def test_no_imported_template_fixes_its_words_when_it_is_first_imported() -> None:
    """Jinja runs an imported template once a process: a word that it sets there is said to all later readers in the
    language of the first one."""
    environment = make_environment()
    templates = sorted((ROOT / "forum/templates").rglob("*.html"))
    trees = {named(one): environment.parse(one.read_text(encoding="utf-8")) for one in templates}
    imported = {
        f"forum/templates/{one.template.value}"
        for tree in trees.values()
        for one in tree.find_all(nodes.FromImport)
        if isinstance(one.template, nodes.Const)
    }
    found = [f"{name}: {what}" for name in sorted(imported) for what in _set_at_import(trees[name])]
    assert found == []


def test_no_vietnamese_stands_in_a_template_outside_the_catalogue() -> None:
    environment = make_environment()
    unmarked = [
        f"{named(template)}: {text}"
        for template in sorted((ROOT / "forum/templates").rglob("*.html"))
        if "styleguide" not in template.parts
        for text in _unmarked_in(template, environment)
    ]
    assert unmarked == []


def test_no_function_gives_the_mark_of_words_another_meaning() -> None:
    """`a, _ = …` makes `_("…")` fail in the same function."""
    hiding = [
        f"{named(path)}:{function.lineno}"
        for path, function in functions("forum")
        if "_" in calls_in(function) and "_" in _given(function)
    ]
    assert hiding == []


def _given(function: ast.AST) -> set[str]:
    """Names that a function gives a value, those of its comprehensions aside."""
    comprehensions = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    given: set[str] = set()
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            given.add(child.id)
        elif isinstance(child, ast.arg):
            given.add(child.arg)
        elif not isinstance(child, comprehensions):
            given |= _given(child)
    return given
