"""What people uploaded: the file itself, and what became of those that a form is to be sent with."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from forum.files.names import disposition, with_ending
from forum.files.policy import FILES_OF_A_TEXT
from forum.files.queries import chosen_files, place_of
from forum.kinds import readable_file
from forum.urls import path
from forum.web.app_state import app_state_of
from forum.web.login import Member, Reading, Visitor
from forum.web.render import Render
from forum.web.stored import StoredFile
from forum.words import _

router = APIRouter()

# Nothing in it is shown or run as a page of ours.
NEUTRAL = "application/octet-stream"
GONE = _("Tệp này không còn trong kho lưu.")
SANDBOX = "default-src 'none'; sandbox"
Ids = Annotated[list[int], Query(alias="tep", max_length=2 * FILES_OF_A_TEXT)]


@router.get(path("files.chosen"))
async def chosen(db: Reading, actor: Member, render: Render, ids: Ids) -> Response:
    """What became of files that were just sent, for their sender."""
    return render.fragment("files/_chosen.html", await chosen_files(db, actor, ids))


@router.get(path("files.file"))
async def file(request: Request, db: Reading, actor: Visitor, file_id: int) -> Response:
    """The file, whole or the range that was asked for. It is sent after the connection has been given back."""
    it = await readable_file(db, actor, file_id)
    headers = {
        "content-disposition": disposition(with_ending(it.name, it.kind)),
        "content-security-policy": SANDBOX,
        "cache-control": "private, no-store",
    }
    return StoredFile(place_of(app_state_of(request).settings, it), NEUTRAL, headers, GONE)
