"""Papers to take away: the page 'Văn bản' of a consultation or a session, asking for one, and the file."""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.errors import NotFound
from forum.papers import actions
from forum.papers.queries import paper_file, papers_page
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.house import house_of
from forum.web.login import Reading, Visitor, Writing, WritingVisitor

router = APIRouter()
AREAS = {"consultations.papers": "consultation", "contact.papers": "session"}
NO_STORE = "private, no-store"


class AskedPaper(BaseModel):
    kind: Literal["opinion_table", "opinion_table_numbered", "agenda", "minutes", "conclusion", "questions"]
    format: Literal["docx", "pdf", "xlsx"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing of the address, and where its papers are asked for."""

    thing: Thing
    action: str


def _subject(request: Request, thing_id: int) -> Subject:
    area = next(name for name in AREAS if request.scope["route"].path == path(name))
    return Subject(Thing(AREAS[area], thing_id), url_for(area, thing_id))


Asked = Annotated[Subject, Depends(_subject)]


@router.get(path("consultations.papers"))
@router.get(path("contact.papers"))
async def papers(db: Reading, actor: Visitor, answer: Answers, subject: Asked) -> Response:
    """htmx gets the list alone, and asks again while something is being made."""
    page = await papers_page(db, actor, subject.thing, subject.action)
    if answer.wants_fragment:
        return answer.fragment("papers/_papers.html", page)
    return answer.page("papers/papers.html", page)


@router.post(path("consultations.papers"))
@router.post(path("contact.papers"))
async def ask_for_paper(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[AskedPaper], Depends(form_of(AskedPaper))],
    answer: Answers,
    subject: Asked,
) -> Response:
    if form.value is None:
        raise NotFound("Hiện không có văn bản này.")
    await actions.ask_for_paper(db, actor, subject.thing, form.value.kind, form.value.format)
    if answer.wants_fragment:
        page = await papers_page(db, actor, subject.thing, subject.action)
        return answer.fragment("papers/_papers.html", page)
    return answer.go(subject.action)


@router.get(path("papers.paper"))
async def paper(request: Request, db: Reading, actor: Visitor, paper_id: int) -> Response:
    file = await paper_file(db, actor, paper_id, house_of(request).settings)
    disposition = f"attachment; filename=\"{file.plain_name}\"; filename*=UTF-8''{quote(file.name)}"
    headers = {"content-disposition": disposition, "cache-control": NO_STORE}
    return Response(file.content, media_type=file.media_type, headers=headers)
