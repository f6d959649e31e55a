"""The administrator's pages: people and their roles, bodies, leaders, forums.

Who may is asked twice: here, before anything is shown, and in each action.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy import text
from starlette.responses import Response

from forum.accounts import directory
from forum.accounts.actions import bind, keeping
from forum.accounts.actions import people as acting_on_people
from forum.accounts.actions.keeping import KeptBody, LastDay, NewBody, NewLeader, Succession
from forum.accounts.actions.people import NewBinding
from forum.accounts.bodies import living_bodies
from forum.accounts.directory import BindingLine, BodyLine, LeaderLine, PersonLine
from forum.accounts.models import BindingRow, Body, Leader
from forum.accounts.policy import may_keep_people
from forum.accounts.queries import living_leaders
from forum.actor import Actor, Role, require
from forum.contributions.actions import keeping as text_keeping
from forum.contributions.actions.keeping import NewForum
from forum.contributions.queries import ForumLine, standing_forums
from forum.database import ReadDb, load
from forum.errors import NotFound
from forum.fields import OptionalDay
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.paging import After

router = APIRouter()

Options = tuple[tuple[int | str, str], ...]


class GivenRole(BaseModel):
    role: Role
    body_id: int | None = None
    leader_id: int | None = None
    forum_id: int | None = None
    from_on: OptionalDay = None
    until_on: OptionalDay = None


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of what waits. `waiting_since_minutes` is the age of the oldest job that is due."""

    jobs_waiting: int
    jobs_failed: int
    waiting_since_minutes: int
    search_marks: int
    texts_in_review: int


