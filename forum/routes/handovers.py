"""Which body takes over what a body that has ended answered for."""

from dataclasses import dataclass

from fastapi import APIRouter

from forum import kinds
from forum.accounts.bodies import bodies_to_give_to
from forum.actor import Actor, require
from forum.contributions.handovers import actions
from forum.contributions.handovers.actions import NamedBody
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.handovers.policy import may_name_body
from forum.contributions.handovers.queries import HandoverView, handovers_of
from forum.database import Db, ReadDb, load
from forum.thing import Card, Thing
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutHandover:
    it: HandoverView
    card: Card
    bodies: tuple[tuple[int, str], ...]

    @property
    def url(self) -> str:
        return self.card.url

    @property
    def can(self) -> frozenset[str]:
        return self.it.can


async def about_handover(db: ReadDb, actor: Actor, handover_id: int, form: Form[NamedBody]) -> AboutHandover:
    row = await load(db, BodyHandover, handover_id)
    thing = Thing(row.thing_kind, row.thing_id)
    card = await kinds.card(db, actor, thing)
    if form.status == 200:
        require(may_name_body(actor, row))
    it = next(one for one in await handovers_of(db, actor, thing) if one.id == handover_id)
    return AboutHandover(it, card, await bodies_to_give_to(db, actor.at))


@step(
    router,
    "handovers.name_body",
    title=_("Giao cơ quan tiếp nhận"),
    done=_("Đã giao cơ quan tiếp nhận; những người liên quan được báo."),
    page=about_handover,
    tone="primary",
)
async def name_body(db: Db, actor: Actor, handover_id: int, form: NamedBody) -> str:
    row = await actions.name_body(db, actor, handover_id, form)
    return await kinds.url(db, actor, Thing(row.thing_kind, row.thing_id))
