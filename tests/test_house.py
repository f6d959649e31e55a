"""The house holds together: arrows, names, lengths, verbs, words and templates, read from the sources themselves."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TypeGuard, get_args, get_origin, get_type_hints

import jinja2
import pytest
from jinja2 import meta, nodes
from sqlalchemy.orm import DeclarativeBase

import forum
import moderation
import search
from forum.app import create_app
from forum.database import Model
from forum.rendering import make_environment
from forum.state import NAMES
from forum.steps import STEPS
from forum.terms import terms
from forum.web.forms import Form
from tests import state_words
from tests.rendered import Noting
from tests.shared import ROOT
from tests.sources import (
    FILE_LINES_MAX,
    PROGRAM,
    TEMPLATES,
    calls_in,
    functions,
    imported_from,
    imported_names,
    named,
    sources,
    templates,
    tree_of,
)

NAMES_SAYING_NOTHING = {"utils", "helpers", "manager", "base", "common", "core", "lib", "kit", "misc"}
FUNCTION_LINES_MAX = 40
TEMPLATE_LINES_MAX = 150
TEMPLATE_CHARACTERS_MAX = 140
STYLE_CHARACTERS_MAX = 120
SHARE_OF_LONG_FUNCTIONS_MAX = 0.02


# Arrows


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_part_of_the_forum_has_its_layer() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = config["tool"]["importlinter"]["contracts"]
    layered = {name for layer in contract["layers"] for name in re.split(r"\s*[:|]\s*", layer)}
    parts = {f"forum.{p.stem}" for p in (ROOT / "forum").glob("*.py") if not p.stem.startswith("__")}
    parts |= {f"forum.{p.parent.name}" for p in (ROOT / "forum").glob("*/__init__.py")}
    assert parts - layered == set()


@pytest.mark.parametrize("package", ["moderation", "search", "vietnamese"])
def test_what_stands_below_knows_nothing_of_the_forum(package: str) -> None:
    knows = [named(p) for p in sources(package) if any(n.split(".")[0] == "forum" for n in imported_names(p))]
    assert knows == []


def test_paper_knows_no_room_and_no_database() -> None:
    rooms = re.compile(
        r"forum\.(database|journal|contact|consultations|threads|contributions|programme|accounts)\b"
    )
    knows = [named(p) for p in sources("forum/paperwork") if any(rooms.match(n) for n in imported_names(p))]
    assert knows == []


def test_only_the_session_the_worker_and_the_commands_commit() -> None:
    committing = [named(path) for path in sources(*PROGRAM) if "commit" in calls_in(tree_of(path))]
    allowed = ("forum/database/", "forum/worker.py", "forum/cli.py")
    assert [name for name in committing if not name.startswith(allowed)] == []
    assert committing, "nothing commits: the name that is looked for has changed"


def test_the_time_is_read_in_one_place() -> None:
    reading = {
        named(path)
        for path in sources(*PROGRAM)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert reading == {"forum/clock.py"}


DAYS = {"forum/clock.py", "moderation/days.py"}


def test_the_day_of_an_instant_is_that_of_hai_phong() -> None:
    """`.date()` on an instant is the day in UTC, which is yesterday until seven in the morning."""
    asking = {
        named(path)
        for path in sources(*PROGRAM)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    }
    assert asking == DAYS
    by_hand = [n for p in sources(*PROGRAM) if "local_date(actor.at)" in p.read_text() for n in [named(p)]]
    assert by_hand == [], "actor.today is the day of whoever acts"


# Names and lengths


def test_every_module_has_a_name_that_says_something() -> None:
    files = [named(p) for p in sources(*PROGRAM, "tests", "bench", "scripts")]
    assert [n for n in files if NAMES_SAYING_NOTHING & set(n.removesuffix(".py").split("/"))] == []


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    lengths = {named(p): len(p.read_text(encoding="utf-8").splitlines()) for p in sources(*PROGRAM)}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_no_line_of_the_stylesheet_runs_off_the_screen() -> None:
    lines = (ROOT / "forum/static/hienke.css").read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > STYLE_CHARACTERS_MAX] == []


def test_nearly_every_function_fits_a_screen() -> None:
    lengths = [
        ((f.end_lineno or f.lineno) - f.lineno + 1, named(path), f.name) for path, f in functions(*PROGRAM)
    ]
    long = [entry for entry in lengths if entry[0] > FUNCTION_LINES_MAX]
    assert len(long) <= SHARE_OF_LONG_FUNCTIONS_MAX * len(lengths), sorted(long, reverse=True)


# Functions that something other than our own code calls, or calls later
CALLED_FROM_OUTSIDE = {
    "process_bind_param": "SQLAlchemy, of a column's type",
    "process_result_value": "SQLAlchemy, of a column's type",
    "get_async_dialect_cls": "SQLAlchemy, of an engine's dialect",
    "do_execute": "SQLAlchemy, of a statement",
    "visit_in_op_binary": "SQLAlchemy, of a statement",
    "visit_not_in_op_binary": "SQLAlchemy, of a statement",
    "make_globals": "Jinja, of an environment",
    "to_string": "Starlette, of an address's converter",
    "extract": "search of files that people upload, once they may",
    "fetch_job": "procrastinate, of a manager of jobs",
    "get_retry_decision": "procrastinate, of a job that failed",
    "add_fields": "python-json-logger, of a line",
    "collect": "prometheus-client, when it is asked",
    "list_commands": "Typer, for its help",
    "get_command": "Typer, of a command line",
}
REGISTERING = {"property", "cached_property", "cache", "staticmethod", "classmethod", "contextmanager"}


def test_every_function_is_called_by_the_program() -> None:
    """By its name in code or a template. What a decorator registers (a route, job, letter) is called by that."""
    written = {
        word for name in templates() for word in re.findall(r"\w+", (TEMPLATES / name).read_text("utf-8"))
    }
    for path in sources(*PROGRAM):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and path.name != "__init__.py":
                written |= {alias.name for alias in node.names}
            elif isinstance(node, ast.Name):
                written.add(node.id)
            elif isinstance(node, ast.Attribute):
                written.add(node.attr)
            elif isinstance(node, ast.keyword):
                written.add(node.arg or "")
    dead = [
        f"{named(path)}: {function.name}"
        for path, function in functions(*PROGRAM)
        if function.name not in written
        and not function.name.startswith("__")
        and all(ast.unparse(d).removeprefix("async") in REGISTERING for d in function.decorator_list)
    ]
    assert [one for one in dead if one.split()[1] not in CALLED_FROM_OUTSIDE] == []


def test_no_parameter_of_a_test_is_a_set() -> None:
    """Its words in the test's name change their order from one process to the next, and two workers then disagree."""
    sets = [
        f"{named(path)}:{node.lineno}"
        for path in sources("tests")
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in function.decorator_list
        if ".parametrize(" in ast.unparse(decorator)
        for node in ast.walk(decorator)
        if isinstance(node, ast.Set | ast.SetComp)
    ]
    assert sets == []


