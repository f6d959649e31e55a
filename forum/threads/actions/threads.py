"""Starting a thread and replying in it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from sqlalchemy import bindparam, select

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions.actions import NewText, start_following, submit
from forum.contributions.actions.writing import announce
from forum.contributions.entering.submitting import EnteredFor, entered, submit_for
from forum.contributions.models import Contribution, Forum
from forum.contributions.policy import may_see
from forum.contributions.queries import forums_open
from forum.database import Db, load
from forum.errors import Invalid, NotFound
from forum.fields import LongText, OnBehalf, Title
from forum.files.actions import WithFiles
from forum.journal import record
from forum.programme.queries import sections_of, task_choices
from forum.programme.task_links import link_tasks, tasks_of_thing
from forum.thing import Thing
from forum.threads import events, policy
from forum.threads.actions.proposals import start_clock
from forum.threads.models import PROPOSAL_PREFIX, Post, Proposal, Thread
from forum.words import _
from vietnamese import slug


class NewThread(WithFiles):
    """The form of a new thread or proposal. Without tasks, its author asks the moderators to choose them."""

    kind: Literal["discussion", "proposal"] = "proposal"
    title: Title
    text: LongText
    forum_id: int | None = None
    leaves_tasks_open: bool = False
    task_ids: Annotated[list[int], Field(max_length=5, validate_default=True)] = []
    on_behalf: OnBehalf = ""

    @field_validator("task_ids")
    @classmethod
    def _chosen_or_left_open(cls, task_ids: list[int], given: ValidationInfo) -> list[int]:
        if not task_ids and not given.data.get("leaves_tasks_open"):
            raise ValueError(
                _("Đề nghị chọn ít nhất một nhiệm vụ, hoặc đánh dấu “Chưa rõ, nhờ người duyệt chọn”.")
            )
        return task_ids


class EnteredProposal(EnteredFor, NewThread):
    """A proposal that came by letter, by telephone or aloud."""

    kind: Literal["proposal"] = "proposal"


class ChosenTasks(BaseModel):
    task_ids: Annotated[list[int], Field(min_length=1, max_length=5)]


class NewReply(WithFiles):
    text: LongText


async def start_thread(db: Db, actor: Actor, new: NewThread) -> Contribution:
    """A discussion or proposal in a forum, linked to its tasks. Published or in review, depending on the
    author."""
    require(policy.may_start_thread(actor))
    return await _start(db, actor, new)


async def enter_proposal(db: Db, actor: Actor, new: EnteredProposal) -> Contribution:
    """A proposal of somebody who wrote, called or spoke, under their name."""
    require(policy.may_enter_proposal(actor))
    return await _start(db, actor, new, new)


async def _start(db: Db, actor: Actor, new: NewThread, entry: EnteredFor | None = None) -> Contribution:
    forum_id = new.forum_id or await _forum_of_tasks(db, actor, new.task_ids)
    if forum_id is None:
        raise Invalid("forum_id", _("Đề nghị chọn một diễn đàn trong danh sách."))
    forum = await load(db, Forum, forum_id)
    if forum.kind != "standing" or not actor.audiences & frozenset(forum.audience):
        raise Invalid("forum_id", _("Đề nghị chọn một diễn đàn trong danh sách."))
    it = await submit_for(db, actor, _text(new, forum), entry)
    db.add(Thread(id=it.id, kind=new.kind, slug=slug(it.typed_title), last_post_at=actor.at))
    await db.flush()
    await link_tasks(db, Thing(it.kind, it.id), new.task_ids)
    if new.kind == "proposal":
        db.add(Proposal(id=it.id))
        await db.flush()
        if it.visibility == Visibility.published:
            await start_clock(db, actor, it.id)
    await start_following(db, it.persona_id, Thing(it.kind, it.id), actor)
    await announce(db, actor, it, *entered(it))
    return it


def _text(new: NewThread, forum: Forum) -> NewText:
    return NewText(
        kind=new.kind,
        prefix=PROPOSAL_PREFIX if new.kind == "proposal" else None,
        title=new.title,
        text=new.text,
        audience=frozenset(forum.audience),
        forum_id=forum.id,
        on_behalf=new.on_behalf,
        files=new.files,
    )


async def _forum_of_tasks(db: Db, actor: Actor, task_ids: list[int]) -> int | None:
    """The forum of the tasks' section, the closest section first; for others a forum of no section, if there is
    one: where it then stands is seen by who reviews it."""
    sections = sections_of([task for task in await task_choices(db) if task.id in task_ids])
    open_now = await forums_open(db, actor)
    forums = {one.section_code: one.id for one in open_now if one.section_code}
    fitting = [
        code
        for code in forums
        if any(section == code or section.startswith(f"{code}.") for section in sections)
    ]
    if fitting:
        return forums[max(fitting, key=len)]
    return next((one.id for one in sorted(open_now, key=lambda one: one.section_code is not None)), None)


async def set_tasks(db: Db, actor: Actor, thread_id: int, chosen: ChosenTasks) -> Contribution:
    """Link a thread to the tasks that its author left to the moderators. Later changes are a decision to move."""
    it = await load(db, Contribution, thread_id, lock=True)
    require(may_see(actor, it))
    thing = Thing(it.kind, it.id)
    require(policy.may_set_tasks(actor, it.forum_id, has_tasks=bool(await tasks_of_thing(db, thing))))
    await link_tasks(db, thing, chosen.task_ids)
    it.version += 1
    await record(db, actor, events.ThreadTasksSet(thing, tuple(sorted(chosen.task_ids))))
    return it


_HEAD = (
    select(Contribution, Thread)
    .join(Thread, Thread.id == Contribution.id)
    .where(Contribution.id == bindparam("thread_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


async def _locked(db: Db, thread_id: int) -> tuple[Contribution, Thread]:
    """The thread's text and its row, both locked. Raises NotFound."""
    found = (await db.execute(_HEAD, {"thread_id": thread_id})).one_or_none()
    if found is None:
        raise NotFound
    head, thread = found
    return head, thread


