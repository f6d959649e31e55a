"""The administrator's pages: people and their roles, bodies, leaders, forums.

The right, one for all of them, is checked twice: here, before anything is shown, and in each action.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from forum.accounts import directory
from forum.accounts.actions import administration, operating
from forum.accounts.actions import people as acting_on_people
from forum.accounts.actions.administration import BodyDetails, LastDay, NewBody, NewLeader, Succession
from forum.accounts.actions.operating import OperatorDetails
from forum.accounts.bodies import living_bodies
from forum.accounts.directory import BodyLine, LeaderLine, PersonLine, Which
from forum.accounts.models import Body, Leader, SiteOperator
from forum.accounts.operator import THE_ONE
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.contributions.actions import forums as text_keeping
from forum.contributions.actions.forums import NewForum
from forum.contributions.queries import ForumLine, standing_forums
from forum.database import Db, ReadDb, load
from forum.desk.people import independent_members, moderators
from forum.errors import NotFound
from forum.health import machine
from forum.health.measures import Measures, measure
from forum.health.verdicts import Level, Verdict
from forum.routes.bindings import ADMINISTERING, Options
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.paging import After
from forum.web.render import Render
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class PeoplePage:
    q: str
    people: tuple[PersonLine, ...]
    which: Which
    next_url: str | None


@dataclass(frozen=True, slots=True)
class AboutBodiesAndLeaders:
    """The existing bodies or leaders above a form, or the one being changed. `bodies` are its options."""

    tab: str
    heading: Words | str
    rows: Sequence[BodyLine | LeaderLine | ForumLine] = ()
    bodies: Options = ()
    position: str = ""
    url: str = url_for("admin.overview")
    can: frozenset[str] = ADMINISTERING


MODERATORS_TO_REVIEW = 3  # one decides, one confirms, one hears the review


@dataclass(frozen=True, slots=True)
class HousePage:
    """How the program is: `forum doctor` shows the same verdicts, and the clock besides."""

    verdicts: Sequence[Verdict]
    measures: Measures
    at: datetime
    members: tuple[str, ...]
    moderator_count: int

    @property
    def can_be_reviewed(self) -> bool:
        """Whether a decision of two moderators leaves somebody to hear a review of it."""
        return bool(self.members) or self.moderator_count >= MODERATORS_TO_REVIEW

    @property
    def troubles(self) -> list[Verdict]:
        return [one for one in self.verdicts if one.level != Level.well]

    @property
    def minutes_waited(self) -> int:
        since = self.measures.standing.waiting_since
        return max(0, int((self.at - since).total_seconds() // 60)) if since else 0


@router.get(path("admin.overview"))
async def app_state(db: Reading, actor: Member, render: Render) -> Response:
    require(may_administer(actor))
    measures = await measure(db, actor.at)
    running = await render.app_state.readiness_now()
    here = await asyncio.to_thread(machine.verdicts_of, render.app_state.settings, actor.at)
    members = tuple(one.name for one in await independent_members(db, actor.at))
    judges = await moderators(db, None, actor.at)
    page = HousePage([*running, *here], measures, actor.at, members, len(judges))
    return render.page("admin/house.html", page)


@router.get(path("admin.people"))
async def people(
    db: Reading,
    actor: Member,
    render: Render,
    after: After = None,
    q: Annotated[str, Query(max_length=120)] = "",
    which: Annotated[Which, Query(alias="loc")] = "all",
) -> Response:
    require(may_administer(actor))
    rows = await directory.people(db, actor.at, q.strip(), after, which=which)
    shown, next_url = tuple(rows[: directory.PAGE]), None
    if len(rows) > directory.PAGE:
        next_url = url_for("admin.people", query={"q": q, "loc": which, "sau": shown[-1].account_id})
    return render.page("admin/people.html", PeoplePage(q, shown, which, next_url))


async def _url_of(db: ReadDb, persona_id: int) -> str:
    return url_for("admin.person", (await directory.account_of_persona(db, persona_id)).id)


@step(
    router,
    "admin.grant_trust",
    title=_("Miễn duyệt trước"),
    done=_("Từ nay bài của người này được đăng ngay."),
)
async def grant_trust(db: Db, actor: Actor, persona_id: int) -> str:
    require(may_administer(actor))
    await acting_on_people.grant_trust(db, actor, persona_id)
    return await _url_of(db, persona_id)


@step(
    router,
    "admin.withdraw_trust",
    title=_("Thôi miễn duyệt trước"),
    done=_("Từ nay bài của người này chờ duyệt trước khi đăng."),
)
async def withdraw_trust(db: Db, actor: Actor, persona_id: int) -> str:
    require(may_administer(actor))
    await administration.withdraw_trust(db, actor, persona_id)
    return await _url_of(db, persona_id)


async def about_bodies(db: ReadDb, actor: Actor, form: Form[NewBody]) -> AboutBodiesAndLeaders:
    require(may_administer(actor))
    return AboutBodiesAndLeaders("bodies", _("Cơ quan"), await directory.bodies(db))


@step(
    router,
    "admin.add_body",
    title=_("Thêm cơ quan"),
    done=_("Đã thêm cơ quan."),
    page=about_bodies,
    at="admin.bodies",
)
async def add_body(db: Db, actor: Actor, form: NewBody) -> str:
    await administration.add_body(db, actor, form)
    return url_for("admin.bodies")


async def _body(db: ReadDb, actor: Actor, body_id: int) -> AboutBodiesAndLeaders:
    require(may_administer(actor))
    line = next((line for line in await directory.bodies(db) if line.id == body_id), None)
    if line is None:
        raise NotFound
    others = tuple((one, name) for one, name in await living_bodies(db, actor.today) if one != body_id)
    return AboutBodiesAndLeaders("bodies", line.name, bodies=others, url=url_for("admin.bodies"))


async def about_body(
    db: ReadDb, actor: Actor, body_id: int, form: Form[BodyDetails]
) -> AboutBodiesAndLeaders:
    about = await _body(db, actor, body_id)
    form.fill(BodyDetails.of(await load(db, Body, body_id)))
    return about


@step(
    router, "admin.change_body", title=_("Sửa cơ quan"), done=_("Đã lưu thông tin cơ quan."), page=about_body
)
async def change_body(db: Db, actor: Actor, body_id: int, form: BodyDetails) -> str:
    await administration.change_body(db, actor, body_id, form)
    return url_for("admin.bodies")


@dataclass(frozen=True, slots=True)
class AboutOperator:
    tab: str = "operator"
    heading: Words = _("Đơn vị vận hành")
    url: str = url_for("admin.overview")
    can: frozenset[str] = ADMINISTERING


async def about_operator(
    db: ReadDb, actor: Actor, form: Form[OperatorDetails], request: Request
) -> AboutOperator:
    require(may_administer(actor))
    form.fill(OperatorDetails.of(await load(db, SiteOperator, THE_ONE)))
    await app_state_of(request).shown.read(db)
    return AboutOperator()


@step(
    router,
    "admin.describe_operator",
    title=_("Lưu thông tin đơn vị vận hành"),
    done=_("Đã lưu; chân mỗi trang nêu đơn vị này."),
    page=about_operator,
)
async def describe_operator(db: Db, actor: Actor, form: OperatorDetails, request: Request) -> str:
    await operating.describe_operator(db, actor, form)
    return url_for("admin.describe_operator")


async def about_successor(
    db: ReadDb, actor: Actor, body_id: int, form: Form[Succession]
) -> AboutBodiesAndLeaders:
    about = await _body(db, actor, body_id)
    form.set_version(Succession.of(await administration.successions_of(db, body_id)))
    return about


@step(
    router,
    "admin.add_successor",
    title=_("Ghi kế thừa"),
    done=_("Đã ghi cơ quan kế thừa."),
    page=about_successor,
)
async def add_successor(db: Db, actor: Actor, body_id: int, form: Succession) -> str:
    await administration.add_successor(db, actor, body_id, form)
    return url_for("admin.bodies")


async def about_leaders(db: ReadDb, actor: Actor, form: Form[NewLeader]) -> AboutBodiesAndLeaders:
    require(may_administer(actor))
    return AboutBodiesAndLeaders(
        "leaders", _("Lãnh đạo"), await directory.leaders(db), await living_bodies(db, actor.today)
    )


@step(
    router,
    "admin.add_leader",
    title=_("Thêm vị trí lãnh đạo"),
    done=_("Đã thêm vị trí lãnh đạo."),
    page=about_leaders,
    at="admin.leaders",
)
async def add_leader(db: Db, actor: Actor, form: NewLeader) -> str:
    await administration.add_leader(db, actor, form)
    return url_for("admin.leaders")


async def about_leader(
    db: ReadDb, actor: Actor, leader_id: int, form: Form[LastDay]
) -> AboutBodiesAndLeaders:
    require(may_administer(actor))
    found = next((line for line in await directory.leaders(db) if line.id == leader_id), None)
    if found is None:
        raise NotFound
    form.fill(LastDay.of(await load(db, Leader, leader_id)))
    return AboutBodiesAndLeaders("leaders", found.name, position=found.position, url=url_for("admin.leaders"))


@step(router, "admin.end_leader", title=_("Ghi ngày cuối"), done=_("Đã ghi ngày cuối."), page=about_leader)
async def end_leader(db: Db, actor: Actor, leader_id: int, form: LastDay) -> str:
    await administration.end_leader(db, actor, leader_id, form)
    return url_for("admin.leaders")


async def about_forums(db: ReadDb, actor: Actor, form: Form[NewForum]) -> AboutBodiesAndLeaders:
    require(may_administer(actor))
    return AboutBodiesAndLeaders("forums", _("Diễn đàn"), await standing_forums(db))


@step(
    router,
    "admin.add_forum",
    title=_("Mở diễn đàn"),
    done=_("Đã mở diễn đàn."),
    page=about_forums,
    at="admin.forums",
)
async def add_forum(db: Db, actor: Actor, form: NewForum) -> str:
    await text_keeping.add_forum(db, actor, form)
    return url_for("admin.forums")
