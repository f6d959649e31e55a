"""'Không phải ý tôi': the leader takes back an approval that others recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from forum import kinds
from forum.actor import Actor, require
from forum.contributions.actions.writing import subject_of
from forum.contributions.models import Contribution
from forum.contributions.official.policy import may_repudiate
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.queries import text_of
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


class NotMine(BaseModel):
    sure: Literal["true"]


@dataclass(frozen=True, slots=True)
class AboutApproval:
    """`html` is of the words as they stand, `way` their progress."""

    html: str
    way: OfficialView
    about: str
    first_at: datetime | None
    url: str
    can: frozenset[str]


async def about_approval(db: ReadDb, actor: Actor, text_id: int, form: Form[NotMine]) -> AboutApproval:
    view = await text_of(db, actor, text_id)
    way = (await officials(db, [text_id])).get(text_id)
    subject = subject_of(await load(db, Contribution, text_id))
    if way is None or subject is None:
        raise NotFound
    may = may_repudiate(actor, way)
    if form.status == 200:
        require(may)
    card = (await kinds.cards(db, actor, [subject])).get(subject)
    return AboutApproval(
        html=view.html,
        way=way,
        about=" · ".join(str(word) for word in (card.code, card.title) if word) if card else "",
        first_at=way.publishes_from,
        url=card.url if card else url_for("work.work"),
        can=frozenset({"repudiate"}) if may else frozenset(),
    )


@step(
    router,
    "official.repudiate",
    title=_("Không phải ý tôi"),
    done=_(
        "Đã rút lại ý kiến duyệt ghi nhận thay Ông/Bà; những người đã ghi nhận và người giám sát được báo."
    ),
    page=about_approval,
    is_inline=True,
)
async def repudiate(db: Db, actor: Actor, text_id: int, form: NotMine) -> str:
    await kinds.repudiate(db, actor, text_id)
    return url_for("work.work")
