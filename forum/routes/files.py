"""What people uploaded: the file itself, and what became of those that a form is to be sent with."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from forum.files.begun import begun
from forum.files.names import disposition, safe_name, with_ending
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
Name = Annotated[str, Query(alias="ten", max_length=1_000)]
Size = Annotated[int, Query(alias="co", ge=0, le=10**15)]
Modified = Annotated[int, Query(alias="sua", ge=-(10**15), le=10**15)]
Ids = Annotated[list[int], Query(alias="tep", max_length=2 * FILES_OF_A_TEXT)]


@router.get(path("files.chosen"))
async def chosen(db: Reading, actor: Member, render: Render, ids: Ids) -> Response:
    """What became of files that were just sent, for their sender."""
    return render.fragment("files/_chosen.html", await chosen_files(db, actor, ids))


@router.get(path("files.received"))
async def received(
    request: Request, db: Reading, actor: Member, name: Name, size: Size, at: Modified
) -> Response:
    """How many bytes are here of a file that this session began to send; 0 for everybody else's."""
    await db.close()  # the storage may be another machine, so no connection waits for it
    assert actor.login is not None  # a member acts in a session
    it = begun(app_state_of(request).settings, actor.login.id, safe_name(name), size, at)
    return JSONResponse({"received": await asyncio.to_thread(it.received)})


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