def test_every_ignore_says_why() -> None:
    bare = re.compile(r"#\s*(?:type:\s*ignore(?:\[[\w, -]+\])?|noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?)\s*$")
    silent = [
        f"{named(path)}:{number}"
        for path in sources(*PROGRAM, "tests", "bench", "scripts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert silent == []


ANY_MAX = (
    24  # each where a library or a file of ours says no more; write a type, a protocol or `object` instead
)
IGNORES_MAX = 2


def test_what_the_type_checker_does_not_see_grows_no_more() -> None:
    """Counted in the program: the name Any outside imports, ignored errors, and casts, of which there are none."""
    trees = [tree_of(path) for path in sources(*PROGRAM)]
    named_any = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)]
    assert sum(node.id == "Any" for node in named_any) <= ANY_MAX
    ignores = [re.findall(r"type:\s*ignore", path.read_text(encoding="utf-8")) for path in sources(*PROGRAM)]
    assert sum(map(len, ignores)) <= IGNORES_MAX
    casting = [named(path) for path in sources(*PROGRAM) if "cast" in imported_from(path, "typing")]
    assert casting == []


def test_no_test_is_passed_over() -> None:
    passing_over = re.compile(r"\b(?:pytest|mark|unittest)\.(?:skip|skipif|xfail|importorskip|skipTest)\b")
    found = [
        named(p)
        for p in sources("tests")
        if p != Path(__file__) and passing_over.search(p.read_text(encoding="utf-8"))
    ]
    assert found == []


# Views


def _parts(hint: object) -> Iterator[object]:
    """A type and what stands in its brackets, but not what a form is about, nor a class that is named itself."""
    yield hint
    for inner in () if get_origin(hint) in (Form, type) else get_args(hint):
        yield from _parts(inner)


def _shown_dataclasses() -> Iterator[tuple[str, type]]:
    """Every dataclass that may reach a page: all but those within actions, which lock and change rows."""
    for package in (forum, moderation, search):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if {"actions", "migrations", "__main__"} & set(found.name.split(".")):
                continue
            module = importlib.import_module(found.name)
            for name, it in vars(module).items():
                if isinstance(it, type) and it.__module__ == found.name and is_dataclass(it):
                    yield f"{found.name}.{name}", it


