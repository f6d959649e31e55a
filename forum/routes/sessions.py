"""One's own log-ins: where they are, ending them, and another password."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.accounts.actions import logins
from forum.accounts.actions.logins import ChangedPassword
from forum.accounts.sessions import SessionLine, sessions_of
from forum.errors import Invalid, TooMany
from forum.routes.own_account import about_account
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.origin import ThisOrigin
from forum.web.render import Render
from forum.web.steps import StepPage
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SessionsPage:
    sessions: tuple[SessionLine, ...]


@router.get(path("mine.sessions"))
async def sessions(db: Reading, actor: Member, render: Render) -> Response:
    return render.page("mine/sessions.html", SessionsPage(await sessions_of(db, actor)))


@router.post(path("mine.end_session"))
async def end_session(db: Writing, actor: WritingMember, render: Render, login_id: int) -> Response:
    await logins.end_session(db, actor, login_id)
    return render.redirect(url_for("mine.sessions"), _("Đã kết thúc phiên đăng nhập."))


@router.post(path("mine.end_other_sessions"))
async def end_other_sessions(db: Writing, actor: WritingMember, render: Render) -> Response:
    await logins.end_other_sessions(db, actor)
    return render.redirect(url_for("mine.sessions"), _("Đã kết thúc mọi phiên đăng nhập khác."))


@router.api_route(path("mine.change_password"), methods=["GET", "POST"])
async def change_password(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ChangedPassword], Depends(form_of(ChangedPassword))],
    render: Render,
    origin: ThisOrigin,
) -> Response:
    """No step: a wrong password is counted, so the transaction of a refusal is not rolled back."""
    if form.value:
        try:
            await logins.change_password(db, actor, origin, form.value)
        except (Invalid, TooMany) as refusal:
            form.refuse(refusal)
        else:
            changed = _("Đã đổi mật khẩu; các thiết bị khác đã được đăng xuất.")
            return render.redirect(url_for("mine.mine"), changed)
    page = StepPage(_("Đổi mật khẩu"), form, await about_account(db, actor, form))
    return render.form("mine/steps/change_password.html", page, form)
