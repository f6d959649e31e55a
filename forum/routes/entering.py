"""Nhập hộ: staff look for the person first, then enter what came by letter, by telephone or aloud."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.entering import actions, policy
from forum.contributions.entering.actions import ChangedReach, NewPerson
from forum.contributions.entering.models import EnteredPerson
from forum.contributions.entering.people import (
    EntryLine,
    PersonFound,
    entries_of,
    people_found,
    person_found,
)
from forum.database import Db, ReadDb
from forum.reports.entering import EnteringWay, entering_ways
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FindingPage:
    asked: str
    found: tuple[PersonFound, ...]
    url: str = url_for("entering.find")
    can: frozenset[str] = frozenset({"add_person"})


@dataclass(frozen=True, slots=True)
class PersonPage:
    person: PersonFound
    ways: tuple[EnteringWay, ...] = ()
    entries: tuple[EntryLine, ...] = ()
    can: frozenset[str] = frozenset({"change_reach"})

    @property
    def url(self) -> str:
        return url_for("entering.person", self.person.id)


@router.get(path("entering.find"))
async def find(
    db: Reading,
    actor: Member,
    render: Render,
    asked: Annotated[str, Query(alias="tim", max_length=200)] = "",
) -> Response:
    require(policy.may_add_person(actor))
    return render.page("entering/find.html", FindingPage(asked, tuple(await people_found(db, asked))))


@router.get(path("entering.person"))
async def person(db: Reading, actor: Member, render: Render, persona_id: int) -> Response:
    require(policy.may_add_person(actor))
    page = PersonPage(
        await person_found(db, persona_id),
        tuple(await entering_ways(db, actor, persona_id)),
        tuple(await entries_of(db, persona_id)),
    )
    return render.page("entering/person.html", page)


async def about_new_person(db: ReadDb, actor: Actor, form: Form[NewPerson]) -> FindingPage:
    require(policy.may_add_person(actor))
    return FindingPage("", ())


@step(router, "entering.add_person", title=_("Thêm người gửi"), done=_("Đã thêm người gửi."),
      page=about_new_person, tone="primary")  # fmt: skip
async def add_person(db: Db, actor: Actor, form: NewPerson) -> str:
    return url_for("entering.person", (await actions.add_person(db, actor, form)).id)


async def about_reach(db: ReadDb, actor: Actor, persona_id: int, form: Form[ChangedReach]) -> PersonPage:
    require(policy.may_change_reach(actor))
    page = PersonPage(await person_found(db, persona_id))
    form.fill(ChangedReach.of(await db.get(EnteredPerson, persona_id)))
    return page


@step(
    router, "entering.change_reach", title=_("Sửa địa chỉ, điện thoại"), done=_("Đã lưu."), page=about_reach
)
async def change_reach(db: Db, actor: Actor, persona_id: int, form: ChangedReach) -> str:
    await actions.change_reach(db, actor, persona_id, form)
    return url_for("entering.person", persona_id)
