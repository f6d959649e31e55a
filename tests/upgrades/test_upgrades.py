"""Each released version goes up to the present one, from a filled database that was kept when it was released."""

import tomllib
from pathlib import Path

from forum import VERSION
from forum.database import embedded
from tests.shared import ROOT
from tests.upgrades.dumps import BYTES_MAX, dump_of, dumped_versions, released_versions
from tests.upgrades.going_up import require_upgrade


async def test_every_kept_version_goes_up_and_loses_nothing(server: embedded.Server, tmp_path: Path) -> None:
    for version in dumped_versions():
        await require_upgrade(server, dump_of(version), tmp_path / "var")


def test_every_released_version_has_its_dump() -> None:
    assert [one for one in released_versions() if one not in dumped_versions()] == [], (
        "scripts/filled_dump.py"
    )
    assert [one for one in dumped_versions() if dump_of(one).stat().st_size > BYTES_MAX] == []


def test_the_newest_release_is_the_version_that_the_project_names() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version in released_versions()[:1] or not released_versions()
    assert version == VERSION
