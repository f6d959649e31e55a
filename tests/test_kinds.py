"""Every kind is whole, and a new one is told by name what it lacks."""

import re
from typing import Any

import pytest

from forum import kinds
from forum.accounts.models import Leader
from forum.contributions.models import Contribution
from forum.documents import Documents
from forum.kinds import KINDS, complete, lacks
from forum.programme.models import Section
from forum.thing import Kind
from tests.sources import PROGRAM, imported_names, named, sources

OLD_HOMES = re.compile(r"\b(TABLES =|SAID_HERE|PREFIXES|OFFICIAL_KINDS|SOURCES|owners_of)\b")


async def nothing(*_: Any) -> Any:
    return {}


def test_every_kind_says_all_that_others_need_of_it() -> None:
    assert {name: lacks(kind, KINDS) for name, kind in KINDS.items() if lacks(kind, KINDS)} == {}


def test_a_new_kind_is_told_by_name_what_it_lacks() -> None:
    toy = Kind(
        "toy",
        Contribution,
        "objects.toy",
        nothing,
        nothing,
        prefix="HK",
        official_text="verdict_on_toys",
        clock_states=("toy.wound_up",),
        documents=Documents("toys.papers", "contact.sessions", nothing, nothing),
    )
    assert lacks(toy, KINDS) == [
        "a word for objects.toy",
        "a word for states.toy.wound_up",
        "a prefix of its own: HK is taken",
        "who is responsible for it",
        "an address named toys.papers",
        "a kind of text named verdict_on_toys",
    ]
    coded = Kind("toy", Leader, "objects.answer", nothing, nothing, prefix="DC")
    assert lacks(coded, KINDS) == ["a column 'code' for DC"]
    assert lacks(Kind("toy", Section, "objects.section", nothing, nothing), KINDS) == []


def test_a_program_with_an_unfinished_kind_does_not_start() -> None:
    toy = Kind("toy", Section, "objects.toy", nothing, nothing)
    with pytest.raises(ValueError, match="toy lacks a word for objects"):
        complete(*KINDS.values(), toy)


def test_kinds_are_listed_nowhere_else() -> None:
    assert [named(p) for p in sources(*PROGRAM) if OLD_HOMES.search(p.read_text(encoding="utf-8"))] == []


def test_judging_searching_and_papers_know_no_room() -> None:
    rooms = re.compile(r"forum\.(threads|contact|consultations|commitments)\b")
    asking = sources("forum/desk", "forum/finding", "forum/papers")
    assert [named(p) for p in asking if any(rooms.match(name) for name in imported_names(p))] == []


async def test_a_thing_is_found_by_its_code_in_whatever_case(build: Any) -> None:
    async with build.acting(None) as (db, _):
        assert await kinds.find_code(db, " hk-2026-9999 ") is None
        assert await kinds.find_code(db, "XX-1") is None
