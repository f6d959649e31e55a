"""Where a state stands as a string: found in the syntax trees of programs and templates, which no type checker does.

The words are those of every enum of a text column and of every table of forum.state.
"""

import ast
import importlib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

from jinja2 import nodes

from forum.database.columns import EnumText
from forum.database.tables import METADATA
from forum.state import NAMES

# What is no state though it shares its words: kinds of things, and verbs that a reader may do.
NO_STATES = ("kind", "can", "verdicts", "step", "came_back")
FIELDS_BESIDE_COLUMNS = {"default", "standing", "visibility", "shown", "session_state"}


@cache
def enum_columns() -> dict[str, type[StrEnum]]:
    """'proposals.state': ProposalState, for each column that holds an enum's values."""
    importlib.import_module("forum.app")  # makes every table
    return {
        f"{table.name}.{column.name}": column.type.members
        for metadata in METADATA
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, EnumText)
    }


@cache
def words() -> frozenset[str]:
    columns = enum_columns().values()
    return frozenset(member.value for enum in {*NAMES, *columns} for member in enum)


@cache
def fields() -> frozenset[str]:
    return frozenset({name.split(".")[1] for name in enum_columns()} | FIELDS_BESIDE_COLUMNS)


def literals_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, word) of each state that is compared, looked for, matched, set or given by default as a string."""
    for node in ast.walk(tree):
        for value in _state_places(node):
            yield from ((value.lineno, word) for word in _strings(value) if word in words())


def _state_places(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, comparators=others) if not _is_no_state(left, *others):
            yield from (left, *others)
        case ast.Match(subject=subject, cases=cases) if not _is_no_state(subject):
            patterns = (part for case in cases for part in ast.walk(case.pattern))
            yield from (part.value for part in patterns if isinstance(part, ast.MatchValue))
        case ast.Call(func=ast.Attribute(value=column, attr="in_" | "not_in"), args=values):
            if not _is_no_state(column):
                yield from values
        case ast.keyword(arg=str(name), value=value) if name in fields():
            yield value
        case ast.Assign(targets=targets, value=value):
            yield from (given for target in targets for given in _given(target, value))
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _given(target, value)
        case ast.arguments(args=args, defaults=defaults):
            given = zip(reversed(args), reversed(defaults), strict=False)
            yield from (default for arg, default in given if arg.arg in fields())


def _given(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, given in zip(target.elts, value.elts, strict=False):
            yield from _given(one, given)
    elif _last(target) in fields():
        yield value


def _is_no_state(*sides: ast.expr) -> bool:
    return any(_last(side).endswith(NO_STATES) for side in sides)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _strings(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(word)):
            yield word
        case (
            ast.Tuple(elts=parts)
            | ast.List(elts=parts)
            | ast.Set(elts=parts)
            | ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=parts)
        ):
            for part in parts:
                yield from _strings(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _strings(one)
            yield from _strings(other)


def compared_in(template: nodes.Template) -> Iterator[tuple[int, str]]:
    """(line, word) of each comparison of a template with a state; it asks its view for a boolean."""
    for compared in template.find_all(nodes.Compare):
        sides = [compared.expr, *(operand.expr for operand in compared.ops)]
        if not any(
            isinstance(one, nodes.Getattr | nodes.Name) and _named(one).endswith(NO_STATES) for one in sides
        ):
            found = (one for side in sides for one in _constants(side))
            yield from ((compared.lineno, word) for word in found if word in words())
    for chosen in template.find_all(nodes.Filter):
        if chosen.name in ("selectattr", "rejectattr"):
            found = (one for argument in chosen.args for one in _constants(argument))
            yield from ((chosen.lineno, word) for word in found if word in words())


def _named(node: nodes.Getattr | nodes.Name) -> str:
    return node.attr if isinstance(node, nodes.Getattr) else node.name


def _constants(node: nodes.Expr) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.List | nodes.Tuple):
        for part in node.items:
            yield from _constants(part)
