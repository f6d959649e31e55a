"""Do: keep a search at the desk, open it, drop it. Nothing of it is written down elsewhere."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel
from sqlalchemy import func, select

from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import Name, Readable
from forum.finding import policy
from forum.finding.asked import read_address
from forum.finding.models import SavedSearch

MOST_KEPT = 20
LONGEST_ADDRESS = 4_000


def _plain(address: str) -> str:
    """Only what the desk itself would write."""
    return read_address(address).url("").removeprefix("?")


class KeptSearch(BaseModel):
    """`address` is the query part of the desk's address."""

    name: Name
    address: Annotated[Readable, AfterValidator(_plain)]


async def keep_search(db: Db, actor: Actor, new: KeptSearch) -> SavedSearch:
    """Raises Invalid when the person keeps the most that a list can hold."""
    require(policy.may_use_desk(actor))
    assert actor.persona_id is not None
    mine = select(func.count()).select_from(SavedSearch).where(SavedSearch.persona_id == actor.persona_id)
    if (await db.scalar(mine) or 0) >= MOST_KEPT:
        raise Invalid("name", f"Mỗi người lưu được {MOST_KEPT} lượt tra cứu; đề nghị bỏ bớt một lượt cũ.")
    if len(new.address) > LONGEST_ADDRESS:
        raise Invalid("name", "Điều kiện tra cứu quá dài, chưa lưu được.")
    kept = SavedSearch(
        persona_id=actor.persona_id,
        name=new.name,
        address=new.address,
        created_at=actor.at,
        seen_at=actor.at,
    )
    db.add(kept)
    await db.flush()
    return kept


async def open_search(db: Db, actor: Actor, search_id: int) -> SavedSearch:
    """From now on only what comes later counts as new. Raises NotFound for another's."""
    kept = await load(db, SavedSearch, search_id, lock=True)
    require(policy.may_open_search(actor, kept.persona_id))
    kept.seen_at = actor.at
    return kept


async def drop_search(db: Db, actor: Actor, search_id: int) -> None:
    """Raises NotFound for another's, or one that is gone already."""
    kept = await load(db, SavedSearch, search_id, lock=True)
    require(policy.may_open_search(actor, kept.persona_id))
    await db.delete(kept)