def test_no_view_holds_a_row_of_the_database() -> None:
    """A row shows what a refused step changed in it and did not store, and gives a template every column."""
    holding = [
        f"{name}.{field}"
        for name, view in _shown_dataclasses()
        for field, hint in get_type_hints(view).items()
        for part in _parts(hint)
        if isinstance(part, type) and issubclass(part, DeclarativeBase)
    ]
    assert holding == []


def test_every_field_of_a_view_says_what_it_holds() -> None:
    """So that the test above sees what it is: neither Any nor object."""
    vague = [
        f"{name}.{field}"
        for name, view in _shown_dataclasses()
        if re.search(r"\.(queries|routes|reports)\b", name)
        for field, hint in get_type_hints(view).items()
        if get_origin(hint) is not Callable and {Any, object} & set(_parts(hint))
    ]
    assert vague == []


# Rows


def _by_number(node: ast.AST) -> TypeGuard[ast.Subscript]:
    """`row[2]`, `(await …).one()[0]`; not a constant table's `MESSAGES[422]`, nor the end of a list, `found[-1]`."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return False
    of = node.value.func if isinstance(node.value, ast.Call) else node.value
    one = isinstance(of, ast.Attribute) and of.attr in {"one", "one_or_none", "first"}
    return type(node.slice.value) is int and (one or (isinstance(of, ast.Name) and not of.id.isupper()))


def test_what_the_database_gives_is_read_by_name() -> None:
    """A row is unpacked, or its columns are named: a number tells neither reader nor type checker what is meant."""
    database = re.compile(r"(sqlalchemy|forum\.database)\b")
    asking = [path for path in sources(*PROGRAM) if any(map(database.match, imported_names(path)))]
    numbered = [
        f"{named(path)}:{node.lineno}"
        for path in asking
        for node in ast.walk(tree_of(path))
        if _by_number(node)
    ]
    assert len(asking) > 100
    assert numbered == []


# States are types: forum.state checks each table when it is made, and no state is written as a string

STATE_COLUMNS = {"state", "visibility", "stance", "result", "outcome", "verdict"}
NO_MACHINES = ("forum/paperwork/", "forum/database/migrations/")


def test_every_word_for_a_state_belongs_to_a_table() -> None:
    state_words.enum_columns()
    sections = terms()["states"].items()
    told = {name for name, entries in sections if not all(entry.get("derived") for entry in entries.values())}
    assert told == set(NAMES.values())


def test_every_column_of_states_holds_an_enum() -> None:
    plain = [
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if column.name in STATE_COLUMNS and f"{table.name}.{column.name}" not in state_words.enum_columns()
    ]
    assert plain == []


def test_no_state_is_written_as_a_string() -> None:
    found = [
        f"{named(path)}:{line}: {word}"
        for path in sources("forum", "moderation")
        if not named(path).startswith(NO_MACHINES)
        for line, word in state_words.literals_in(tree_of(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "written",
    [
        'it.state == "published"',
        'it.state in ("open", "in_progress")',
        'Question.state.in_(["published"])',
        'update(X).values(state="on_agenda")',
        'it.state, it.at = "lapsed", at',
        'match it.state:\n    case "live": pass',
        'def f(state: str = "open"): pass',
        'class X:\n    visibility: str = "hidden"',
    ],
)
def test_a_state_written_as_a_string_is_seen(written: str) -> None:
    assert list(state_words.literals_in(ast.parse(written)))


@pytest.mark.parametrize("written", ['it.kind == "question"', '"ask" in page.can', 'f(title="open")'])
def test_a_kind_or_a_verb_is_no_state(written: str) -> None:
    assert list(state_words.literals_in(ast.parse(written))) == []


def test_templates_ask_booleans_and_compare_no_states(environment: jinja2.Environment) -> None:
    found = [
        f"{name}:{line}: {word}"
        for name in templates()
        for line, word in state_words.compared_in(
            environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        )
    ]
    assert found == []


# Templates


@pytest.fixture(scope="module")
def environment() -> jinja2.Environment:
    return make_environment()


@pytest.mark.parametrize("name", templates())
def test_a_template_compiles_and_keeps_style_and_script_out(
    environment: jinja2.Environment, name: str
) -> None:
    environment.get_template(name)
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= TEMPLATE_LINES_MAX
    assert [line for line in text.splitlines() if len(line) > TEMPLATE_CHARACTERS_MAX] == []
    inline = re.findall(
        r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=\s*[\"']|<[^>]*\son[a-z]+\s*=\s*[\"']", text
    )
    assert name == "notices/mail.html" or inline == []


@pytest.mark.parametrize("name", templates())
def test_a_template_names_nothing_that_it_is_not_given(environment: jinja2.Environment, name: str) -> None:
    """Besides the page, the fragment's `x` and the frame: a name that nobody sets fails in one branch alone."""
    tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
    given = {"page", "x", "chrome", *environment.globals}
    for node in tree.find_all((nodes.Import, nodes.FromImport, nodes.Assign, nodes.AssignBlock, nodes.Macro)):
        if isinstance(node, nodes.FromImport):
            given |= {each if isinstance(each, str) else each[1] for each in node.names}
        elif isinstance(node, nodes.Import):
            given.add(node.target)
        elif isinstance(node, nodes.Macro):
            given.add(node.name)
        else:
            given |= {each.name for each in node.find_all(nodes.Name) if each.ctx == "store"}
    assert meta.find_undeclared_variables(tree) - given == set()


