"""A draft as it is read and spoken about: articles, paragraphs with their opinions, the form of an opinion."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.actions import gathering
from forum.consultations.actions import opinions as actions
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.own import OWN_IN_CONSULTATION
from forum.consultations.policy import Target
from forum.consultations.queries import (
    ArticlePage,
    article_page,
    consultation_line,
    contents_page,
    reading_page,
    wordings_page,
)
from forum.consultations.queries.about_opinion import (
    AboutOpinion,
    Asked,
    about_opinion,
    is_of_first_of_several,
)
from forum.consultations.queries.dossier import DossierLine, dossier_of
from forum.consultations.queries.places import place_of
from forum.contributions.actions.drafts import Typed
from forum.contributions.handovers.queries import HandoverView, handovers_of
from forum.contributions.queries import receipt
from forum.database import Db, ReadDb
from forum.files.issued import ISSUED_TEXT, CopyView, issued_copies
from forum.svg import article_columns
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.shared_pages import shared_page
from forum.web.steps import Done, step
from forum.words import _, joined

router = APIRouter()

shared_page("consultations.consultation", OWN_IN_CONSULTATION)
shared_page("consultations.article", OWN_IN_CONSULTATION)
_MOST = 2**62


@dataclass(frozen=True, slots=True)
class DraftPage:
    """An article; where a paragraph is opened and opinions are taken, with the form under it."""

    reading: ArticlePage
    form: Form[NewOpinion] | None = None
    about: AboutOpinion | None = None
    dossier: tuple[DossierLine, ...] = ()
    issued: tuple[CopyView, ...] = ()
    handovers: tuple[HandoverView, ...] = ()

    @property
    def picture(self) -> Markup:
        return article_columns(self.reading.columns)


@router.get(path("consultations.consultation"))
async def consultation(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, after: After = None
) -> Response:
    """The head of the draft and its first article; after the article, the opinions on the whole."""
    reading = await article_page(db, actor, consultation_id, after=after or 0)
    line = reading.line
    copies = await issued_copies(db, Thing("consultation", line.id)) if line.issued_number else ()
    issued = tuple(one for one in copies if one.paper == ISSUED_TEXT)
    page = DraftPage(
        reading,
        dossier=await dossier_of(db, actor, line),
        issued=issued,
        handovers=await handovers_of(db, actor, Thing("consultation", line.id)),
    )
    return render.page("consultations/reading.html", page)


@router.get(path("consultations.article"))
async def article(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, paragraph_id: int
) -> Response:
    """The article that holds the paragraph; nothing is opened."""
    return _article(render, DraftPage(await article_page(db, actor, consultation_id, paragraph_id)))


def asked(
    of_paragraph: Annotated[int | None, Query(alias="doan", ge=1, le=_MOST)] = None,
    of_question: Annotated[int | None, Query(alias="cau", ge=1, le=_MOST)] = None,
    of_row: Annotated[int | None, Query(alias="dong", ge=1, le=_MOST)] = None,
    of_phrase: Annotated[str, Query(alias="chu", max_length=500)] = "",
    phrase_start: Annotated[int | None, Query(alias="tu", ge=0, le=_MOST)] = None,
) -> Asked:
    """What the address says of the place of an opinion that is to be written."""
    return Asked(of_paragraph, of_question, of_row, of_phrase, phrase_start)


AskedHere = Annotated[Asked, Depends(asked)]


@router.get(path("consultations.paragraph"))
async def paragraph(
    db: Reading,
    actor: Visitor,
    render: Render,
    consultation_id: int,
    paragraph_id: int,
    form: Annotated[Form[NewOpinion], Depends(form_of(NewOpinion))],
    place: AskedHere,
    after: After = None,
) -> Response:
    """The article with one paragraph's opinions and form under it; htmx gets the article alone."""
    reading = await article_page(db, actor, consultation_id, paragraph_id, is_opened=True, after=after or 0)
    if "give_opinion" not in reading.can or reading.opened is None:
        return _article(render, DraftPage(reading))
    form.action = url_for("consultations.give_opinion", reading.line.id, slug=reading.line.slug)
    about = AboutOpinion.of_paragraph(reading.line, reading.can, reading.opened, place.row_number)
    prefill(form, about, place)
    return _article(render, DraftPage(reading, form, about))


def _article(render: Render, page: DraftPage) -> Response:
    if render.wants_fragment:
        return render.fragment("consultations/_article.html", page)
    return render.page("consultations/reading.html", page)


