"""scripts/install.sh says in one line why it cannot go on, and does nothing the second time."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.program import PLAIN, as_account

ROOT = Path(__file__).parent.parent.parent
# A package that no reachable index will be asked for: port 9 of this machine answers nobody.
LOCK = "imagined==1.0 --hash=sha256:" + "0" * 64 + "\n"
NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("scripts", "requirements"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "scripts/install.sh", tmp_path / "scripts")
    (tmp_path / "requirements/run.txt").write_text(LOCK)
    return tmp_path


def install(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "scripts/install.sh", "run"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_an_old_or_missing_python_is_refused_in_one_line(checkout: Path) -> None:
    done = install(checkout, FORUM_PYTHON="python2.7 no-such-python")
    assert done.returncode == 1
    assert done.stderr.startswith("Cần Python 3.11 đến 3.14")
    assert done.stderr.count("\n") == 1
    assert not (checkout / ".venv").exists()


def test_no_network_is_said_in_one_line(checkout: Path) -> None:
    done = install(checkout, FORUM_PYTHON=sys.executable, **NO_NETWORK)
    assert done.returncode == 1
    assert "không kết nối được tới kho gói" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (checkout / ".venv/installed-run.txt").exists()


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    (checkout / "requirements/run.txt").write_text("# nothing\n")
    first = install(checkout, FORUM_PYTHON=sys.executable, **NO_NETWORK)
    assert first.returncode == 0, first.stderr
    assert os.access(checkout / ".venv/bin/forum", os.X_OK)
    second = install(checkout, FORUM_PYTHON="no-such-python")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


@pytest.fixture
def open_checkout(checkout: Path) -> Iterator[Path]:
    """A checkout that the plain account may read and not write; pytest's own folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="hk-"))
    shutil.copytree(checkout, folder, dirs_exist_ok=True)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_said_in_one_line(open_checkout: Path) -> None:
    done = subprocess.run(
        ["sh", str(open_checkout / "scripts/install.sh"), "run"],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "FORUM_PYTHON": f"{sys.executable} python3"},
        capture_output=True,
        text=True,
        **as_account(PLAIN),
    )
    assert done.returncode == 1
    assert (
        done.stderr == f"Không ghi được vào thư mục {open_checkout}; hãy dùng một bản sao ở nơi ghi được.\n"
    )
