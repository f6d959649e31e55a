"""The draft of the minutes while it is open to those who asked, and the corrections that they suggest."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor
from forum.clock import local_date
from forum.contact.models import MinutesSuggestion, SessionText
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contact.suggestions import actions
from forum.contact.suggestions.actions import Opening, Refused, Suggestion
from forum.contact.suggestions.draft import minutes_until, replaced_in
from forum.contact.suggestions.queries import OpenDraft, SuggestionView, one_suggestion, open_draft_page
from forum.contact.texts.actions import RevisedText
from forum.contact.texts.queries import SessionTextPage, SessionTextView, session_text_page
from forum.database import Db, ReadDb, load
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutSuggestion:
    """`page` is that of the draft."""

    page: SessionTextPage
    suggestion: SuggestionView

    @property
    def it(self) -> SessionTextView:
        return self.page.it

    @property
    def frame(self) -> SessionFrame:
        return self.page.frame

    @property
    def url(self) -> str:
        line = self.frame.line
        return url_for("contact.session", line.id, slug=line.slug, anchor="de-nghi-sua")

    @property
    def can(self) -> frozenset[str]:
        return self.suggestion.can


async def about_opening(db: ReadDb, actor: Actor, text_id: int, form: Form[Opening]) -> SessionTextPage:
    page = await session_text_page(db, actor, text_id)
    due_at = await minutes_until(db, actor.at, page.it.session_id)
    if form.status == 200 and due_at is not None:
        form.set_defaults(until_on=local_date(due_at) - timedelta(days=1))
    return page


async def about_draft(db: ReadDb, actor: Actor, session_id: int, form: Form[Suggestion]) -> OpenDraft:
    return await open_draft_page(db, actor, session_id)


async def _about(db: ReadDb, actor: Actor, suggestion_id: int) -> AboutSuggestion:
    suggestion = await one_suggestion(db, actor, suggestion_id)
    text_id = (await load(db, MinutesSuggestion, suggestion_id)).text_id
    return AboutSuggestion(await session_text_page(db, actor, text_id), suggestion)


async def about_accepting(
    db: ReadDb, actor: Actor, suggestion_id: int, form: Form[RevisedText]
) -> AboutSuggestion:
    """Begun with the draft as it would be."""
    about = await _about(db, actor, suggestion_id)
    row, text = await load(db, SessionText, about.page.it.id), about.page.it.text
    place, words = about.suggestion.place, about.suggestion.text.text
    stands = RevisedText.of(text.text_version, text.text, row)
    new = stands.model_copy(
        update={
            "text": replaced_in(text.text, place, words),
            "attending": words if place == row.attending else row.attending,
        }
    )
    form.fill(new)
    return about


async def about_refusing(
    db: ReadDb, actor: Actor, suggestion_id: int, form: Form[Refused]
) -> AboutSuggestion:
    return await _about(db, actor, suggestion_id)


async def _session_url(db: ReadDb, actor: Actor, session_id: int) -> str:
    line = (await session_frame(db, actor, session_id)).line
    return url_for("contact.session", line.id, slug=line.slug, anchor="de-nghi-sua")


@router.get(path("contact.open_minutes"))
async def open_minutes(db: Reading, actor: Member, render: Render, session_id: int) -> Response:
    return render.page("contact/open_draft.html", await open_draft_page(db, actor, session_id))


@step(router, "contact.open_draft", title=_("Mở dự thảo biên bản để đề nghị sửa"),
      label=_("Mở để người hỏi đề nghị sửa"), done=_("Đã mở dự thảo cho những người có câu hỏi."),
      page=about_opening)  # fmt: skip
async def open_draft(db: Db, actor: Actor, text_id: int, form: Opening) -> str:
    text = await actions.open_draft(db, actor, text_id, form)
    return url_for("contact.session_text", text.id)


@step(router, "contact.suggest", title=_("Đề nghị sửa dự thảo biên bản"), page=about_draft, is_inline=True,
      done=_("Đã gửi đề nghị; tổ thư ký trả lời từng đề nghị."))  # fmt: skip
async def suggest(db: Db, actor: Actor, session_id: int, form: Suggestion) -> str:
    await actions.suggest(db, actor, session_id, form)
    return url_for("contact.open_minutes", session_id)


@step(router, "contact.accept_suggestion", title=_("Tiếp thu vào dự thảo biên bản"), label=_("Tiếp thu"),
      done=_("Đã sửa dự thảo theo đề nghị."), page=about_accepting)  # fmt: skip
async def accept_suggestion(db: Db, actor: Actor, suggestion_id: int, form: RevisedText) -> str:
    row = await actions.accept_suggestion(db, actor, suggestion_id, form)
    return await _session_url(db, actor, (await load(db, SessionText, row.text_id)).session_id)


@step(router, "contact.refuse_suggestion", title=_("Không tiếp thu đề nghị sửa"), label=_("Không tiếp thu"),
      done=_("Đã ghi lý do; người đề nghị đọc được."), page=about_refusing, tone="quiet")  # fmt: skip
async def refuse_suggestion(db: Db, actor: Actor, suggestion_id: int, form: Refused) -> str:
    row = await actions.refuse_suggestion(db, actor, suggestion_id, form)
    return await _session_url(db, actor, (await load(db, SessionText, row.text_id)).session_id)
