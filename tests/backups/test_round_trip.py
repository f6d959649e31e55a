"""A filled installation is backed up while people write, and restored elsewhere: every row and file is there."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from forum import clock
from forum.backups import restore
from forum.backups import restored as noted
from forum.backups.backup import Taken, back_up
from forum.backups.manifest import BackupRefused
from forum.database import embedded, make_engine, writing_session
from forum.database.reaching import conninfo_of
from forum.health import machine
from forum.sample import content
from forum.settings import Settings
from moderation import chain
from tests.backups.conftest import EmptyPlace, settings_of
from tests.upgrades.filling import fill_what_is_left
from tests.upgrades.going_up import compared_rows
from tests.whole_world import WholeWorld, clone, files_of_database
from tests.world import World

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
# What a restore changes on purpose, and why: forum/backups/restore.py.
NOT_AS_THEY_WERE = {
    "logins": "sessions that were ended later must not open again",
    "one_time_tokens": "nor links that were used later",
    "moderation.links": "one row more: the restoring is recorded",
    "moderation.chain_head": "and is the newest",
    "journal": "and in the journal",
    "search.changes": "and marked for search",
    "search.entries": "everything is pushed to the new search engine",
}
ONE_MORE = {"moderation.links", "journal", "search.changes"}


@pytest.fixture(scope="module")
def filled(server: embedded.Server, whole_world: WholeWorld) -> Iterator[Settings]:
    """One row at least in every table, and files of papers."""
    with clone(server, whole_world.database) as name:
        settings = settings_of(server, name, files_of_database(name))
        assert asyncio.run(_fill(settings, whole_world.world())) == []
        yield settings


async def _fill(settings: Settings, world: World) -> list[str]:
    engine = make_engine(settings.database_url)
    await content.load_sample(engine, clock.now())
    await engine.dispose()
    return await fill_what_is_left(settings, world)


class Writer(threading.Thread):
    """Writes on while a backup is taken: rows in two tables of one transaction, and their number."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url, self._ending = url, threading.Event()
        self.count = 0

    def run(self) -> None:
        with psycopg.connect(conninfo_of(self._url)) as connection:
            while not self._ending.is_set():
                connection.execute("INSERT INTO attempts (key, at) VALUES ('under load', now())")
                connection.execute("INSERT INTO search.changes (kind, thing_id) VALUES ('load', 1)")
                connection.commit()
                self.count += 1

    def __enter__(self) -> "Writer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self.join()


@pytest.fixture(scope="module")
def taken(filled: Settings, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    sending = filled.model_copy(update={"mail_url": "smtp://thu:mat-khau-thu@mail.example:587"})
    return back_up(sending, tmp_path_factory.mktemp("backups"), AT, keep=None)


def test_every_row_and_every_file_comes_back(filled: Settings, taken: Taken, empty_place: EmptyPlace) -> None:
    place = empty_place()
    restored(taken.folder, place)
    with (
        create_engine(filled.database_owner_url, poolclass=NullPool).connect() as old,
        create_engine(place.database_owner_url, poolclass=NullPool).connect() as new,
    ):
        differing = compared_rows(old, new)
    assert {name for name, (lost, _) in differing.items() if lost} <= set(NOT_AS_THEY_WERE) - ONE_MORE
    assert {name for name, (_, more) in differing.items() if more} <= set(NOT_AS_THEY_WERE)
    assert all(differing[name] == (0, 1) for name in ONE_MORE)
    assert files_of(filled) == files_of(place) != {}


def test_what_is_written_meanwhile_is_there_whole_or_not_at_all(
    filled: Settings, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    with Writer(filled.database_url) as writer:
        taken = back_up(filled, tmp_path / "backups", AT, keep=None)
    assert writer.count, "nothing was written while the backup was taken"
    place = empty_place()
    restored(taken.folder, place)
    with psycopg.connect(conninfo_of(place.database_url)) as connection:
        one = connection.execute("SELECT count(*) FROM attempts WHERE key = 'under load'").fetchone()
        other = connection.execute("SELECT count(*) FROM search.changes WHERE kind = 'load'").fetchone()
    assert one == other


def test_the_restoring_is_recorded_in_the_chain_which_verifies(
    filled: Settings, taken: Taken, empty_place: EmptyPlace
) -> None:
    place = empty_place()
    outcome = restored(taken.folder, place)
    assert outcome.head.n == taken.manifest.head_n + 1

    async def verified() -> chain.Verified:
        engine = make_engine(place.database_url, pool_size=1)
        async with writing_session(engine) as db:
            found = await chain.verify(db, outcome.head)
        await engine.dispose()
        return found

    found = asyncio.run(verified())
    assert found.is_sound
    assert found.restorations == (chain.Restored(taken.folder.name, taken.manifest.head_n),)


def test_no_secret_is_in_it(filled: Settings, taken: Taken) -> None:
    """Neither the key nor a password, wherever a setting has one."""
    text = (taken.folder / "settings.json").read_text(encoding="utf-8")
    assert "mat-khau-thu" not in text
    assert "khoa-cua-bai-thu" not in text
    assert json.loads(text)["FORUM_MAIL_URL"] == "smtp://thu@mail.example:587"


def test_without_the_old_key_the_operator_is_told_what_to_set_anew(
    taken: Taken, empty_place: EmptyPlace
) -> None:
    place = empty_place()
    restored(taken.folder, place)
    assert noted.key_problem(place) is None
    other = place.model_copy(update={"secret": "another"})
    assert "forum key import" in str(noted.key_problem(other))
    none = place.model_copy(update={"secret": ""})
    assert "forum key import" in str(noted.key_problem(none))
    assert not (place.var / "secret").exists(), "a new key would be in the way of the old one"
    assert (machine.key(other), machine.key(none)) == ("changed", "missing"), "the doctor says it too"


@pytest.mark.parametrize("what", ["rows", "files"])
def test_a_place_that_is_not_empty_is_refused(
    what: str, filled: Settings, empty_place: EmptyPlace, tmp_path: Path
) -> None:
    place = empty_place() if what == "files" else filled
    if what == "files":
        (place.var / "files").mkdir(parents=True)
        (place.var / "files" / "somebody's").write_text("a file")
    with pytest.raises(BackupRefused, match="trống"):
        restore.require_empty(place)


def restored(folder: Path, place: Settings) -> restore.Outcome:
    found = restore.find(folder)
    restore.require_empty(place)
    restore.fill(place, found)
    return asyncio.run(restore.finish_restoring(place, found, clock.now()))


def files_of(settings: Settings) -> dict[str, bytes]:
    folder = settings.var / "files"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
