"""Steps of the office on the dossier of its draft."""

from dataclasses import replace

from fastapi import APIRouter

from forum.actor import Actor
from forum.consultations.actions import dossier
from forum.consultations.actions.dossier import NewDossierPaper
from forum.consultations.dossiers import DossierKind
from forum.database import Db, ReadDb
from forum.routes.consultation_steps.preparing import PreparePage, prepare_page
from forum.state import word_of
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()
KINDS = tuple((one, word_of(one)) for one in DossierKind)


async def about_paper(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[NewDossierPaper]
) -> PreparePage:
    return replace(await prepare_page(db, actor, consultation_id), kinds=KINDS)


@step(
    router,
    "consultations.add_to_dossier",
    title=_("Thêm vào hồ sơ dự thảo"),
    done=_("Đã thêm tài liệu vào hồ sơ dự thảo."),
    page=about_paper,
)
async def add_to_dossier(db: Db, actor: Actor, consultation_id: int, form: NewDossierPaper) -> str:
    await dossier.add_to_dossier(db, actor, consultation_id, form)
    return url_for("consultations.consultation", consultation_id, anchor="ho-so")


@step(
    router,
    "consultations.remove_from_dossier",
    title=_("Bỏ khỏi hồ sơ"),
    done=_("Đã bỏ tài liệu khỏi hồ sơ dự thảo."),
    is_inline=True,
)
async def remove_from_dossier(db: Db, actor: Actor, paper_id: int) -> str:
    it = await dossier.remove_from_dossier(db, actor, paper_id)
    return url_for("consultations.consultation", it.id, anchor="ho-so")
