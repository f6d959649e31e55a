"""A clean file of a person that no text has yet, as if its cleaning were done."""

from forum import clock
from forum.accounts.models import Account
from forum.clock import local_date
from forum.database import writing_session
from forum.files import store
from forum.files.actions import ChosenFiles, attach
from forum.files.models import File
from forum.files.policy import FileRole, FileState
from forum.papers.actions import issue_copy
from forum.papers.issuing import SignedCopy
from forum.thing import Thing
from tests.builders import Builders
from tests.world import World


async def a_file(
    build: Builders, account: Account, words: str, role: FileRole = FileRole.attachment, *, name: str = ""
) -> int:
    """Its text holds the words, and so does its name where none is given."""
    content = f"Chữ trong tệp: {words}.".encode()
    digest = store.store(store.storage_of(build.settings), content)
    async with writing_session(build.engine) as db:
        file = File(
            persona_id=account.persona_id,
            name=name or f"Tệp {words}.txt",
            role=role,
            kind="txt",
            state=FileState.clean,
            size=len(content),
            received_digest=digest,
            digest=digest,
            text=content.decode(),
            found=[],
            removed=[],
            created_at=clock.now(),
        )
        db.add(file)
        await db.flush()
        return file.id


async def files(build: Builders, world: World) -> None:
    """One of a published proposal, and one of a proposal that waits; one that goes with nothing yet."""
    for name in ("published", "pending"):
        world.names[f"{name}_file"] = str(await _attached(build, world, int(world.names[f"{name}_proposal"])))
    await _issued(build, world)
    world.names["officer_copy"] = str(
        await a_file(build, world.people["officer"], "bản ký", FileRole.issued_copy)
    )
    world.names["officer_file"] = str(await a_file(build, world.people["officer"], "chưa gửi của cán bộ"))
    world.names["unsent_file"] = str(await a_file(build, world.people["author"], "chưa gửi"))


async def _issued(build: Builders, world: World) -> None:
    """The signed copy of the table of opinions."""
    file_id = await a_file(build, world.people["officer"], "đã ký", FileRole.issued_copy)
    day = local_date(clock.now())
    new = SignedCopy(kind="opinion_table", number="12", symbol="BC-MAU", issued_on=day, file_ids=[file_id])
    async with build.acting(world.people["officer"]) as (db, actor):
        copy = await issue_copy(
            db, actor, Thing("consultation", int(world.names["answered_consultation"])), new
        )
    world.names["issued_copy"] = str(copy.id)


async def _attached(build: Builders, world: World, proposal_id: int) -> int:
    file_id = await a_file(build, world.people["author"], "mẫu")
    async with build.acting(world.people["author"]) as (db, actor):
        await attach(db, actor, Thing("proposal", proposal_id), ChosenFiles((file_id,)))
    return file_id
