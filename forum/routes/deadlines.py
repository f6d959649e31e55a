"""The administrator's steps for time limits and working days."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter

from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.database import Db, ReadDb
from forum.deadlines import queries
from forum.deadlines.actions import settings
from forum.deadlines.actions.settings import NewTimeLimit, Workday
from forum.deadlines.queries import Limit, OverrideLine
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutTimeLimits:
    limits: tuple[Limit, ...]
    names: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, Words], ...] = tuple(queries.UNITS.items())
    tab: str = "time_limits"
    heading: Words = _("Thời hạn")
    url: str = url_for("admin.overview")
    can: frozenset[str] = frozenset({"set_time_limit"})


@dataclass(frozen=True, slots=True)
class AboutWorkdays:
    days: tuple[OverrideLine, ...]
    tab: str = "workdays"
    heading: Words = _("Ngày làm việc")
    url: str = url_for("admin.overview")
    can: frozenset[str] = frozenset({"set_workday", "unset_workday"})


async def about_time_limits(db: ReadDb, actor: Actor, form: Form[NewTimeLimit]) -> AboutTimeLimits:
    require(may_administer(actor))
    limits = tuple(await queries.time_limits(db))
    form.set_version(NewTimeLimit.of(limits))
    return AboutTimeLimits(limits, tuple({limit.name: limit.label for limit in limits}.items()))


@step(
    router,
    "deadlines.set_time_limit",
    title=_("Ghi thời hạn mới"),
    done=_("Đã ghi thời hạn mới."),
    page=about_time_limits,
)
async def set_time_limit(db: Db, actor: Actor, form: NewTimeLimit) -> str:
    await settings.set_time_limit(db, actor, form)
    return url_for("deadlines.set_time_limit")


async def about_workdays(db: ReadDb, actor: Actor, form: Form[Workday]) -> AboutWorkdays:
    require(may_administer(actor))
    about = AboutWorkdays(tuple(await queries.override_lines(db)))
    form.set_version(Workday.of(about.days))
    return about


@step(router, "deadlines.set_workday", title=_("Ghi một ngày"), done=_("Đã ghi ngày."), page=about_workdays)
async def set_workday(db: Db, actor: Actor, form: Workday) -> str:
    await settings.set_workday(db, actor, form)
    return url_for("deadlines.set_workday")


@step(router, "deadlines.unset_workday", title=_("Bỏ"), tone="quiet")
async def unset_workday(db: Db, actor: Actor, day: date) -> Done:
    moved = await settings.unset_workday(db, actor, day)
    message = _("Ngày này lại tính theo lịch chung; {moved} thời hạn đang chạy được tính lại.", moved=moved)
    return Done(url_for("deadlines.set_workday"), message)
