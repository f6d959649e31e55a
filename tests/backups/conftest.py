"""A filled installation with its files, and empty places to restore to."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forum.database import embedded
from forum.settings import Settings

EmptyPlace = Callable[[], Settings]


@pytest.fixture
def empty_place(server: embedded.Server, tmp_path: Path) -> Iterator[EmptyPlace]:
    """Another database without tables, and another `var`."""
    made: list[str] = []

    def make() -> Settings:
        name = f"restored_{uuid.uuid4().hex[:12]}"
        server.create_database(name)
        made.append(name)
        return settings_of(server, name, tmp_path / name)

    yield make
    for name in made:
        server.drop_database(name)


def settings_of(server: embedded.Server, database: str, var: Path) -> Settings:
    return Settings(
        mode="sample",
        database_url=server.url("forum_app", database),
        database_owner_url=server.url("forum_owner", database),
        search="postgresql",
        var=var,
        public_url="http://hien-ke.test",
        secret="khoa-cua-bai-thu",
    )
