import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from forum.database.embedded.watchdog import ask_to_end, running_postmaster
from tests.embedded.program import IS_ROOT, Account, Install, account, install, own_account

# Without root there is no second account to be.
collect_ignore = [] if IS_ROOT else ["test_root.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not IS_ROOT:
        terminalreporter.write_line("tests/embedded/test_root.py was not run: it needs root")


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="hk-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def installed(open_folder: Path) -> Install:
    return install(open_folder / "installed")


@pytest.fixture
def who(request: pytest.FixtureRequest) -> Account:
    """The account that runs the program: our own, unless the test asks for both kinds."""
    name = getattr(request, "param", None)
    return account(name) if name else own_account()


@pytest.fixture
def place(open_folder: Path, who: Account) -> Iterator[Path]:
    """A folder of that account, where its `var` may lie; afterwards no server is left in it."""
    folder = Path(tempfile.mkdtemp(prefix="p-", dir=open_folder))
    os.chown(folder, who.uid, who.gid)
    folder.chmod(0o755)
    yield folder
    for data in folder.rglob("data"):
        with suppress(OSError):
            pid = running_postmaster(data)
            if pid is not None:
                ask_to_end(pid, data)
    shutil.rmtree(folder, ignore_errors=True)
