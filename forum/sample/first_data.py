"""Data that every installation needs: time limits with their sources, standing forums, the programme. Each function may
run at every start."""

from datetime import date, datetime

import yaml
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from forum.accounts.models import Account, Persona
from forum.contributions.models import Forum
from forum.database import Db
from forum.deadlines.models import TimeLimit
from forum.programme.actions import load_builtin
from forum.sample.places import DATA
from vietnamese import slug


class SampleAccountsLeft(Exception):
    """Production mode does not start while sample log-ins exist."""


async def load_first_data(db: Db, at: datetime) -> None:
    """Add missing time limits, the built-in programme, standing forums and the system's persona."""
    await _load_time_limits(db)
    if await db.scalar(select(Persona.id).where(Persona.kind == "system")) is None:
        system = Persona(kind="system", title="")
        system.rename("Hệ thống Hiến Kế")
        db.add(system)
    await _load_forums(db, at)
    await load_builtin(db, at)


async def _load_time_limits(db: Db) -> None:
    for row in yaml.safe_load((DATA / "time_limits.yaml").read_text(encoding="utf-8")):
        row["from_on"] = date.fromisoformat(str(row["from_on"]))
        await db.execute(insert(TimeLimit).values(**row).on_conflict_do_nothing())


async def _load_forums(db: Db, at: datetime) -> None:
    if await db.scalar(select(func.count()).select_from(Forum)):
        return
    for row in yaml.safe_load((DATA / "forums.yaml").read_text(encoding="utf-8")):
        db.add(
            Forum(
                title=row["title"],
                summary=row["summary"],
                slug=slug(row["title"]),
                section_code=row["section"],
                audience=["everyone"],
                created_at=at,
            )
        )
    await db.flush()


async def refuse_sample_accounts(db: Db) -> None:
    """Raises SampleAccountsLeft in production while a sample log-in exists."""
    count = await db.scalar(select(func.count()).select_from(Account).where(Account.is_sample))
    if count:
        raise SampleAccountsLeft(
            f"Còn {count} tài khoản mẫu trong cơ sở dữ liệu; hãy dùng cơ sở dữ liệu mới cho vận hành thật."
        )
