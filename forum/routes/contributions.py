"""Actions common to all texts: endorse, follow, edit, withdraw, read the history."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from forum import kinds
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions import actions
from forum.contributions.actions.writing import Edit, Withdrawal, standing_text
from forum.contributions.history import VERSIONS, RevisionView, VersionView, history, version_of
from forum.contributions.models import Contribution
from forum.contributions.official.queries import not_mine_words, officials
from forum.contributions.policy import WithdrawalReason, has_agreed, may_see
from forum.contributions.queries import TextView, text_of, texts_by_id
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.paperwork.difference import Piece, by_words
from forum.state import word_of
from forum.thing import Card, Thing
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor, Writing, WritingMember
from forum.web.render import Render, Renderer
from forum.web.steps import Done, step
from forum.words import NOTHING, Words, _

router = APIRouter()

LARGEST_VERSION = 2**31


@dataclass(frozen=True, slots=True)
class EndorsementView:
    """The fragment of the endorsement button."""

    id: int
    count: int
    is_endorsed: bool
    can: bool


def endorsement_of(view: TextView) -> EndorsementView:
    return EndorsementView(view.id, view.endorsement_count, view.is_endorsed, "endorse" in view.can)


async def _endorsement(db: ReadDb, actor: Actor, render: Renderer, contribution_id: int) -> Response:
    view = (await texts_by_id(db, actor, [contribution_id]))[contribution_id]
    if render.wants_fragment:
        return render.fragment("contributions/_endorsement.html", endorsement_of(view))
    return render.redirect(await kinds.url(db, actor, view.thing))


@router.post(path("contributions.endorse"))
async def endorse(db: Writing, actor: WritingMember, render: Render, contribution_id: int) -> Response:
    await actions.endorse(db, actor, contribution_id)
    return await _endorsement(db, actor, render, contribution_id)


@router.post(path("contributions.unendorse"))
async def unendorse(db: Writing, actor: WritingMember, render: Render, contribution_id: int) -> Response:
    await actions.unendorse(db, actor, contribution_id)
    return await _endorsement(db, actor, render, contribution_id)


@dataclass(frozen=True, slots=True)
class FollowView:
    thing: Thing
    is_following: bool


@router.post(path("contributions.follow"))
async def follow(db: Writing, actor: WritingMember, render: Render, kind: str, thing_id: int) -> Response:
    """Follow a thing that the actor may read."""
    card = await kinds.card(db, actor, Thing(kind, thing_id))
    await actions.follow(db, actor, card.thing)
    if render.wants_fragment:
        return render.fragment("contributions/_follow.html", FollowView(card.thing, True))
    return render.redirect(card.url, _("Ông/Bà sẽ nhận thông báo khi có diễn biến mới."))


@router.post(path("contributions.unfollow"))
async def unfollow(db: Writing, actor: WritingMember, render: Render, kind: str, thing_id: int) -> Response:
    card = await kinds.card(db, actor, Thing(kind, thing_id))
    await actions.unfollow(db, actor, card.thing)
    if render.wants_fragment:
        return render.fragment("contributions/_follow.html", FollowView(card.thing, False))
    return render.redirect(card.url, _("Đã thôi theo dõi."))


@dataclass(frozen=True, slots=True)
class AboutText:
    text: TextView
    card: Card

    @property
    def url(self) -> str:
        return self.card.url

    @property
    def can(self) -> frozenset[str]:
        return self.text.can

    @property
    def reasons(self) -> list[tuple[str, Words]]:
        return [(reason, word_of(reason)) for reason in WithdrawalReason]


async def about_edit(db: ReadDb, actor: Actor, contribution_id: int, form: Form[Edit]) -> AboutText:
    view = await text_of(db, actor, contribution_id)
    card = await kinds.card(db, actor, view.thing)
    if "edit" not in view.can:
        require(may_see(actor, await load(db, Contribution, contribution_id)))
        if view.persona_id != actor.persona_id or has_agreed(actor):
            raise NotFound(_("Nội dung này Ông/Bà không sửa được."))
    form.fill(await standing_text(db, contribution_id))
    return AboutText(view, card)


@step(router, "contributions.edit", title=_("Sửa bài"), label=_("Sửa"), page=about_edit, tone="quiet")
async def edit(db: Db, actor: Actor, contribution_id: int, form: Edit) -> Done:
    """Edit one's own text; versions that were public stay readable."""
    it = await actions.edit(db, actor, contribution_id, form)
    waits = it.visibility != Visibility.published or it.text != form.text
    message = _("Đã lưu; bản sửa sẽ được duyệt trước khi hiện.") if waits else _("Đã lưu bản sửa.")
    return Done(await kinds.url(db, actor, Thing(it.kind, it.id)), message)


