"""The installation's key is carried by a line of its own, and never overwritten by another."""

from pathlib import Path

import pytest

from forum.secret import KeyRefused, exported, installation_secret, mark_of, take_in
from forum.settings import Settings


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
