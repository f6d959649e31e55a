"""Asking an author before a case is decided, and the page on which the author answers."""

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import APIRouter

from forum import kinds
from forum.actor import Actor, require
from forum.contributions.models import Contribution
from forum.database import Db, ReadDb, load
from forum.days import deadline
from forum.desk import actions, policy, queries
from forum.desk.actions import AskAuthor, Explanation
from forum.desk.actions.asking import open_question
from forum.errors import Conflict
from forum.thing import Thing
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutCase:
    url: str
    can: Collection[str]
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class AboutQuestion:
    """What the moderator asks; the text is its author's own."""

    url: str
    can: Collection[str]
    title: Words | str
    question: str


async def about_case(db: ReadDb, actor: Actor, case_id: int, form: Form[AskAuthor]) -> AboutCase:
    view = await queries.case_view(db, actor, case_id)
    return AboutCase(url_for("moderation.case", case_id), view.can, view.words.title, view.words.html)


@step(router, "moderation.ask_author", title=_("Hỏi tác giả"), page=about_case)
async def ask_author(db: Db, actor: Actor, case_id: int, form: AskAuthor) -> Done:
    until = await actions.ask_author(db, actor, case_id, form)
    message = _(
        "Đã hỏi tác giả; thời hạn trả lời: {until}. Thời hạn duyệt dừng đến lúc đó.", until=deadline(until)
    )
    return Done(url_for("moderation.desk"), message)


async def about_question(
    db: ReadDb, actor: Actor, contribution_id: int, form: Form[Explanation]
) -> AboutQuestion:
    it = await load(db, Contribution, contribution_id)
    require(policy.may_explain(actor, it))
    asked = await open_question(db, it)
    if asked is None:
        raise Conflict(_("Người duyệt không còn chờ câu trả lời về bài này."), code="nothing_asked")
    card = await kinds.card(db, actor, Thing(it.kind, it.id))
    return AboutQuestion(card.url, frozenset({"explain"}), card.title, asked.question)


@step(
    router,
    "moderation.explain",
    title=_("Trả lời người duyệt"),
    done=_("Đã gửi câu trả lời tới người duyệt."),
    page=about_question,
)
async def explain(db: Db, actor: Actor, contribution_id: int, form: Explanation) -> str:
    await actions.explain(db, actor, contribution_id, form)
    return url_for("mine.mine")
