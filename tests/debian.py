"""The PostgreSQL that Debian packages, as another server for the same tests: FORUM_TEST_POSTGRESQL=debian."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from forum.database.embedded import cluster
from forum.database.embedded.paths import Identity
from forum.database.embedded.server import Role

PACKAGED = Path("/usr/lib/postgresql")
SETTING = "FORUM_TEST_POSTGRESQL"
READY_WITHIN_SECONDS = 60.0
# As fast as the embedded one is in tests; what a power cut would lose is no matter here.
SETTINGS = {"listen_addresses": "", "max_connections": "100", "fsync": "off", "timezone": "UTC"}


def programs() -> Path | None:
    """The newest version that is installed with its server."""
    found = [path for path in PACKAGED.glob("*/bin") if (path / "initdb").exists()]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def is_asked_for() -> bool:
    return os.environ.get(SETTING) == "debian"


class DebianServer:
    """A cluster of its own, run as a plain account, since PostgreSQL refuses root."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "install the package postgresql"
        who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._folder = Path(tempfile.mkdtemp(prefix="hk-pg-"))
        self._folder.chmod(0o755)
        self.sockets, data = self._folder / "s", self._folder / "data"
        for folder in (self.sockets, data):
            folder.mkdir(mode=0o700)
            os.chown(folder, who.pw_uid, who.pw_gid)
        account = Identity(who.pw_uid, who.pw_gid).child_options()
        initdb = [
            str(found / "initdb"),
            "-D",
            str(data),
            "-U",
            cluster.SUPERUSER,
            "--auth=trust",
            "--no-sync",
        ]
        made = subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C.UTF-8"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
        assert made.returncode == 0, made.stderr
        command = [str(found / "postgres"), "-D", str(data), "-c", f"unix_socket_directories={self.sockets}"]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        self._log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, **account
        )
        self._wait()
        cluster.prepare_roles(self.sockets)

    def url(self, role: Role, database: str = cluster.DATABASE) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.sockets}&port=5432"

    def create_database(self, name: str, template: str | None = None) -> None:
        cluster.create_database(self.sockets, name, template)

    def drop_database(self, name: str) -> None:
        cluster.drop_database(self.sockets, name)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait(self) -> None:
        ends = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < ends:
            with suppress(psycopg.OperationalError):
                cluster.connect(self.sockets).close()
                return
            assert self._process.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text())