@router.get(path("consultations.go_to"))
async def go_to(
    db: Reading,
    actor: Visitor,
    render: Render,
    consultation_id: int,
    cited: Annotated[str, Query(alias="dieu", max_length=200)] = "",
) -> Response:
    """To the article or paragraph that is cited."""
    line = await consultation_line(db, actor, consultation_id)
    found = await place_of(db, line, cited)
    if found is not None:
        return RedirectResponse(
            url_for("consultations.article", line.id, found, slug=line.slug, anchor=f"doan-{found}"), 303
        )
    if not cited.strip():
        return RedirectResponse(line.url, 303)
    reading = await article_page(db, actor, consultation_id, wrong_place=cited)
    return render.page("consultations/reading.html", DraftPage(reading), status=422)


@router.get(path("consultations.whole_draft"))
async def whole_draft(db: Reading, actor: Visitor, render: Render, consultation_id: int) -> Response:
    """The whole draft on one page, to read and to print."""
    return render.page("consultations/whole_draft.html", await reading_page(db, actor, consultation_id))


@router.get(path("consultations.contents"))
async def contents(db: Reading, actor: Visitor, render: Render, consultation_id: int) -> Response:
    """All articles with their opinions by stance."""
    return render.page("consultations/contents.html", await contents_page(db, actor, consultation_id))


@router.get(path("consultations.wordings"))
async def wordings(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, paragraph_id: int, after: After = None
) -> Response:
    """The wordings proposed for a paragraph, side by side."""
    page = await wordings_page(db, actor, consultation_id, paragraph_id, after or 0)
    return render.page("consultations/wordings.html", page)


async def opinion_form(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[NewOpinion], place: Asked
) -> AboutOpinion:
    """The page of the form alone: of what the address or the form sent says."""
    place = place.or_of(form.values)
    about = await about_opinion(db, actor, consultation_id, place, was_sent=form.is_sent or form.was_restored)
    if not form.errors:
        require(policy.may_give_opinion(actor, about.line))
    if place.paragraph_id and about.target == Target.whole:
        _without_place(form)
    prefill(form, about, place)
    return about


def prefill(form: Form[NewOpinion], about: AboutOpinion, place: Asked) -> None:
    values: dict[str, object] = {
        "target": about.target,
        "paragraph_id": about.paragraph_id,
        "question_id": about.question_id,
        "row_number": about.row_number,
        "phrase": place.phrase,
        "phrase_start": place.phrase_start,
        "wording": about.quoted if about.paragraph_id else None,
        "seen_version": about.seen_version,
    }
    form.set_defaults(**{name: value for name, value in values.items() if value not in (None, "")})


def _without_place(form: Form[NewOpinion]) -> None:
    """The paragraph is gone: what was typed as its wording stays with the reasons."""
    typed = [form.values.get("text"), form.values.pop("wording", None)]
    form.values["text"] = "\n\n".join(one for one in typed if isinstance(one, str) and one)
    for name in ("paragraph_id", "row_number", "phrase", "phrase_start", "target"):
        form.values.pop(name, None)


async def gather_opinion(
    db: Db, actor: Actor, consultation_id: int, form: Form[NewOpinion], place: Asked
) -> Done:
    """Put it on the sheet, and read on where it was written."""
    assert form.value is not None  # the step takes valid forms alone
    typed = Typed(form.key, form.action, form.values, form.seen_draft)
    count = await gathering.gather_opinion(db, actor, consultation_id, form.value, typed)
    line = await consultation_line(db, actor, consultation_id)
    message = _("Đã thêm vào phiếu góp ý của Ông/Bà; phiếu có {count} góp ý, chưa gửi.", count=count)
    at = form.value.paragraph_id
    if form.value.target != Target.paragraph or at is None:
        return Done(f"{line.url}#phieu", message)
    here = url_for("consultations.article", line.id, at, slug=line.slug, anchor=f"doan-{at}")
    return Done(here, message)


@step(
    router,
    "consultations.give_opinion",
    title=_("Viết góp ý"),
    page=opinion_form,
    is_inline=True,
    is_open=True,
    gather=gather_opinion,
)
async def give_opinion(
    db: Db, actor: Actor, consultation_id: int, form: NewOpinion, place: AskedHere
) -> Done:
    it = await actions.give_opinion(db, actor, consultation_id, form)
    received = await receipt(db, actor.at, it, shown=_("Góp ý"))
    if await is_of_first_of_several(db, it.id, form.phrase_start):
        twice = _("Những chữ đã trích có hơn một lần trong đoạn; góp ý được ghi cho lần đầu.")
        received = joined([received, twice], " ")
    return Done(url_for("consultations.opinion", it.id), received)
