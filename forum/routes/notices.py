"""Notices and, in sample mode, the mails sent."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from markupsafe import Markup, escape
from starlette.responses import Response

from forum import clock
from forum.accounts.actions import unsubscribing
from forum.accounts.actions.consents import CONSENTS
from forum.accounts.actions.unsubscribing import declined_by
from forum.actor import Purpose
from forum.errors import NotFound
from forum.notifications import actions
from forum.notifications.queries import PAGE, MailView, NoticeView, notices_of, sample_mail, sample_mails
from forum.urls import path, url_for
from forum.web.login import Member, Reading, Visitor, Writing, WritingMember
from forum.web.render import Render
from forum.words import NOTHING, Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class NoticesPage:
    notices: tuple[NoticeView, ...]
    next_url: str | None
    has_unread: bool


@router.get(path("notices.notices"))
async def notices(
    db: Reading,
    actor: Member,
    render: Render,
    before: Annotated[int | None, Query(alias="truoc", ge=1, le=2**62)] = None,
) -> Response:
    rows = await notices_of(db, actor, before)
    next_url = url_for("notices.notices", query={"truoc": rows[PAGE - 1].id}) if len(rows) > PAGE else None
    page = NoticesPage(tuple(rows[:PAGE]), next_url, actor.notice_count > 0)
    return render.page("notices/notices.html", page)


@router.post(path("notices.read_all"))
async def read_all(db: Writing, actor: WritingMember, render: Render) -> Response:
    await actions.read_all(db, actor)
    return render.redirect(url_for("notices.notices"), _("Đã đánh dấu đọc hết."))


@router.post(path("notices.read_notice"))
async def read_notice(db: Writing, actor: WritingMember, render: Render, notice_id: int) -> Response:
    """Mark the notice as read and redirect to its thing."""
    return render.redirect(await actions.read_notice(db, actor, notice_id))


@dataclass(frozen=True, slots=True)
class MailsPage:
    mails: tuple[MailView, ...]


@dataclass(frozen=True, slots=True)
class MailPage:
    mail: MailView
    html: Markup


def _only_in_sample_mode(request: Request) -> None:
    if not request.app.state.app_state.settings.is_sample:
        raise NotFound


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """`purpose` is None for a link that is none, `is_done` after the mail was declined."""

    purpose: Purpose | None
    wording: Words
    action: str
    is_done: bool


@router.api_route(path("notices.unsubscribe"), methods=["GET", "POST"])
async def unsubscribe(
    request: Request,
    db: Writing,
    render: Render,
    token: Annotated[str, Query(alias="ma", max_length=200)] = "",
) -> Response:
    """Without a log-in. GET only shows a button: programs that open links in mails decline nothing; a mail program's
    own button posts here (RFC 8058)."""
    is_sent = request.method == "POST"
    found = await declined_by(db, token)
    if found is not None and is_sent:
        await unsubscribing.unsubscribe(db, token, clock.now())
    purpose = found[1] if found else None
    wording = CONSENTS[purpose] if purpose else NOTHING
    action = url_for("notices.unsubscribe", query={"ma": token})
    page = UnsubscribePage(purpose, wording, action, is_sent)
    return render.page("notices/unsubscribe.html", page, status=200 if purpose else 410)


@router.get(path("notices.mailbox"))
async def mailbox(request: Request, db: Reading, actor: Visitor, render: Render) -> Response:
    _only_in_sample_mode(request)
    return render.page("notices/mailbox.html", MailsPage(tuple(await sample_mails(db))))


@router.get(path("notices.mail"))
async def mail(request: Request, db: Reading, actor: Visitor, render: Render, mail_id: int) -> Response:
    _only_in_sample_mode(request)
    found = await sample_mail(db, mail_id)
    return render.page(
        "notices/mail.html", MailPage(found, _with_links(found.text, render.app_state.settings.site))
    )


def _with_links(text: str, site: str) -> Markup:
    """The text of a mail, with its links to this site made clickable."""
    own = re.escape(str(escape(site)))
    linked = re.sub(rf"{own}(/[^\s<]*)", r'<a href="\1">\g<0></a>', str(escape(text)))
    return Markup(linked)  # noqa: S704 - escaped above, the only markup is ours
