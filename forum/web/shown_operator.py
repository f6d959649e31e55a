"""Who runs the site, kept in memory for the foot of every page: visitors' pages cost no statement for it.

The process that changes it shows it at once; others read it anew each minute, on a connection of their own.
"""

import asyncio
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from forum.accounts.operator import Operator, operator_of
from forum.database import ReadDb, make_engine, reading_session

SECONDS = 60


class ShownOperator:
    def __init__(self) -> None:
        self.value = Operator()

    async def read(self, db: ReadDb) -> Operator:
        self.value = await operator_of(db)
        return self.value

    async def follow(self, database_url: str) -> None:
        """Until cancelled. While the database cannot be reached, the last one known stays."""
        while True:
            engine = make_engine(database_url)
            with suppress(SQLAlchemyError, OSError):
                async with reading_session(engine) as db:
                    await self.read(db)
            await engine.dispose()
            await asyncio.sleep(SECONDS)
