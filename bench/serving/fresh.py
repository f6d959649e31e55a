"""A database server with an empty, migrated database, in a folder that ends with it."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving.measuring import free_port
from forum.database import embedded
from forum.database.migrate import migrate
from forum.settings import Settings


@dataclass(frozen=True, slots=True)
class Fresh:
    folder: Path
    server: embedded.Server
    settings: Settings

    @property
    def owner_url(self) -> str:
        return self.server.url("forum_owner")


@contextmanager
def fresh() -> Iterator[Fresh]:
    """An asked end unwinds like Ctrl-C, so that the servers end too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="hien-ke-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # root's database server runs as another account and has a folder inside
        server = embedded.start(folder / "var")
        try:
            migrate(server.url("forum_owner"))
            url = server.url("forum_app")
            settings = Settings(
                database_url=url, search="postgresql", port=free_port(), second_factor="offered"
            )
            yield Fresh(folder, server, settings)
        finally:
            server.stop()
