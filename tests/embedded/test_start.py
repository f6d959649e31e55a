import os
import stat
from pathlib import Path

import pytest

from forum.database.embedded import EmbeddedServerError, start
from forum.database.embedded.watchdog import is_postgres_of, running_postmaster
from tests.embedded.program import AS_BOTH_KINDS, Account, Install, Program, postmaster_of


def modes(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_mode, path.lstat().st_uid) for path in (folder, *folder.parents)}


@AS_BOTH_KINDS
def test_it_starts_and_ends_and_leaves_every_folder_that_it_found_as_it_was(
    installed: Install, who: Account, place: Path
) -> None:
    var = place / "var"
    var.mkdir(mode=0o751)
    os.chown(var, who.uid, who.gid)
    before = modes(var)
    program = Program(installed, who, var)
    program.sockets()
    pid = postmaster_of(var)
    program.stop()
    assert not is_postgres_of(pid, var / "postgresql/data")
    assert modes(var) == before


def test_what_it_makes_is_for_its_owner_alone(installed: Install, who: Account, place: Path) -> None:
    program = Program(installed, who, place / "var")
    program.sockets()
    home = place / "var/postgresql"
    assert not home.stat().st_mode & 0o077
    open_to_others = [
        str(path)
        for path in home.rglob("*")
        if path.lstat().st_mode & 0o077 and not stat.S_ISLNK(path.lstat().st_mode)
    ]
    assert open_to_others == []
    assert home.stat().st_uid != 0, "the server of root runs as somebody without rights"
    program.stop()


def test_nobody_can_connect_by_network(installed: Install, who: Account, place: Path) -> None:
    program = Program(installed, who, place / "var")
    program.sockets()
    pid = postmaster_of(place / "var")
    listening = {line.split()[9] for line in _tcp_lines() if line.split()[3] == "0A"}
    held = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    assert not {f"socket:[{inode}]" for inode in listening} & held
    program.stop()


def _tcp_lines() -> list[str]:
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    return [line for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]


@AS_BOTH_KINDS
def test_a_path_of_130_characters_is_no_hindrance(installed: Install, who: Account, place: Path) -> None:
    deep = place / ("d" * (130 - len(str(place)) - len("/") - len("/var"))) / "var"
    assert len(str(deep)) == 130
    deep.parent.mkdir()
    os.chown(deep.parent, who.uid, who.gid)
    program = Program(installed, who, deep)
    sockets = program.sockets()
    assert len(f"{sockets}/.s.PGSQL.5432") < 100
    assert stat.S_IMODE(Path(sockets).stat().st_mode) == 0o700
    assert installed.connect(who, sockets, "forum_app") == "connected"
    program.stop()
    Path(sockets).rmdir()


@AS_BOTH_KINDS
def test_two_starts_at_once_share_one_server_until_the_last_lets_go(
    installed: Install, who: Account, place: Path
) -> None:
    programs = [Program(installed, who, place / "var") for _ in range(2)]
    assert len({program.sockets() for program in programs}) == 1
    pid = postmaster_of(place / "var")
    programs[0].stop()
    assert postmaster_of(place / "var") == pid
    programs[1].stop()
    assert running_postmaster(place / "var/postgresql/data") is None


def test_a_first_start_that_was_cut_short_is_done_again(
    installed: Install, who: Account, place: Path
) -> None:
    half = place / "var/postgresql.unfinished"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    for path in (place / "var", half, half / "PG_VERSION"):
        os.chown(path, who.uid, who.gid)
    program = Program(installed, who, place / "var")
    program.sockets()
    assert not half.exists()
    program.stop()


def test_a_place_that_cannot_be_written_is_refused_in_one_line() -> None:
    with pytest.raises(EmbeddedServerError) as refusal:
        start(Path("/proc/nowhere/var"))
    assert "/proc/nowhere/var" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_folder_that_others_may_enter_is_refused_and_not_changed(
    installed: Install, who: Account, place: Path
) -> None:
    home = place / "var/postgresql"
    home.mkdir(parents=True)
    for path in (place / "var", home):
        os.chown(path, who.uid, who.gid)
        path.chmod(0o755)
    line = Program(installed, who, place / "var").message()
    assert line.startswith("refused ")
    assert str(home) in line
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
