"""The program as a wheel, installed by the lock's hashes into an empty environment far from the sources."""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.gate import tracked_files
from tests.shared import ROOT
from tests.sources import PROGRAM

READY_WITHIN_SECONDS = 180
PAGES = {"/": "Hiến Kế", "/chuong-trinh": "nhiệm vụ", "/quy-tac": "Quy tắc", "/static/hienke.css": "{"}


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Outside the tree, and open to every account, as the database of a root's program runs as another."""
    folder = Path(tempfile.mkdtemp(prefix="hk-wheel-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def wheel(folder: Path) -> Path:
    """Built from the tracked files alone: what is missing there is missing for others too."""
    for path in tracked_files():
        if path.is_file():
            copy = folder / "sources" / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    run(sys.executable, "-m", "build", "--no-isolation", folder / "sources")
    (built,) = (folder / "sources/dist").glob("*.whl")
    return built


@dataclass(frozen=True)
class Installed:
    """An environment in which nothing but the wheel and its locked packages is."""

    folder: Path

    @property
    def forum(self) -> Path:
        return self.folder / "bin/forum"

    def environment(self, **settings: str) -> dict[str, str]:
        """No npm on this PATH and nothing of the environment of the tests."""
        return {"PATH": str(self.folder / "bin"), "HOME": str(self.folder), "LANG": "C.UTF-8", **settings}


@pytest.fixture(scope="module")
def installed(folder: Path, wheel: Path) -> Installed:
    made = Installed(folder / "environment")
    venv.create(made.folder, with_pip=True)
    pip: tuple[str | Path, ...] = (made.folder / "bin/python", "-m", "pip", "--quiet")
    by_wheels_alone = ("install", "--no-deps", "--no-compile", "--only-binary", ":all:")
    run(*pip, *by_wheels_alone, "--require-hashes", "-r", ROOT / "requirements/run.txt")
    run(*pip, *by_wheels_alone, "--no-index", wheel)
    run(*pip, "check")
    return made


def test_the_wheel_holds_every_file_of_the_four_packages(wheel: Path) -> None:
    tracked = {str(path.relative_to(ROOT)) for path in tracked_files() if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {name for name in tracked if name.startswith(tuple(f"{package}/" for package in PROGRAM))}


def test_papers_are_written_far_from_the_sources(installed: Installed, tmp_path: Path) -> None:
    written = run(
        installed.forum, "paper", "sample", "all", tmp_path, cwd=tmp_path, env=installed.environment()
    )
    assert {Path(line).suffix for line in written.splitlines()} >= {".docx", ".pdf", ".xlsx"}


def test_it_serves_sample_content_from_a_folder_of_its_own_without_npm(
    installed: Installed, folder: Path
) -> None:
    elsewhere, home = folder / "elsewhere", folder / "home"
    elsewhere.mkdir()
    home.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    output = folder / "output"
    with output.open("wb") as file:
        program = subprocess.Popen(
            [installed.forum, "serve", "--sample"],
            cwd=elsewhere,
            env=installed.environment(FORUM_PORT=port, FORUM_VAR=str(home / "var")),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        site = f"http://127.0.0.1:{port}"
        wait_until_ready(f"{site}/readyz", program, output)
        for path, words in PAGES.items():
            with urllib.request.urlopen(site + path, timeout=10) as answer:
                assert words in answer.read().decode(), path
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(60)
    assert "Tìm kiếm: PostgreSQL (không có Meilisearch trên máy này)" in output.read_text()
    assert list(elsewhere.iterdir()) == [], "something was written where it was started"
    # ./var is where the data lies unless it is named.
    assert "không bị sửa" in run(installed.forum, "audit", "verify", cwd=home, env=installed.environment())


def wait_until_ready(url: str, program: subprocess.Popen[bytes], output: Path) -> None:
    ends = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < ends:
        assert program.poll() is None, f"the program ended: {output.read_text()}"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"not ready in {READY_WITHIN_SECONDS} s: {output.read_text()}")