def test_no_template_gathers_a_list() -> None:
    """What a form offers comes from the page: a template that appends is a query in the wrong language."""
    assert [n for n in templates() if ".append(" in (TEMPLATES / n).read_text(encoding="utf-8")] == []


def test_no_statement_is_patched_after_it_was_written() -> None:
    patched = [
        f"{named(path)}:{node.lineno}"
        for path in sources("forum", "moderation", "search")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"
        if "replace" in calls_in(node)
    ]
    assert patched == []


def test_every_template_is_used_by_a_page_or_another_template() -> None:
    program = "\n".join(path.read_text(encoding="utf-8") for path in sources("forum"))
    used = set(re.findall(r"[\"']([\w/]+\.html)[\"']", program))
    for name in templates():
        used |= set(re.findall(r"[\"']([\w/]+\.html)[\"']", (TEMPLATES / name).read_text(encoding="utf-8")))
    used |= {step.template for step in STEPS.values() if step.has_form}
    composed = re.findall(r"f\"([\w/]*)\{[^}]+\}\.html\"", program)
    unused = [n for n in templates() if n not in used and not any(n.startswith(c) for c in composed if c)]
    assert unused == []


# Forms that are no step: they attempt by themselves what they ask for.
FORMS_OF_NO_STEP = {
    "import_text": "its first sending shows what the text would change, and does nothing",
    "take_seat": "nobody is logged in, and its answer logs in",
}


def test_what_a_form_asks_for_is_done_by_a_step() -> None:
    attempting = {
        function.name
        for _, function in functions("forum/routes")
        if any(
            "form.attempt(" in ast.unparse(node)
            for node in ast.walk(function)
            if isinstance(node, ast.AsyncWith)
        )
    }
    assert attempting == set(FORMS_OF_NO_STEP)


def test_no_template_asks_for_a_step_whose_button_comes_from_the_list() -> None:
    """Where the page of a thing does not place a step itself, step_links knows whether it may be taken, and where."""
    by_hand = [
        f"{name}: {step.name}"
        for name in templates()
        for step in STEPS.values()
        if not step.is_inline and name.split("/")[0] == step.name.split(".")[0]
        if {f'"{step.verb}" in', f'url_for("{step.at}"'} <= _said_in(name)
    ]
    assert by_hand == []


def _said_in(template: str) -> set[str]:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return set(re.findall(r'"\w+" in|url_for\("[\w.]+"', text.replace("'", '"')))


def test_the_program_is_put_together_by_one_function() -> None:
    """Nothing is wired when a module is imported: create_app alone makes an application."""
    making = [
        f"{named(path)}"
        for path in sources("forum")
        if "FastAPI" in calls_in(tree_of(path)) and path.name != "app.py"
    ]
    assert making == []
    assert callable(create_app)


def test_every_program_of_a_process_shares_its_compiled_templates() -> None:
    assert make_environment() is make_environment()
    assert make_environment().template_class is Noting, "what is rendered is not noted"


def test_an_alias_is_made_once() -> None:
    """Its columns are made with it, which takes longer than many a statement. A cached function runs once."""
    made = [
        f"{named(path)}: {function.name}"
        for path, function in functions(*PROGRAM)
        if "aliased" in calls_in(function)
        and not any(isinstance(one, ast.Name) and one.id == "cache" for one in function.decorator_list)
    ]
    assert not made
