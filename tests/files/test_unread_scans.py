"""Where nothing recognises words, a scan is taken, and says that it is not found by its words."""

from pathlib import Path

import pytest

from forum.actor import Role
from forum.paperwork.extracting.recogniser import recogniser_word
from tests.builders import Builders
from tests.client import Client
from tests.files.test_with_a_text import chosen
from tests.paperwork.cleaning.traces import jpeg_of_a_camera


async def test_a_scan_that_nothing_here_can_read_says_so(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert recogniser_word() == "none"
    await client.log_in(await build.person(Role.intellectual))
    page = await chosen(build, client, ("bản quét.jpg", jpeg_of_a_camera()))
    assert page.has("không có bộ nhận dạng chữ") and page.has("bản quét này không tìm được theo chữ")


def test_a_recogniser_without_vietnamese_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program of that name that lists English alone, as Debian installs it without the Vietnamese package."""
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert recogniser_word() == "no_vietnamese"
