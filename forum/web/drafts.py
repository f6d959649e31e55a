"""Drafts of forms: saving what was typed so far, and keeping it from being dropped unseen."""

from dataclasses import dataclass

from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor
from forum.contributions.actions import check_draft, save_draft
from forum.contributions.actions.drafts import SavedDraft
from forum.contributions.drafts import draft_url
from forum.database import Db
from forum.days import vntime
from forum.errors import DraftConflict, Forbidden
from forum.web.forms import Form
from forum.web.render import Renderer
from forum.words import Words, _


@dataclass(frozen=True, slots=True)
class Autosaved:
    """The line beside the button 'Lưu nháp'. `saved` is what the form carries on with; `url` opens the draft."""

    message: Words
    saved: SavedDraft | None = None
    theirs: tuple[str, ...] = ()
    url: str = ""


async def saved(db: Db, actor: Actor, render: Renderer, form: Form[BaseModel]) -> Response | None:
    """Save the form's words under its key: htmx gets a line that says so, a browser the form with its draft.
    None where other words were saved meanwhile: the form is to be shown with both."""
    try:
        saved = await save_draft(db, actor, form.key, form.action, form.values, form.seen_draft)
    except DraftConflict as conflict:
        if not render.wants_fragment:
            form.refuse(conflict)
            return None
        theirs = tuple(text for text in conflict.theirs.values() if isinstance(text, str))
        return _line(render, Autosaved(UNSEEN, theirs=theirs), status=422)
    if render.wants_fragment:
        at = vntime(actor.at)
        message = _("Mẫu này đã gửi từ cửa sổ khác; chữ ở đây là bản nháp riêng, lưu lúc {at}.", at=at)
        return _line(
            render, Autosaved(message if saved.was_sent else _("Đã lưu nháp lúc {at}.", at=at), saved)
        )
    message = _("Mẫu này đã gửi từ cửa sổ khác; chữ ở đây được lưu thành bản nháp riêng.")
    return render.redirect(
        draft_url(form.action, saved.key), message if saved.was_sent else _("Đã lưu nháp.")
    )


UNSEEN = _(
    "Bản nháp này đã được lưu với chữ khác từ một cửa sổ khác. Chữ ở đây chưa được lưu; bấm “Lưu nháp” để xem cả hai."
)


def _line(render: Renderer, line: Autosaved, status: int = 200) -> Response:
    return render.fragment("contributions/_autosaved.html", line, status=status)


async def is_draft_seen(db: Db, actor: Actor, form: Form[BaseModel]) -> bool:
    """Whether sending this form drops no words that it was shown without; they are shown in it otherwise."""
    if not form.letters:
        return True
    try:
        await check_draft(db, actor, form.key, form.values, form.seen_draft)
    except DraftConflict as conflict:
        form.refuse(conflict)
        return False
    return True


async def save_refused(db: Db, actor: Actor, form: Form[BaseModel]) -> None:
    """Save as a draft the words of a form that came when its time was over, or when somebody else was there first."""
    late = isinstance(form.refusal, Forbidden) or (
        form.conflict is not None and form.conflict.version is None
    )
    if form.letters and late:
        saved = await save_draft(db, actor, form.key, form.action, form.values, form.seen_draft)
        form.key, form.seen_draft = saved.key, saved.version
