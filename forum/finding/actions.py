"""Save, open and delete searches at the staff's desk. None of this is recorded in the journal."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel
from sqlalchemy import func, select

from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import Name, Readable
from forum.finding import policy
from forum.finding.criteria import criteria_of_saved
from forum.finding.models import SavedSearch
from forum.words import _

MAX_SAVED = 20
MAX_ADDRESS_LENGTH = 4_000


def _plain(address: str) -> str:
    """Reduce a query string to the parameters that the desk itself would write."""
    return criteria_of_saved(address).url("").removeprefix("?")


class NewSavedSearch(BaseModel):
    """`address` is the query string of the desk's URL."""

    name: Name
    address: Annotated[Readable, AfterValidator(_plain)]


async def save_search(db: Db, actor: Actor, new: NewSavedSearch) -> SavedSearch:
    """Raises Invalid when the person's list of saved searches is full."""
    require(policy.may_use_desk(actor))
    assert actor.persona_id is not None
    mine = select(func.count()).select_from(SavedSearch).where(SavedSearch.persona_id == actor.persona_id)
    if (await db.scalar(mine) or 0) >= MAX_SAVED:
        raise Invalid(
            "name",
            _(
                "Mỗi người lưu được {max_saved} tìm kiếm; đề nghị bỏ bớt một tìm kiếm cũ.",
                max_saved=MAX_SAVED,
            ),
        )
    if len(new.address) > MAX_ADDRESS_LENGTH:
        raise Invalid("name", _("Điều kiện tra cứu quá dài, chưa lưu được."))
    saved = SavedSearch(
        persona_id=actor.persona_id,
        name=new.name,
        address=new.address,
        created_at=actor.at,
        seen_at=actor.at,
    )
    db.add(saved)
    await db.flush()
    return saved


async def open_search(db: Db, actor: Actor, search_id: int) -> SavedSearch:
    """Mark the search as seen, so only later hits count as new. Raises NotFound for another person's."""
    saved = await load(db, SavedSearch, search_id, lock=True)
    require(policy.may_open_search(actor, saved.persona_id))
    saved.seen_at = actor.at
    return saved


async def delete_search(db: Db, actor: Actor, search_id: int) -> None:
    """Raises NotFound for another person's search, or one already deleted."""
    saved = await load(db, SavedSearch, search_id, lock=True)
    require(policy.may_open_search(actor, saved.persona_id))
    await db.delete(saved)