async def about_withdrawal(
    db: ReadDb, actor: Actor, contribution_id: int, form: Form[Withdrawal]
) -> AboutText:
    view = await text_of(db, actor, contribution_id)
    return AboutText(view, await kinds.card(db, actor, view.thing))


@step(
    router,
    "contributions.withdraw",
    title=_("Rút nội dung này"),
    label=_("Rút lại"),
    done=_("Đã rút lại. Nội dung không còn hiển thị công khai; dấu vết vẫn được giữ."),
    page=about_withdrawal,
    tone="quiet",
)
async def withdraw(db: Db, actor: Actor, contribution_id: int, form: Withdrawal) -> str:
    """Withdraw one's own text; what was officially answered stays."""
    it = await actions.withdraw(db, actor, contribution_id, form)
    await kinds.after_change(db, actor, it)
    return await kinds.url(db, actor, Thing(it.kind, it.id))


@dataclass(frozen=True, slots=True)
class Change:
    revision: RevisionView
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    card: Card
    text: TextView
    changes: tuple[Change, ...]
    next_before: int | None

    @property
    def next_url(self) -> str | None:
        if self.next_before is None:
            return None
        return url_for("contributions.history", self.text.id, query={"truoc": self.next_before})


def _compared(old: RevisionView, new: RevisionView) -> list[Piece]:
    """With the title where that was changed."""
    if old.title == new.title:
        return by_words(old.text, new.text)
    return by_words(f"{old.title}\n{old.text}", f"{new.title}\n{new.text}")


@router.get(path("contributions.history"))
async def history_page(
    db: Reading,
    actor: Visitor,
    render: Render,
    contribution_id: int,
    before: Annotated[int | None, Query(alias="truoc", ge=1, le=LARGEST_VERSION)] = None,
) -> Response:
    """The versions that were public, newest first, each compared with the one before. Of a withdrawn text the author
    alone sees versions, others its withdrawal."""
    view = await text_of(db, actor, contribution_id)
    is_closed = view.tombstone is not None and view.is_withdrawn
    found = [] if is_closed else await history(db, actor, contribution_id, before)
    changes = tuple(
        Change(new, tuple(_compared(old or new, new)))
        for new, old in zip(found[:VERSIONS], [*found[1:], None], strict=False)
    )
    next_before = changes[-1].revision.text_version if len(found) > VERSIONS else None
    card = await kinds.card(db, actor, view.thing)
    return render.page("contributions/history.html", HistoryPage(card, view, changes, next_before))


@dataclass(frozen=True, slots=True)
class VersionPage:
    """`not_mine`: what is said of an official text that its approver disowned."""

    card: Card
    version: VersionView
    not_mine: Words


@router.get(path("contributions.version"))
async def version_page(
    db: Reading, actor: Visitor, render: Render, contribution_id: int, text_version: int
) -> Response:
    """One version of a text of any kind, at a permanent URL for citations."""
    if not 0 < text_version < LARGEST_VERSION:
        raise NotFound
    version = await version_of(db, actor, contribution_id, text_version)
    # A reply is readable only with its thread, which the kind's card checks.
    card = await kinds.card(db, actor, version.text.thing)
    if card.is_tombstone:
        raise NotFound
    way = (await officials(db, [contribution_id])).get(contribution_id)
    not_mine = not_mine_words(way) if way is not None else NOTHING
    return render.page("contributions/version.html", VersionPage(card, version, not_mine))
