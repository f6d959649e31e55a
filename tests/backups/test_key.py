"""The installation's key is carried by a line of its own, and never overwritten by another."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from forum.accounts.models import RecoveryCode, TotpSecret
from forum.actor import Role
from forum.backups import restore
from forum.backups.backup import back_up
from forum.clock import now
from forum.database.reaching import conninfo_of
from forum.secret import KeyRefused, exported, installation_secret, mark_of, take_in
from forum.settings import Settings
from tests.backups.conftest import EmptyPlace
from tests.builders import Builders


def test_a_key_that_was_exported_is_the_same_elsewhere(tmp_path: Path) -> None:
    old, new = Settings(var=tmp_path / "old"), Settings(var=tmp_path / "new")
    installation_secret(old)
    take_in(new, exported(old) + "\n")
    assert installation_secret(new) == installation_secret(old)
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o077 == 0
    take_in(new, exported(old))  # a second time changes nothing


def test_a_key_of_the_environment_is_carried_too(tmp_path: Path) -> None:
    old, new = Settings(var=tmp_path / "old", secret="một khóa đã đặt"), Settings(var=tmp_path / "new")
    take_in(new, exported(old))
    assert installation_secret(new) == installation_secret(old)
    assert mark_of(new) == mark_of(old)


@pytest.mark.parametrize("line", ["", "hien-ke-key:", "hien-ke-key:kh@c", "bWF0IGtoYXU="])
def test_another_line_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(KeyRefused):
        take_in(Settings(var=tmp_path), line)
    assert not (tmp_path / "secret").exists()


def test_another_key_is_not_overwritten(tmp_path: Path) -> None:
    one, other = Settings(var=tmp_path / "one"), Settings(var=tmp_path / "other")
    kept = installation_secret(one)
    with pytest.raises(KeyRefused, match="khác"):
        installation_secret(other)
        take_in(one, exported(other))
    assert (tmp_path / "one" / "secret").read_bytes() == kept


def test_where_none_was_made_none_is_exported_or_made(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused):
        exported(Settings(var=tmp_path))
    assert not (tmp_path / "secret").exists()


async def test_with_the_key_lost_second_factors_are_set_up_anew(
    build: Builders, settings: Settings, empty_place: EmptyPlace, tmp_path: Path
) -> None:
    person = await build.person(Role.administrator)
    async with build.acting(None) as (db, _):
        db.add(TotpSecret(account_id=person.id, sealed=b"sealed", made_at=now(), confirmed_at=now()))
        db.add(RecoveryCode(account_id=person.id, code_hash="a digest", made_at=now()))
    taken = await asyncio.to_thread(back_up, settings, tmp_path / "backups", now(), keep=None)
    for is_lost, left in ((True, 0), (False, 1)):
        place, found = empty_place(), restore.find(taken.folder)
        await asyncio.to_thread(restore.fill, place, found)
        await restore.finish_restoring(place, found, now(), key_is_lost=is_lost)
        with psycopg.connect(conninfo_of(place.database_url)) as connection:
            for table in ("totp_secrets", "recovery_codes"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (left,)
