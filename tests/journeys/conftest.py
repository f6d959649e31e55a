"""The real program, started as a newcomer would, and a real browser before it.

What a test sees is what a person sees: pages, labels and buttons. Only the clock is moved from outside.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from forum.clock import now
from tests.browser import open_browser
from tests.journeys.person import AppState, People
from tests.shared import ROOT

VAR = ROOT / "var" / "tests" / "journeys"
READY_WITHIN_SECONDS = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(app_state: AppState, program: subprocess.Popen[bytes], output: Path) -> None:
    ends = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < ends:
        assert program.poll() is None, f"the program ended: {output.read_text()}"
        try:
            with urllib.request.urlopen(f"{app_state.url}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"not ready in {READY_WITHIN_SECONDS} s: {output.read_text()}")


@pytest.fixture(scope="package")
def app_state() -> Iterator[AppState]:
    """The program with sample content, in a folder of its own; ended with the last journey."""
    shutil.rmtree(VAR, ignore_errors=True)
    VAR.mkdir(parents=True)
    port = _free_port()
    app_state = AppState(f"http://127.0.0.1:{port}", VAR / "clock")
    environment = os.environ | {
        "FORUM_VAR": str(VAR / "var"),
        "FORUM_PORT": str(port),
        "FORUM_PUBLIC_URL": app_state.url,
        "FORUM_CLOCK": str(app_state.clock),
        # The tools of the checkout serve as `make run` would have brought them.
        "FORUM_MEILISEARCH_BIN": os.environ.get("FORUM_MEILISEARCH_BIN") or str(ROOT / ".tools/meilisearch"),
    }
    output = VAR / "output"
    with output.open("wb") as file:
        program = subprocess.Popen(
            [sys.executable, "-m", "forum", "serve", "--sample"],
            env=environment,
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(app_state, program, output)
        yield app_state
    finally:
        program.terminate()
        try:
            program.wait(30)
        except subprocess.TimeoutExpired:
            program.kill()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def people(request: pytest.FixtureRequest, chromium: Browser, app_state: AppState) -> Iterator[People]:
    """The clock stands still, and only goes on when the story says so: days on from the story before."""
    app_state.set_clock(app_state.at() + timedelta(days=1) if app_state.clock.exists() else now())
    app_state.kept.clear()
    with ExitStack() as screens:
        yield People(chromium, app_state, request.param, screens)
