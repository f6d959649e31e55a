"""/ai-giu-viec-gi: who holds which seat, since when and by what, for everybody."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.accounts.bindings import standing
from forum.accounts.seats import OperatorLink, Seat, moderators_by_forum, operator_links, public_seats
from forum.actor import Role
from forum.contributions.queries import standing_forums
from forum.urls import path
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from moderation.queries import has_appealed

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ModeratorsLine:
    """`forum` is empty for moderators of the whole house; `names` too, but for who filed a review."""

    forum: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatsPage:
    groups: tuple[tuple[Role, tuple[Seat, ...]], ...]
    moderators: tuple[ModeratorsLine, ...]
    has_two_administrators: bool
    operator_links: tuple[OperatorLink, ...]


@router.get(path("seats.seats"))
async def seats(db: Reading, actor: Visitor, render: Render) -> Response:
    titles = {forum.id: forum.title for forum in await standing_forums(db)}
    shows_names = actor.persona_id is not None and await has_appealed(db, actor.persona_id)
    moderators = tuple(
        ModeratorsLine(
            titles.get(forum_id, "") if forum_id else "", len(names), tuple(names) if shows_names else ()
        )
        for forum_id, names in await moderators_by_forum(db, actor.today)
    )
    groups = tuple((role, tuple(held)) for role, held in (await public_seats(db, actor.today)).items())
    administrators = await standing(db, Role.administrator, actor.at)
    links = tuple(await operator_links(db))
    page = SeatsPage(groups, moderators, len(administrators) > 1, links)
    return render.page("seats/seats.html", page)
