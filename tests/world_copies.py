"""Signed copies of papers of every kind that has papers: put up and found, then withdrawn. The words of their files
are their office's from then on; their names stay."""

from forum import clock
from forum.clock import local_date
from forum.files.policy import FileRole
from forum.papers.actions import issue_copy, withdraw_copy
from forum.papers.issuing import SignedCopy, WithdrawnCopy
from forum.thing import Thing
from tests.builders import Builders
from tests.world import World
from tests.world_files import a_file

# By kind: which thing, its paper, and the people of its office.
COPIES = {
    "consultation": ("answered_consultation", "opinion_table", ("officer", "head")),
    "session": ("minuted_session", "minutes", ("secretariat",)),
    "question": ("answered_question", "reply", ("secretariat", "assistant")),
}


async def put_up(build: Builders, world: World, text: str) -> tuple[int, ...]:
    """`text` with a canary is what each file says."""
    made = []
    for kind, (name, paper, office) in COPIES.items():
        clerk, word = world.people[office[0]], world.hide(f"copy of a {kind}", *office)
        file_id = await a_file(
            build, clerk, f"{text} {word}", FileRole.issued_copy, name=f"Bản quét {kind}.txt"
        )
        new = SignedCopy(
            kind=paper,
            number="13",
            symbol="BC-MAU",
            issued_on=local_date(clock.now()),
            file_ids=[file_id],
        )
        async with build.acting(clerk) as (db, actor):
            copy = await issue_copy(db, actor, Thing(kind, int(world.names[name])), new)
        world.names[f"withdrawn_{kind}_file"] = str(file_id)
        made.append(copy.id)
    return tuple(made)


async def withdraw(build: Builders, world: World, copies: tuple[int, ...]) -> None:
    for copy_id, (_, _, office) in zip(copies, COPIES.values(), strict=True):
        async with build.acting(world.people[office[0]]) as (db, actor):
            await withdraw_copy(db, actor, copy_id, WithdrawnCopy(reason="Đưa nhầm bản của việc khác."))
