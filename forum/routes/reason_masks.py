"""Masking a passage in what an office typed beside its acts, and what waits for a second person."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from forum import kinds
from forum.accounts.queries import persona_labels
from forum.actor import Actor, require
from forum.database import Db, ReadDb
from forum.desk import policy
from forum.desk.actions import reasons as actions
from forum.desk.actions.reasons import NewReasonMask
from forum.desk.models import ReasonMask
from forum.desk.policy import ReasonMaskState
from forum.state import word_of
from forum.thing import Card, Thing
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import step
from forum.words import Words, _
from moderation.rules import shipped_versions, version_in_force

router = APIRouter()
SHOWN = 50


@dataclass(frozen=True, slots=True)
class MaskLine:
    """`passage` while it waits, for the second person to look at."""

    id: int
    card: Card
    passage: str
    rule_code: str
    state: ReasonMaskState
    by: str
    at: datetime
    until: datetime
    can: frozenset[str]

    @property
    def waits(self) -> bool:
        return self.state == ReasonMaskState.waiting

    @property
    def words(self) -> Words:
        return word_of(self.state)


@dataclass(frozen=True, slots=True)
class MasksPage:
    lines: tuple[MaskLine, ...]
    can: frozenset[str] = frozenset({"mask_reason"})


@router.get(path("moderation.reason_masks"))
async def reason_masks(db: Reading, actor: Member, render: Render) -> Response:
    """Those that wait first, then what was settled last."""
    require(policy.may_mask_reason(actor))
    return render.page("moderation/reason_masks.html", MasksPage(tuple(await _lines(db, actor))))


async def _lines(db: ReadDb, actor: Actor) -> list[MaskLine]:
    waits = ReasonMask.state == ReasonMaskState.waiting
    query = select(ReasonMask).order_by(waits.desc(), ReasonMask.id.desc()).limit(SHOWN)
    rows = (await db.scalars(query)).all()
    cards = await kinds.cards(db, actor, [Thing(it.thing_kind, it.thing_id) for it in rows])
    people = await persona_labels(db, {it.masked_by for it in rows})
    return [
        MaskLine(
            id=it.id,
            card=card,
            passage=it.passage,
            rule_code=it.rule_code,
            state=it.state,
            by=people[it.masked_by].name,
            at=it.masked_at,
            until=it.until,
            can=_can(actor, it),
        )
        for it in rows
        if (card := cards.get(Thing(it.thing_kind, it.thing_id))) is not None
    ]


def _can(actor: Actor, it: ReasonMask) -> frozenset[str]:
    asked = {
        "confirm_reason_mask": policy.may_confirm_reason_mask(actor, it),
        "lift_reason_mask": policy.may_lift_reason_mask(actor, it),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


@dataclass(frozen=True, slots=True)
class AboutMask:
    rules: tuple[tuple[str, str], ...]
    can: frozenset[str]
    url: str = url_for("moderation.reason_masks")


async def about_mask(db: ReadDb, actor: Actor, form: Form[NewReasonMask]) -> AboutMask:
    require(policy.may_mask_reason(actor))
    rules = version_in_force(shipped_versions(), actor.at).rules
    offered = tuple((rule.code, f"{rule.code}. {rule.title}") for rule in rules if rule.hides_at_once)
    return AboutMask(offered, frozenset({"mask_reason"}))


@step(
    router,
    "moderation.mask_reason",
    title=_("Che chữ trong lý do của cơ quan"),
    done=_("Đã che; cần người thứ hai xác nhận đúng thời hạn, nếu không chữ được hiển thị trở lại."),
    page=about_mask,
)
async def mask_reason(db: Db, actor: Actor, form: NewReasonMask) -> str:
    await actions.mask_reason(db, actor, form)
    return url_for("moderation.reason_masks")


@step(
    router,
    "moderation.confirm_reason_mask",
    title=_("Xác nhận che"),
    done=_("Đã xác nhận; chữ bị che không còn được lưu."),
)
async def confirm_reason_mask(db: Db, actor: Actor, mask_id: int) -> str:
    await actions.confirm_reason_mask(db, actor, mask_id)
    return url_for("moderation.reason_masks")


@step(
    router,
    "moderation.lift_reason_mask",
    title=_("Bỏ che"),
    done=_("Đã bỏ che; chữ được hiển thị trở lại."),
)
async def lift_reason_mask(db: Db, actor: Actor, mask_id: int) -> str:
    await actions.lift_reason_mask(db, actor, mask_id)
    return url_for("moderation.reason_masks")