async def reply(db: Db, actor: Actor, thread_id: int, new: NewReply) -> Contribution:
    """A post in a thread. Locks the thread's text first, so that a lock or hide in progress takes effect."""
    head, thread = await _locked(db, thread_id)
    require(may_see(actor, head))
    require(policy.may_reply(actor, head.shown_at(actor.at), thread.locked_at))
    it = await submit(
        db,
        actor,
        NewText(
            kind="post",
            text=new.text,
            audience=frozenset(head.audience),
            forum_id=head.forum_id,
            subject=Thing(head.kind, head.id),
            files=new.files,
        ),
    )
    db.add(Post(id=it.id, thread_id=thread.id))
    await db.flush()
    if it.visibility == Visibility.published:
        _count(head, thread, actor.at)
    await start_following(db, it.persona_id, Thing(head.kind, head.id), actor)
    await announce(db, actor, it)
    return it


async def count_post(db: Db, actor: Actor, post_id: int) -> None:
    """Count a newly published post: the thread moves up in lists. Also called when a decision publishes it."""
    post = await load(db, Post, post_id)
    _count(*await _locked(db, post.thread_id), actor.at)


def _count(head: Contribution, thread: Thread, at: datetime) -> None:
    head.reply_count += 1
    head.version += 1
    thread.last_post_at = at


async def retitle(db: Db, thread_id: int, title: str) -> None:
    """Spell the thread's address by that title. The caller holds the text's lock."""
    (await load(db, Thread, thread_id, lock=True)).slug = slug(title)


async def lock_thread(db: Db, thread_id: int, at: datetime | None) -> None:
    """Stop replies from that time on; None allows them again. The caller holds the text's lock."""
    (await load(db, Thread, thread_id, lock=True)).locked_at = at
