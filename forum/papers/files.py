"""Files of papers in the configured folder, named by digest."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from forum.files import store as stored
from forum.settings import Settings


def folder(settings: Settings) -> Path:
    return stored.folder(settings, "papers")


def store(settings: Settings, content: bytes) -> str:
    return stored.store(folder(settings), content)


def read(settings: Settings, digest: str) -> bytes | None:
    return stored.read(folder(settings), digest)


def sweep(settings: Settings, needed: Collection[str], at: datetime) -> int:
    return stored.sweep(folder(settings), needed, at)
