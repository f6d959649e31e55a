"""'Của tôi': the member's own texts and their outcomes, drafts, and followed things."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum import kinds
from forum.accounts.actions.logins import end_all_logins
from forum.accounts.actions.registration import CONSENTS, withdraw_consent
from forum.accounts.directory import ConsentView, account_of_persona, consents_of
from forum.contributions import actions
from forum.contributions.queries import DraftLine, drafts_of, follows_of, my_texts
from forum.deadlines.worklist import WorkItem
from forum.errors import NotFound
from forum.reports.work import windows_of
from forum.thing import Card
from forum.urls import path, url_for
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.render import Render
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class MinePage:
    texts: tuple[Card, ...]
    drafts: tuple[DraftLine, ...]
    followed: tuple[Card, ...]
    windows: tuple[WorkItem, ...]
    email: str
    consents: tuple[ConsentView, ...]


@router.get(path("mine.mine"))
async def mine(db: Reading, actor: Member, render: Render) -> Response:
    written = await my_texts(db, actor)
    followed = await follows_of(db, actor)
    cards = await kinds.cards(db, actor, [*written, *followed])
    assert actor.persona_id is not None  # a member has a persona
    account = await account_of_persona(db, actor.persona_id)
    page = MinePage(
        texts=tuple(cards[thing] for thing in written if thing in cards),
        drafts=tuple(await drafts_of(db, actor)),
        followed=tuple(cards[thing] for thing in followed if thing in cards and thing not in written),
        windows=tuple(await windows_of(db, actor)),
        email=account.email,
        consents=await consents_of(db, account.id),
    )
    return render.page("mine/mine.html", page)


@router.post(path("mine.delete_draft"))
async def delete_draft(db: Writing, actor: WritingMember, render: Render, key: str) -> Response:
    await actions.delete_draft(db, actor, key)
    return render.redirect(url_for("mine.mine"), _("Đã xóa bản nháp."))


@router.post(path("mine.withdraw_consent"))
async def withdraw(db: Writing, actor: WritingMember, render: Render, purpose: str) -> Response:
    """Withdraw consent; the record of it stays, with the day of withdrawal."""
    if purpose not in CONSENTS:
        raise NotFound
    assert actor.persona_id is not None  # a member has a persona
    account = await account_of_persona(db, actor.persona_id)
    await withdraw_consent(db, account.id, purpose, actor.at)
    return render.redirect(url_for("mine.mine"), _("Đã rút sự đồng ý."))


@router.post(path("mine.log_out_everywhere"))
async def log_out_everywhere(db: Writing, actor: WritingMember, render: Render) -> Response:
    assert actor.persona_id is not None  # a member has a persona
    await end_all_logins(db, (await account_of_persona(db, actor.persona_id)).id)
    return render.redirect("/", _("Đã đăng xuất trên mọi thiết bị."))
