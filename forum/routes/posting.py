"""Thư cần gửi: letters to print and post to people without mail, with a list to tick."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.entering.claims import CodeStanding, code_standing, may_issue
from forum.contributions.entering.people import PersonFound
from forum.contributions.entering.policy import may_mark_posted
from forum.database import Db, ReadDb
from forum.notifications import actions
from forum.notifications.actions import Posted
from forum.notifications.posting import (
    LettersToPost,
    PersonToWrite,
    PostedLine,
    letters_to_post,
    people_to_write,
    posted_lines,
)
from forum.notifications.queries import NoticeView
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LettersPage:
    people: tuple[PersonToWrite, ...]
    posted: tuple[PostedLine, ...]


@dataclass(frozen=True, slots=True)
class PostingPage:
    waiting: LettersToPost
    site: str
    code: CodeStanding | None
    may_issue: bool
    url: str = url_for("entering.letters")
    can: frozenset[str] = frozenset({"mark_posted"})

    @property
    def person(self) -> PersonFound:
        return self.waiting.person

    @property
    def letters(self) -> tuple[NoticeView, ...]:
        return self.waiting.letters

    @property
    def options(self) -> list[tuple[int, Words | str]]:
        return [(one.id, one.subject) for one in self.letters]


@router.get(path("entering.letters"))
async def letters(db: Reading, actor: Member, render: Render) -> Response:
    require(may_mark_posted(actor))
    page = LettersPage(tuple(await people_to_write(db)), tuple(await posted_lines(db)))
    return render.page("entering/letters.html", page)


async def about_posting(
    db: ReadDb, actor: Actor, persona_id: int, form: Form[Posted], request: Request
) -> PostingPage:
    require(may_mark_posted(actor))
    page = PostingPage(
        await letters_to_post(db, persona_id, actor.at),
        app_state_of(request).settings.site,
        await code_standing(db, persona_id),
        await may_issue(db, actor, persona_id),
    )
    form.set_defaults(notice_ids=[str(one.id) for one in page.letters])
    return page


@step(router, "entering.mark_posted", title=_("Đánh dấu đã gửi"), page=about_posting, is_inline=True)
async def mark_posted(db: Db, actor: Actor, persona_id: int, form: Posted, request: Request) -> Done:
    count = await actions.mark_posted(db, actor, persona_id, form)
    return Done(url_for("entering.letters"), _("Đã đánh dấu {count} thư đã gửi.", count=count))
