"""Forums, threads and proposals."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from forum.accounts.queries import body_names
from forum.actor import Actor, Role
from forum.contributions.entering.people import PersonFound
from forum.contributions.models import Forum
from forum.contributions.queries import PAGE, ForumLine, forums_open, receipt
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.programme.queries import TaskLabel, task_choices
from forum.routes.senders import AskedPerson, sender_of
from forum.threads import actions
from forum.threads.actions.threads import ChosenTasks, EnteredProposal, NewReply, NewThread
from forum.threads.own import OWN_IN_THREAD
from forum.threads.policy import may_enter_proposal
from forum.threads.queries import (
    THREADS,
    ThreadLine,
    ThreadPage,
    page_of_forum,
    page_of_proposals,
    thread_lines,
    thread_page,
    url_of_thread,
)
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.shared_pages import shared_page
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ForumsPage:
    forums: tuple[ForumLine, ...]
    latest: tuple[ThreadLine, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    title: Words | str
    lead: Words | str
    lines: tuple[ThreadLine, ...]
    next_url: str | None
    new_url: str
    new_label: Words
    crumbs: tuple[tuple[Words | str, str | None], ...]


@dataclass(frozen=True, slots=True)
class AboutNewThread:
    kind: str
    forums: tuple[ForumLine, ...]
    tasks: tuple[TaskLabel, ...]
    url: str = url_for("threads.forums")
    can: frozenset[str] = frozenset({"new_proposal", "new_thread"})
    sender: PersonFound | None = None

    @property
    def asks_for_forum(self) -> bool:
        """The forum of a proposal follows from its task."""
        return self.kind != "proposal"

    @property
    def forum_options(self) -> list[tuple[int, str]]:
        return [(forum.id, forum.title) for forum in self.forums]


@dataclass(frozen=True, slots=True)
class ShownThread:
    """The reader may take up the proposal for `my_bodies`."""

    thread: ThreadPage
    form: Form[NewReply]
    my_bodies: tuple[tuple[int, str], ...]

    @property
    def closed_because(self) -> Words:
        """Why the page has no form for a reply."""
        return (
            _("Chủ đề đã dừng trao đổi.")
            if self.thread.is_locked
            else _("Phần trả lời mở sau khi bài được duyệt.")
        )


shared_page("threads.forums")
shared_page("threads.forum")
shared_page("threads.proposals")
shared_page("threads.thread", OWN_IN_THREAD)

Before = Annotated[str | None, Query(alias="truoc", max_length=60)]


def _before(value: str | None) -> tuple[datetime, int] | None:
    """Parse '2026-11-24T10:00:00+00:00.17', a position in the list; anything unreadable is its beginning."""
    match = re.fullmatch(r"(.{10,40})_(\d{1,18})", value or "")
    if not match:
        return None
    at, thread_id = match.groups()
    try:
        return datetime.fromisoformat(at), int(thread_id)
    except ValueError:
        return None


def _next_url(request: Request, lines: list[ThreadLine]) -> str | None:
    if len(lines) <= PAGE:
        return None
    last = lines[PAGE - 1]
    point = f"{last.last_post_at.isoformat()}_{last.text.id}"
    url = request.url.include_query_params(truoc=point)
    return f"{url.path}?{url.query}"


_LATEST = THREADS.limit(8)


@router.get(path("threads.forums"))
async def forums(db: Reading, actor: Visitor, render: Render) -> Response:
    page = ForumsPage(tuple(await forums_open(db, actor)), tuple(await thread_lines(db, actor, _LATEST)))
    return render.page("threads/forums.html", page)


@router.get(path("threads.forum"))
async def forum(
    request: Request, db: Reading, actor: Visitor, render: Render, forum_id: int, before: Before = None
) -> Response:
    it = await load(db, Forum, forum_id)
    if it.kind != "standing" or not actor.audiences & frozenset(it.audience):
        raise NotFound
    lines = await page_of_forum(db, actor, it.id, _before(before))
    page = ListPage(
        title=it.title,
        lead=it.summary,
        lines=tuple(lines[:PAGE]),
        next_url=_next_url(request, lines),
        new_url=url_for("threads.new_thread", query={"dien-dan": it.id}),
        new_label=_("Đăng chủ đề"),
        crumbs=((_("Diễn đàn"), url_for("threads.forums")), (it.title, None)),
    )
    return render.page("threads/list.html", page)


@router.get(path("threads.proposals"))
async def proposals(
    request: Request, db: Reading, actor: Visitor, render: Render, before: Before = None
) -> Response:
    lines = await page_of_proposals(db, actor, _before(before))
    page = ListPage(
        title=_("Hiến kế"),
        lead=_("Đề xuất của trí thức, văn nghệ sĩ; mỗi đề xuất có cơ quan tiếp nhận và ngày trả lời."),
        lines=tuple(lines[:PAGE]),
        next_url=_next_url(request, lines),
        new_url=url_for("threads.new_proposal"),
        new_label=_("Gửi hiến kế"),
        crumbs=((_("Diễn đàn"), url_for("threads.forums")), (_("Hiến kế"), None)),
    )
    return render.page("threads/list.html", page)


TaskCode = Annotated[str | None, Query(alias="nhiem-vu", max_length=40)]
ForumId = Annotated[int | None, Query(alias="dien-dan", ge=1)]


async def about_new_thread(
    db: ReadDb, actor: Actor, form: Form[NewThread], task: str | None, forum_id: int | None
) -> AboutNewThread:
    choices = await task_choices(db)
    kind = "proposal" if form.action == url_for("threads.new_proposal") else "discussion"
    form.set_defaults(kind=kind, **_chosen(choices, task), **({"forum_id": forum_id} if forum_id else {}))
    return AboutNewThread(str(form.values["kind"]), tuple(await forums_open(db, actor)), choices)


@step(router, "threads.new_proposal", title=_("Gửi hiến kế"), page=about_new_thread, is_open=True)
async def new_proposal(
    db: Db, actor: Actor, form: NewThread, task: TaskCode = None, forum_id: ForumId = None
) -> Done:
    return await _started(db, actor, form)


@step(router, "threads.new_thread", title=_("Đăng chủ đề"), page=about_new_thread, is_open=True)
async def new_thread(
    db: Db, actor: Actor, form: NewThread, task: TaskCode = None, forum_id: ForumId = None
) -> Done:
    return await _started(db, actor, form)


async def about_entering(
    db: ReadDb, actor: Actor, form: Form[EnteredProposal], person: AskedPerson = None
) -> AboutNewThread:
    can = frozenset({"enter_proposal"} if may_enter_proposal(actor) else ())
    sender = await sender_of(db, actor, form, person)
    form.set_defaults(kind="proposal")
    return AboutNewThread(
        "proposal",
        tuple(await forums_open(db, actor)),
        await task_choices(db),
        url=url_for("entering.find"),
        can=can,
        sender=sender,
    )


@step(router, "threads.enter_proposal", title=_("Nhập hộ hiến kế"), page=about_entering)
async def enter_proposal(db: Db, actor: Actor, form: EnteredProposal, person: AskedPerson = None) -> Done:
    it = await actions.enter_proposal(db, actor, form)
    return Done(url_for("entering.person", form.persona_id), await receipt(db, actor.at, it))


@dataclass(frozen=True, slots=True)
class AboutTasks:
    thread: ThreadPage
    tasks: tuple[TaskLabel, ...]

    @property
    def url(self) -> str:
        return self.thread.url

    @property
    def can(self) -> frozenset[str]:
        return self.thread.can


async def about_tasks(db: ReadDb, actor: Actor, thread_id: int, form: Form[ChosenTasks]) -> AboutTasks:
    return AboutTasks(await thread_page(db, actor, thread_id), await task_choices(db))


@step(
    router,
    "threads.set_tasks",
    title=_("Chọn nhiệm vụ cho bài"),
    done=_("Đã gắn nhiệm vụ."),
    page=about_tasks,
)
async def set_tasks(db: Db, actor: Actor, thread_id: int, form: ChosenTasks) -> str:
    await actions.set_tasks(db, actor, thread_id, form)
    return await url_of_thread(db, thread_id)


async def _started(db: Db, actor: Actor, form: NewThread) -> Done:
    it = await actions.start_thread(db, actor, form)
    return Done(await url_of_thread(db, it.id), await receipt(db, actor.at, it))


def _chosen(choices: tuple[TaskLabel, ...], code: str | None) -> dict[str, object]:
    found = [choice.id for choice in choices if choice.code == code]
    return {"task_ids": found} if found else {}


async def shown_thread(
    db: ReadDb, actor: Actor, thread_id: int, form: Form[NewReply], after: int = 0
) -> ShownThread:
    thread = await thread_page(db, actor, thread_id, after)
    mine: tuple[tuple[int, str], ...] = ()
    if thread.proposal is not None and "take_up" in thread.proposal.can:
        names = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
        given_to = thread.proposal.body_id
        mine = tuple((body_id, name) for body_id, name in names.items() if given_to in (None, body_id))
    return ShownThread(thread, form, mine)


@router.get(path("threads.thread"))
async def thread(
    db: Reading,
    actor: Visitor,
    form: Annotated[Form[NewReply], Depends(form_of(NewReply))],
    render: Render,
    thread_id: int,
    after: After = None,
    from_post: Annotated[int | None, Query(alias="tu", ge=1, le=2**62)] = None,
) -> Response:
    """The thread and its reply form. ?tu= starts at a post, for links to it."""
    start = from_post - 1 if from_post else after or 0
    page = await shown_thread(db, actor, thread_id, form, start)
    return render.form("threads/thread.html", page, form)


async def thread_again(
    db: ReadDb, actor: Actor, thread_id: int, form: Form[NewReply], request: Request
) -> ShownThread:
    return await shown_thread(db, actor, thread_id, form)


@step(
    router,
    "threads.reply",
    title=_("Gửi trả lời"),
    at="threads.thread",
    shown_in=("threads/thread.html", thread_again),
    is_open=True,
)
async def reply(db: Db, actor: Actor, thread_id: int, form: NewReply, request: Request) -> Done:
    post = await actions.reply(db, actor, thread_id, form)
    return Done(f"{request.url.path}?tu={post.id}#bai-{post.id}", await receipt(db, actor.at, post))
