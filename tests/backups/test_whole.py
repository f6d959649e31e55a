"""A backup that is cut, changed or of a newer program is refused in one line, and old ones go."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forum.backups import manifest, restore
from forum.backups.backup import Taken, back_up
from forum.backups.manifest import BackupRefused
from forum.database.reaching import locked
from forum.settings import Settings

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.fixture
def with_files(settings: Settings) -> Settings:
    papers = settings.var / "files" / "papers"
    papers.mkdir(parents=True)
    (papers / "a-digest").write_bytes(b"a paper")
    (papers / "half.tmp").write_bytes(b"half of one")
    return settings


@pytest.fixture
def taken(with_files: Settings, tmp_path: Path) -> Taken:
    return back_up(with_files, tmp_path / "backups", AT, keep=None)


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def _one_byte(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a byte of the dump": lambda folder: _one_byte(folder / "database.dump"),
    "a longer file": lambda folder: _append(folder / "files/papers/a-digest"),
    "a missing file": lambda folder: (folder / "files/papers/a-digest").unlink(),
    "a file more": lambda folder: (folder / "files/papers/another").write_text("new"),
    "changed settings": lambda folder: _append(folder / "settings.json"),
    "a changed manifest": lambda folder: _one_byte(folder / "manifest.json"),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
}


def test_a_whole_backup_is_found(taken: Taken) -> None:
    found = restore.find(taken.folder)
    assert {part.path for part in found.manifest.parts} == {
        "database.dump",
        "settings.json",
        "files/papers/a-digest",
    }
    assert restore.find(taken.folder.parent).folder == taken.folder


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_was_cut_or_changed_is_refused_in_one_line(damage: str, taken: Taken) -> None:
    DAMAGE[damage](taken.folder)
    with pytest.raises(BackupRefused) as refused:
        restore.find(taken.folder)
    assert "\n" not in str(refused.value)
    assert taken.folder.name in str(refused.value)


@pytest.mark.parametrize("newer", [{"revision": "9999_of_tomorrow"}, {"format": manifest.FORMAT + 1}])
def test_a_backup_of_a_newer_program_is_refused_by_name(newer: dict[str, object], taken: Taken) -> None:
    of_tomorrow = taken.manifest.model_copy(update={"program": "9.0.0", **newer})
    manifest.write(taken.folder, of_tomorrow)
    with pytest.raises(BackupRefused, match=r"9\.0\.0"):
        restore.find(taken.folder)


def test_the_newest_whole_one_is_taken_and_a_cut_one_is_named(taken: Taken, with_files: Settings) -> None:
    later = back_up(with_files, taken.folder.parent, AT + timedelta(days=1), keep=None)
    (later.folder / "manifest.json").unlink()
    found = restore.find(taken.folder.parent)
    assert found.folder == taken.folder
    assert found.passed_over == (later.folder.name,)


def test_so_many_stay_as_were_asked_for_and_nothing_cut(with_files: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    (folder / "2026-11-01T00-00-00Z").mkdir(parents=True)
    (folder / "of-somebody-else").mkdir()
    for day in range(4):
        back_up(with_files, folder, AT + timedelta(days=day), keep=2)
    assert [one.name for one in manifest.backups_in(folder)] == [
        "2026-12-01T12-00-00Z",
        "2026-11-30T12-00-00Z",
    ]
    assert (folder / "of-somebody-else").exists()


def test_two_at_once_are_one(with_files: Settings, tmp_path: Path) -> None:
    with locked(with_files.database_url, "backup"), pytest.raises(BackupRefused, match="đang chạy"):
        back_up(with_files, tmp_path / "backups", AT, keep=None)


def test_only_its_owner_may_read_it(taken: Taken) -> None:
    assert not taken.folder.stat().st_mode & 0o077


def test_only_the_first_one_tells_of_the_key(taken: Taken, with_files: Settings) -> None:
    assert taken.is_first
    assert not back_up(with_files, taken.folder.parent, AT + timedelta(days=1), keep=None).is_first
