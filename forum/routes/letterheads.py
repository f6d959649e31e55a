"""The administrator's page of what a body's papers bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter

from forum.accounts.actions import letterheads
from forum.accounts.actions.letterheads import NewLetterhead
from forum.accounts.letterheads import letterheads_of
from forum.accounts.models import Body
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.database import Db, ReadDb, load
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LetterheadLine:
    from_on: date
    superior: str
    symbol: str
    place: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class AboutLetterhead:
    heading: str
    rows: Sequence[LetterheadLine]
    tab: str = "bodies"
    url: str = url_for("admin.bodies")
    can: frozenset[str] = frozenset({"set_letterhead"})


async def about_letterhead(
    db: ReadDb, actor: Actor, body_id: int, form: Form[NewLetterhead]
) -> AboutLetterhead:
    require(may_administer(actor))
    body = await load(db, Body, body_id)
    rows = await letterheads_of(db, body_id)
    form.fill(NewLetterhead.of(rows, actor.today))
    lines = [
        LetterheadLine(
            row.from_on,
            row.superior,
            row.symbol,
            row.place,
            ", ".join(words for words in (row.signer, row.post) if words),
        )
        for row in rows
    ]
    return AboutLetterhead(body.name, lines)


@step(
    router,
    "admin.set_letterhead",
    title=_("Thể thức văn bản"),
    done=_("Đã lưu thể thức văn bản."),
    page=about_letterhead,
)
async def set_letterhead(db: Db, actor: Actor, body_id: int, form: NewLetterhead) -> str:
    await letterheads.set_letterhead(db, actor, body_id, form)
    return url_for("admin.set_letterhead", body_id)
