"""Steps for the papers of a consultation: whom its letter goes to, and the text in force beside its draft."""

from dataclasses import dataclass, replace

from fastapi import APIRouter

from forum.actor import Actor
from forum.consultations.actions import in_force, preparing
from forum.consultations.actions.in_force import InForceSource
from forum.consultations.actions.preparing import Addressees
from forum.consultations.models import Consultation, TextInForce
from forum.database import Db, ReadDb, load
from forum.routes.consultation_steps.preparing import PreparePage, prepare_page
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class InForcePage(PreparePage):
    """`name` of the text in force that was given, empty before; `failure` says why it could not be read."""

    name: str = ""
    is_unread: bool = False
    failure: str = ""
    count: int = 0  # of its paragraphs


async def about_in_force(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[InForceSource]
) -> InForcePage:
    page = await prepare_page(db, actor, consultation_id)
    given = await db.get(TextInForce, consultation_id)
    form.fill(InForceSource.of(given))
    about = InForcePage(page.reading, page.can, page.minimum, page.doubts)
    if given is None:
        return about
    return replace(
        about, name=given.name, is_unread=given.is_unread, failure=given.failure, count=len(given.units)
    )


@step(
    router,
    "consultations.set_in_force",
    title=_("Văn bản hiện hành"),
    done=_("Đã lưu văn bản hiện hành."),
    page=about_in_force,
    tone="quiet",
)
async def set_in_force(db: Db, actor: Actor, consultation_id: int, form: InForceSource) -> str:
    it = await in_force.set_in_force(db, actor, consultation_id, form)
    return url_for("consultations.set_in_force", it.id)


async def about_addressees(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[Addressees]
) -> PreparePage:
    page = await prepare_page(db, actor, consultation_id)
    form.fill(Addressees.of(await load(db, Consultation, consultation_id)))
    return page


@step(
    router,
    "consultations.set_addressees",
    title=_("Nơi nhận công văn lấy ý kiến"),
    done=_("Đã lưu nơi nhận công văn."),
    page=about_addressees,
    tone="quiet",
)
async def set_addressees(db: Db, actor: Actor, consultation_id: int, form: Addressees) -> str:
    it = await preparing.set_addressees(db, actor, consultation_id, form)
    return url_for("consultations.prepare" if it.announced_at is None else "consultations.papers", it.id)
