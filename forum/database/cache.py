"""Values made from the database and cached in the process, for pages that would make them anew each time."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from forum.database.engine import ReadDb

Value = TypeVar("Value")


class VersionedCache(Generic[Value]):
    """The last `most` values that were used, of each database. A key names the version of all that its value is made
    of; who makes the key must have read that version before. Only sessions that write nothing are served:
    what a transaction has written may be undone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Engine | Connection, OrderedDict[Hashable, Value]] = WeakKeyDictionary()

    async def get(self, db: ReadDb, key: Hashable, make: Callable[[], Awaitable[Value]]) -> Value:
        bind = db.get_bind()
        if not bind.get_execution_options().get("postgresql_readonly"):
            return await make()
        values = self._of.setdefault(bind, OrderedDict())
        if key in values:
            values.move_to_end(key)
            return values[key]
        values[key] = value = await make()
        while len(values) > self._most:
            values.popitem(last=False)
        return value
