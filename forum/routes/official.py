"""A head's approval on paper: recorded, confirmed, published; and 'không phải ý tôi', which takes back what others
recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from forum import kinds
from forum.actor import Actor, require
from forum.contributions.actions.writing import subject_of
from forum.contributions.models import Contribution
from forum.contributions.official import Countersignature, RecordedApproval, on_paper, record_digest
from forum.contributions.official.policy import has_second_person, may_draft, may_repudiate
from forum.contributions.official.queries import OfficialView, officials, seconds
from forum.contributions.queries import TextView, text_of
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden, NotFound
from forum.thing import Awaiting
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()
CLOSED = Awaiting((), (), "", frozenset())


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


@dataclass(frozen=True, slots=True)
class AboutPaper:
    """`awaiting` is what the head approves: what is answered, what is published beside the words, the digest of all.
    `alone` says why nobody could confirm it."""

    text: TextView
    way: OfficialView
    awaiting: Awaiting
    about: str
    alone: Words | str | None
    url: str

    @property
    def can(self) -> frozenset[str]:
        return self.awaiting.can

    @property
    def record(self) -> str:
        """The digest of what was recorded of its approval."""
        return record_digest(self.way, self.text.files)


async def about_paper(db: ReadDb, actor: Actor, text_id: int, form: Form[BaseModel]) -> AboutPaper:
    text = await text_of(db, actor, text_id)
    if text.kind not in on_paper.ROOMS:
        raise NotFound
    awaiting = await kinds.approving(text.kind).awaiting(db, actor, text_id)
    way = (await officials(db, [text_id]))[text_id]
    if awaiting is None:
        if form.status == 200 or not may_draft(actor, way.leader_id, way.body_id):
            raise Forbidden
        awaiting = CLOSED  # shown with why, and with what was typed
    second = has_second_person(way, len(await seconds(db, actor, way)))
    found = await kinds.cards(db, actor, [text.thing, *awaiting.about])
    cards = [found[one] for one in awaiting.about if one in found]
    return AboutPaper(
        text=text,
        way=way,
        awaiting=awaiting,
        about=" · ".join(str(word) for card in cards[:1] for word in (card.code, card.title) if word),
        alone=second.message if not second else None,
        url=found[text.thing].url if text.thing in found else url_for("work.work"),
    )


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
    "official.record_approval",
    title=_("Ghi nhận ý kiến duyệt trên giấy"),
    done=_("Đã ghi nhận; thủ trưởng được báo ngay. Chờ cán bộ thứ hai xác nhận."),
    page=about_paper,
    tone="quiet",
)
async def record_approval(db: Db, actor: Actor, text_id: int, form: RecordedApproval) -> str:
    await on_paper.record_approval(db, actor, text_id, form)
    return await _url(db, actor, text_id)


@step(
    router,
    "official.countersign",
    title=_("Xác nhận ý kiến duyệt trên giấy"),
    done=_("Đã xác nhận; công bố được sau một giờ."),
    page=about_paper,
    tone="primary",
)
async def countersign(db: Db, actor: Actor, text_id: int, form: Countersignature) -> str:
    await on_paper.countersign(db, actor, text_id, form)
    return await _url(db, actor, text_id)


@step(router, "official.publish", title=_("Công bố"), done=_("Đã công bố."), tone="primary")
async def publish(db: Db, actor: Actor, text_id: int) -> str:
    await on_paper.publish(db, actor, text_id)
    return await _url(db, actor, text_id)


async def _url(db: ReadDb, actor: Actor, text_id: int) -> str:
    return await kinds.url(db, actor, (await text_of(db, actor, text_id)).thing)


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
