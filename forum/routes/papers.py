"""Papers to download: the page 'Văn bản' of a thing, requesting a paper, and the file."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor
from forum.database import Db, ReadDb
from forum.errors import NotFound
from forum.kinds import KINDS
from forum.papers import actions
from forum.papers.issuing import (
    CopyPage,
    SignedCopy,
    WithdrawnCopy,
    WithdrawPage,
    copy_page,
    withdraw_page,
)
from forum.papers.queries import paper_file, papers_page
from forum.papers.sources import documents_of
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor, Writing, WritingVisitor
from forum.web.render import Render
from forum.web.steps import step
from forum.web.stored import StoredFile
from forum.words import _

router = APIRouter()
NO_STORE = "private, no-store"
GONE = _("Tệp này đã được xóa sau thời hạn lưu. Đề nghị Ông/Bà lập bản mới.")
KIND_AT = {path(kind.documents.page): kind.name for kind in KINDS.values() if kind.documents is not None}


class AskedPaper(BaseModel):
    """The kind and format of an offer; anything not offered is a 404."""

    kind: str
    format: str


def _thing(request: Request, thing_id: int) -> Thing:
    """The thing in the URL."""
    return Thing(KIND_AT[request.scope["route"].path], thing_id)


Asked = Annotated[Thing, Depends(_thing)]


async def papers(db: Reading, actor: Visitor, render: Render, thing: Asked) -> Response:
    """The papers of a thing. htmx gets only the list, and polls while a paper is being made."""
    page = await papers_page(db, actor, thing)
    if render.wants_fragment:
        return render.fragment("papers/_papers.html", page)
    return render.page("papers/papers.html", page)


async def ask_for_paper(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[AskedPaper], Depends(form_of(AskedPaper))],
    render: Render,
    thing: Asked,
) -> Response:
    if form.value is None:
        raise NotFound(_("Hiện không có văn bản này."))
    await actions.ask_for_paper(db, actor, thing, form.value.kind, form.value.format)
    if render.wants_fragment:
        return render.fragment("papers/_papers.html", await papers_page(db, actor, thing))
    return render.redirect(url_for(documents_of(thing).page, thing.id))


async def about_copy(
    db: ReadDb, actor: Actor, thing_kind: str, thing_id: int, form: Form[SignedCopy]
) -> CopyPage:
    return await copy_page(db, actor, _known(thing_kind, thing_id))


def _known(kind: str, thing_id: int) -> Thing:
    """Raises NotFound for a kind that has no papers."""
    if kind not in KIND_AT.values():
        raise NotFound
    return Thing(kind, thing_id)


@step(
    router,
    "papers.issue_copy",
    title=_("Đưa bản đã ký, đóng dấu"),
    done=_("Đã đưa bản chính lên."),
    page=about_copy,
    is_inline=True,
)
async def issue_copy(db: Db, actor: Actor, thing_kind: str, thing_id: int, form: SignedCopy) -> str:
    thing = _known(thing_kind, thing_id)
    await actions.issue_copy(db, actor, thing, form)
    return url_for(documents_of(thing).page, thing_id)


async def about_withdrawal(db: ReadDb, actor: Actor, copy_id: int, form: Form[WithdrawnCopy]) -> WithdrawPage:
    return await withdraw_page(db, actor, copy_id)


@step(
    router,
    "papers.withdraw_copy",
    title=_("Gỡ bản đã ký đưa lên nhầm"),
    done=_("Đã gỡ bản này. Lý do hiện cho mọi người đọc."),
    page=about_withdrawal,
    is_inline=True,
)
async def withdraw_copy(db: Db, actor: Actor, copy_id: int, form: WithdrawnCopy) -> str:
    thing = await actions.withdraw_copy(db, actor, copy_id, form)
    return url_for(documents_of(thing).page, thing.id)


for address in KIND_AT:
    router.get(address)(papers)
    router.post(address)(ask_for_paper)


@router.get(path("papers.paper"))
async def paper(request: Request, db: Reading, actor: Visitor, paper_id: int) -> Response:
    file = await paper_file(db, actor, paper_id, app_state_of(request).settings)
    disposition = f"attachment; filename=\"{file.plain_name}\"; filename*=UTF-8''{quote(file.name)}"
    headers = {"content-disposition": disposition, "cache-control": NO_STORE}
    return StoredFile(file.place, file.media_type, headers, GONE)
