"""Human codes: HK-2026-0123. Prefixes: HK proposal, CH question, GY opinion, CK commitment, TX session,
LYK consultation."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from forum.clock import local_date
from forum.contributions.models import CodeCounter
from forum.database import Db


async def next_code(db: Db, prefix: str, at: datetime) -> str:
    """The next running number of the year. Holds the counter's row until the transaction ends, so that a
    rolled-back submission leaves no gap."""
    year = local_date(at).year
    counter = insert(CodeCounter).values(prefix=prefix, year=year, last=1)
    number = await db.scalar(
        counter.on_conflict_do_update(
            index_elements=["prefix", "year"], set_={"last": CodeCounter.last + 1}
        ).returning(CodeCounter.last)
    )
    return f"{prefix}-{year}-{number:04d}"