@dataclass(frozen=True, slots=True)
class PeoplePage:
    q: str
    people: tuple[PersonLine, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    person: PersonLine
    bindings: tuple[BindingLine, ...]
    form: Form[GivenRole]
    bodies: Options
    leaders: Options
    forums: Options


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with the form that adds to it."""

    rows: Sequence[BodyLine | LeaderLine | ForumLine]
    form: Form[BaseModel]
    bodies: Options = ()


@dataclass(frozen=True, slots=True)
class BodyPage:
    line: BodyLine
    form: Form[BaseModel]
    step: str
    bodies: Options


@dataclass(frozen=True, slots=True)
class LeaderPage:
    leader: LeaderLine
    form: Form[LastDay]


async def _health(db: ReadDb, actor: Actor) -> Health:
    waiting, failed, minutes, marks, in_review = (
        await db.execute(
            text(
                """
                SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= :at)),
                  count(*) FILTER (WHERE status = 'failed'),
                  coalesce(extract(epoch FROM :at - (SELECT min(e.at) FROM procrastinate_events e
                    JOIN procrastinate_jobs w ON w.id = e.job_id
                    WHERE w.status = 'todo' AND e.type = 'deferred'
                      AND (w.scheduled_at IS NULL OR w.scheduled_at <= :at))) / 60, 0),
                  (SELECT count(*) FROM search.changes),
                  (SELECT count(*) FROM contributions WHERE visibility = 'in_review')
                FROM procrastinate_jobs
                """
            ),
            {"at": actor.at},
        )
    ).one()
    return Health(waiting, failed, max(0, int(minutes)), marks, in_review)


@router.get(path("admin.overview"))
async def house(db: Reading, actor: Member, answer: Answers) -> Response:
    require(may_keep_people(actor))
    return answer.page("admin/house.html", await _health(db, actor))


@router.get(path("admin.people"))
async def people(
    db: Reading,
    actor: Member,
    answer: Answers,
    after: After = None,
    q: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    require(may_keep_people(actor))
    rows = await directory.people(db, actor.at, q.strip(), after)
    shown = tuple(rows[: directory.PAGE])
    following = shown[-1].account_id if len(rows) > directory.PAGE else None
    return answer.page("admin/people.html", PeoplePage(q, shown, following))


@router.api_route(path("admin.person"), methods=["GET", "POST"])
async def person(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[GivenRole], Depends(form_of(GivenRole))],
    answer: Answers,
    account_id: int,
) -> Response:
    """A person with every role given so far, and the form that gives one more."""
    require(may_keep_people(actor))
    url = url_for("admin.person", account_id)
    if form.value:
        async with form.attempt(db) as attempt:
            given = form.value
            await bind(db, actor, NewBinding(account_id=account_id, **given.model_dump()))
            return attempt.go(url, "Đã giao vai trò.")
    found = next(iter(await directory.people(db, actor.at, account_id=account_id)), None)
    if found is None:
        raise NotFound
    seats = await living_leaders(db, actor.today)
    page = PersonPage(
        person=found,
        bindings=tuple(await directory.bindings_of(db, account_id)),
        form=form,
        bodies=await living_bodies(db, actor.today),
        leaders=tuple((seat.id, f"{name}, {seat.position}") for seat, name in seats),
        forums=tuple((forum.id, forum.title) for forum in await standing_forums(db)),
    )
    return answer.form("admin/person.html", page, form)


@router.post(path("admin.revoke_binding"))
async def revoke_binding(db: Writing, actor: WritingMember, answer: Answers, binding_id: int) -> Response:
    require(may_keep_people(actor))
    row = await load(db, BindingRow, binding_id)
    await acting_on_people.revoke_binding(db, actor, binding_id)
    return answer.go(url_for("admin.person", row.account_id), "Đã thu hồi vai trò.")


async def _person_url(db: ReadDb, persona_id: int) -> str:
    return url_for("admin.person", (await directory.account_of_persona(db, persona_id)).id)


@router.post(path("admin.grant_standing"))
async def grant_standing(db: Writing, actor: WritingMember, answer: Answers, persona_id: int) -> Response:
    require(may_keep_people(actor))
    await acting_on_people.grant_standing(db, actor, persona_id)
    return answer.go(await _person_url(db, persona_id), "Từ nay bài của người này được đăng ngay.")


@router.post(path("admin.withdraw_standing"))
async def withdraw_standing(db: Writing, actor: WritingMember, answer: Answers, persona_id: int) -> Response:
    require(may_keep_people(actor))
    await keeping.withdraw_standing(db, actor, persona_id)
    return answer.go(await _person_url(db, persona_id), "Từ nay bài của người này chờ duyệt trước khi đăng.")


@router.api_route(path("admin.bodies"), methods=["GET", "POST"])
async def bodies(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewBody], Depends(form_of(NewBody))],
    answer: Answers,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await keeping.add_body(db, actor, form.value)
            return attempt.go(url_for("admin.bodies"), "Đã thêm cơ quan.")
    return answer.form("admin/bodies.html", ListPage(await directory.bodies(db), form), form)


async def _body_page(db: ReadDb, actor: Actor, body_id: int, form: Form[BaseModel], step: str) -> BodyPage:
    line = next((line for line in await directory.bodies(db) if line.id == body_id), None)
    if line is None:
        raise NotFound
    bodies = await living_bodies(db, actor.today)
    others = tuple((one, name) for one, name in bodies if one != body_id)
    return BodyPage(line, form, step, others)


@router.api_route(path("admin.body"), methods=["GET", "POST"])
async def body(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[KeptBody], Depends(form_of(KeptBody))],
    answer: Answers,
    body_id: int,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await keeping.change_body(db, actor, body_id, form.value)
            return attempt.go(url_for("admin.bodies"), "Đã lưu thông tin cơ quan.")
    page = await _body_page(db, actor, body_id, form, "change")
    form.fill(KeptBody.of(await load(db, Body, body_id)))
    return answer.form("admin/body.html", page, form)


@router.api_route(path("admin.successor"), methods=["GET", "POST"])
async def successor(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Succession], Depends(form_of(Succession))],
    answer: Answers,
    body_id: int,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await keeping.say_successor(db, actor, body_id, form.value)
            return attempt.go(url_for("admin.bodies"), "Đã ghi cơ quan kế thừa.")
    form.carry(Succession.of(await keeping.successions_of(db, body_id)))
    return answer.form("admin/body.html", await _body_page(db, actor, body_id, form, "succeed"), form)


@router.api_route(path("admin.leaders"), methods=["GET", "POST"])
async def leaders(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewLeader], Depends(form_of(NewLeader))],
    answer: Answers,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await keeping.add_leader(db, actor, form.value)
            return attempt.go(url_for("admin.leaders"), "Đã thêm vị trí lãnh đạo.")
    page = ListPage(await directory.leaders(db), form, bodies=await living_bodies(db, actor.today))
    return answer.form("admin/leaders.html", page, form)


@router.api_route(path("admin.leader"), methods=["GET", "POST"])
async def leader(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[LastDay], Depends(form_of(LastDay))],
    answer: Answers,
    leader_id: int,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await keeping.end_leader(db, actor, leader_id, form.value)
            return attempt.go(url_for("admin.leaders"), "Đã ghi ngày cuối.")
    found = next((line for line in await directory.leaders(db) if line.id == leader_id), None)
    if found is None:
        raise NotFound
    form.fill(LastDay.of(await load(db, Leader, leader_id)))
    return answer.form("admin/leader.html", LeaderPage(found, form), form)


@router.api_route(path("admin.forums"), methods=["GET", "POST"])
async def forums(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewForum], Depends(form_of(NewForum))],
    answer: Answers,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await text_keeping.add_forum(db, actor, form.value)
            return attempt.go(url_for("admin.forums"), "Đã mở diễn đàn.")
    return answer.form("admin/forums.html", ListPage(await standing_forums(db), form), form)
