"""Files of papers in the configured storage, named by digest."""

from collections.abc import Collection
from datetime import datetime

from forum.files import store as stored
from forum.files.store import Storage
from forum.settings import Settings


def storage_of(settings: Settings) -> Storage:
    return stored.storage_of(settings, "papers")


def store(settings: Settings, content: bytes) -> str:
    return stored.store(storage_of(settings), content)


def sweep(settings: Settings, needed: Collection[str], at: datetime) -> int:
    return stored.sweep(storage_of(settings), needed, at)
