"""PostgreSQL's own programs: those of the wheel, or of the machine where the server is newer than the wheel."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from forum.backups.manifest import BackupRefused
from forum.database.embedded.binaries import PROGRAMS, WHEEL
from forum.database.reaching import conninfo_of
from forum.words import _

DEBIAN = Path("/usr/lib/postgresql")
# What a newer pg_restore sets at the head of its script and an older server does not know.
UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
HEAD_LINES = 40
NOTHING = subprocess.DEVNULL


def program_for(name: str, server: int) -> Path:
    """For a server of that major version. Raises BackupRefused, with what to install."""
    wheel = metadata.distribution(WHEEL)
    candidates = [
        Path(str(wheel.locate_file(""))) / PROGRAMS / "bin" / name,
        DEBIAN / str(server) / "bin" / name,
    ]
    if found := shutil.which(name):
        candidates.append(Path(found))
    for path in candidates:
        if _major(path) >= server:
            return path
    raise BackupRefused(
        _(
            "PostgreSQL {server} mới hơn bản đi kèm; hãy cài {name} của PostgreSQL {server} và để nó trong PATH.",
            server=server,
            name=name,
        )
    )


def dump(url: str, server: int, snapshot: str, to: Path) -> None:
    """Schema and rows as the snapshot has them. Raises BackupRefused with the program's own words."""
    _run(
        url,
        str(program_for("pg_dump", server)),
        *("--format=custom", "--no-owner", "--no-privileges", "--exclude-extension=*"),
        *("--lock-wait-timeout=60s", f"--snapshot={snapshot}", f"--file={to}"),
    )


def restore(url: str, server: int, dump: Path) -> None:
    """Into a database without tables, in one transaction: all of it or nothing. Raises BackupRefused."""
    script_of = [
        str(program_for("pg_restore", server)),
        "--no-owner",
        "--no-privileges",
        "--file=-",
        str(dump),
    ]
    psql = [str(program_for("psql", server)), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    with (
        _started(script_of, dict(os.environ), stdout=subprocess.PIPE) as reading,
        _started([*psql, _address(url)], _environment(url), stdin=subprocess.PIPE) as writing,
    ):
        assert reading.stdout is not None and writing.stdin is not None  # both are pipes
        is_whole = _send(reading, reading.stdout, writing.stdin)
        words = writing.communicate()[1]
        if writing.returncode != 0:
            raise BackupRefused(_("Không phục hồi được: {words}", words=_complaint(words)))
        if not is_whole:
            raise BackupRefused(_("Không đọc được bản sao lưu: {dump}", dump=dump))


def _send(reading: subprocess.Popen[bytes], script: IO[bytes], to: IO[bytes]) -> bool:
    """Whether the whole script was sent; only then it is committed."""
    try:
        to.write(b"BEGIN;\n")
        for _number in range(HEAD_LINES):
            line = script.readline()
            to.write(line if line != UNKNOWN_TO_OLDER else b"")
        shutil.copyfileobj(script, to)
        if reading.wait() != 0:
            return False
        to.write(b"COMMIT;\n")
        to.flush()
    except BrokenPipeError:
        return False  # the server refused something; psql says what
    return True


@contextmanager
def _started(
    command: list[str],
    environment: dict[str, str],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _run(url: str, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [program, *arguments, _address(url)],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupRefused(_("Không sao lưu được: {words}", words=_complaint(done.stderr)))


def _address(url: str) -> str:
    """Without the password, which every account of the machine could read in the list of processes."""
    known = conninfo_to_dict(conninfo_of(url))
    known.pop("password", None)
    return f"--dbname={make_conninfo('', **known)}"


def _environment(url: str) -> dict[str, str]:
    password = conninfo_to_dict(conninfo_of(url)).get("password")
    return dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})


def _major(path: Path) -> int:
    """0 for what is not there or does not run on this machine."""
    try:
        words = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\b(\d+)(?:\.\d+|beta|rc|devel)", words)
    return int(found.group(1)) if found else 0


def _complaint(words: bytes) -> str:
    """The line that names the error; never its details, which may hold what people wrote."""
    lines = words.decode("utf-8", "replace").strip().splitlines() or ["?"]
    return next((line for line in lines if "ERROR:" in line or "error:" in line), lines[-1])
