"""More than one account on the machine: what root's server runs as, and who is kept out. Needs root."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.database.embedded.watchdog import running_postmaster
from tests.embedded.program import AS_BOTH_KINDS, PLAIN, STRANGER, Account, Install, Program, account

ROOT = account("root")


@pytest.fixture
def outside() -> Iterator[set[Path]]:
    """The folders under /var/lib that a test made, filled by `made_outside` and taken away afterwards."""
    there_before = set(Path("/var/lib").glob("hien-ke-*"))
    yield there_before
    for made in set(Path("/var/lib").glob("hien-ke-*")) - there_before:
        shutil.rmtree(made)


@AS_BOTH_KINDS
def test_another_user_of_the_machine_cannot_connect_even_through_an_opened_folder(
    installed: Install, who: Account, place: Path
) -> None:
    program = Program(installed, who, place / "var")
    sockets = program.sockets()
    assert "Permission denied" in installed.connect(STRANGER, sockets, "forum_app")
    for path in (place / "var/postgresql", Path(sockets), Path(sockets) / ".s.PGSQL.5432"):
        path.chmod(0o777)
    for role in ("forum_app", "forum_owner", "postgres"):
        assert "Peer authentication failed" in installed.connect(STRANGER, sockets, role)
    assert installed.connect(who, sockets, "forum_app") == "connected"
    program.stop()


def test_where_its_account_cannot_go_the_cluster_lies_in_a_folder_of_our_own(
    installed: Install, place: Path, outside: set[Path]
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    os.chown(closed, 0, 0)
    first = Program(installed, ROOT, closed / "var")
    sockets = Path(first.sockets())
    home = sockets.parent
    assert home.parent == Path("/var/lib")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert home.stat().st_uid not in (0, PLAIN.uid)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert list((closed / "var").iterdir()) == []
    first.stop()
    closed.chmod(0o755)  # The cluster stays where it is, though `var` could hold it now.
    second = Program(installed, ROOT, closed / "var")
    assert Path(second.sockets()) == sockets
    second.stop()


def test_programs_that_its_account_cannot_reach_are_copied_beside_the_cluster(
    installed: Install, place: Path, outside: set[Path]
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    os.chown(closed, 0, 0)
    shutil.copytree(installed.packages, closed / "installed")
    program = Program(Install(installed.python, closed / "installed"), ROOT, place / "var")
    sockets = program.sockets()
    running = running_postmaster(Path(sockets).parent / "data")
    assert Path(f"/proc/{running}/exe").readlink().is_relative_to(place / "var")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    program.stop()


def test_root_may_use_what_a_plain_user_made_and_hands_nothing_over_to_root(
    installed: Install, place: Path
) -> None:
    os.chown(place, PLAIN.uid, PLAIN.gid)
    for who in (PLAIN, ROOT, PLAIN):
        program = Program(installed, who, place / "var")
        assert installed.connect(who, program.sockets(), "forum_owner") == "connected"
        program.stop()
    owners = {path.lstat().st_uid for path in (place / "var").rglob("*")}
    assert owners == {PLAIN.uid}


def test_root_attaches_to_the_running_server_of_a_plain_user(installed: Install, place: Path) -> None:
    os.chown(place, PLAIN.uid, PLAIN.gid)
    theirs = Program(installed, PLAIN, place / "var")
    sockets = theirs.sockets()
    ours = Program(installed, ROOT, place / "var")
    assert ours.sockets() == sockets
    theirs.stop()
    assert installed.connect(ROOT, sockets, "forum_app") == "connected"
    ours.stop()


def test_a_plain_user_is_refused_in_one_line_what_root_made(installed: Install, place: Path) -> None:
    os.chown(place, 0, 0)
    Program(installed, ROOT, place / "var").stop()
    line = Program(installed, PLAIN, place / "var").message()
    assert line.startswith("refused ")
    assert str(place / "var") in line


def test_a_folder_that_a_plain_user_may_not_write_is_refused_in_one_line(
    installed: Install, place: Path
) -> None:
    os.chown(place, 0, 0)
    line = Program(installed, PLAIN, place / "var").message()
    assert line == f"refused Không dùng được thư mục {place / 'var'}: không có quyền ghi."


def test_a_name_in_tmp_that_another_user_took_first_is_not_trusted(installed: Install, place: Path) -> None:
    deep = place / ("d" * 100)
    deep.mkdir()
    os.chown(deep, PLAIN.uid, PLAIN.gid)
    first = Program(installed, PLAIN, deep / "var")
    taken = Path(first.sockets())
    first.stop()
    assert taken.parent == Path("/tmp")
    taken.rmdir()
    taken.mkdir(mode=0o777)
    os.chown(taken, STRANGER.uid, STRANGER.gid)
    second = Program(installed, PLAIN, deep / "var")
    other = Path(second.sockets())
    second.stop()
    assert other != taken
    assert other.stat().st_uid == PLAIN.uid
    taken.rmdir()
    other.rmdir()
