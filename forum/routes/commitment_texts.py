"""Official texts on a commitment: drafting, approving and publishing a report, a request, a decision on a request."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts.bodies import bodies_to_give_to
from forum.actor import Actor
from forum.commitments import actions
from forum.commitments.actions import (
    DraftReport,
    DraftRequest,
    DraftRuling,
    RevisedReport,
    RevisedRequest,
    RevisedRuling,
)
from forum.commitments.models import CommitmentText
from forum.commitments.queries import CommitmentLine, CommitmentPage, commitment_page
from forum.commitments.texts import DraftedText, commitment_of_text
from forum.contributions.official import Approval, Countersignature, RecordedApproval, SentBack
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutCommitment:
    """`bodies` are those to whom it may be given on."""

    page: CommitmentPage
    bodies: tuple[tuple[int, str], ...]

    @property
    def line(self) -> CommitmentLine:
        return self.page.line

    @property
    def url(self) -> str:
        return self.page.url

    @property
    def can(self) -> frozenset[str]:
        return self.page.can


@dataclass(frozen=True, slots=True)
class AboutText(AboutCommitment):
    drafted: DraftedText

    @property
    def can(self) -> frozenset[str]:
        return self.drafted.can


async def about(db: ReadDb, actor: Actor, commitment_id: int, form: Form[BaseModel]) -> AboutCommitment:
    page = await commitment_page(db, actor, commitment_id)
    bodies = await bodies_to_give_to(db, actor.at) if "draft_ruling" in page.can else ()
    return AboutCommitment(page, bodies)


async def about_text(db: ReadDb, actor: Actor, text_id: int, form: Form[BaseModel]) -> AboutText:
    page = await commitment_page(db, actor, await commitment_of_text(db, text_id))
    drafted = next((one for one in page.drafts if one.text.id == text_id), None)
    if drafted is None:
        raise Forbidden
    bodies = await bodies_to_give_to(db, actor.at) if "revise_ruling" in drafted.can else ()
    return AboutText(page, bodies, drafted)


async def about_revision(
    db: ReadDb, actor: Actor, text_id: int, form: Form[RevisedReport | RevisedRequest | RevisedRuling]
) -> AboutText:
    about = await about_text(db, actor, text_id, form)
    text = about.drafted.text
    form.fill(form.model.of(text.text_version, text.text, await load(db, CommitmentText, text_id)))
    return about


@step(router, "commitments.draft_report", title=_("Báo cáo thực hiện"), page=about, tone="primary",
      done=_("Đã lưu dự thảo báo cáo; công bố khi thủ trưởng cơ quan duyệt."))  # fmt: skip
async def draft_report(db: Db, actor: Actor, commitment_id: int, form: DraftReport) -> str:
    await actions.draft_report(db, actor, commitment_id, form)
    return _url(commitment_id)


@step(router, "commitments.draft_request", title=_("Đề nghị thời hạn khác, cơ quan khác"), page=about,
      done=_("Đã lưu dự thảo đề nghị; công bố khi thủ trưởng cơ quan duyệt."))  # fmt: skip
async def draft_request(db: Db, actor: Actor, commitment_id: int, form: DraftRequest) -> str:
    await actions.draft_request(db, actor, commitment_id, form)
    return _url(commitment_id)


@step(router, "commitments.draft_ruling", title=_("Quyết định về đề nghị"), page=about, tone="primary",
      done=_("Đã lưu dự thảo quyết định; công bố khi lãnh đạo duyệt."))  # fmt: skip
async def draft_ruling(db: Db, actor: Actor, commitment_id: int, form: DraftRuling) -> str:
    await actions.draft_ruling(db, actor, commitment_id, form)
    return _url(commitment_id)


@step(router, "commitments.submit_text", title=_("Trình duyệt"), done=_("Đã trình duyệt."), tone="primary")
async def submit_text(db: Db, actor: Actor, text_id: int) -> str:
    return _url((await actions.submit_text(db, actor, text_id)).commitment_id)


@step(router, "commitments.approve_text", title=_("Duyệt"), done=_("Đã duyệt và công bố."),
      page=about_text, is_inline=True)  # fmt: skip
async def approve_text(db: Db, actor: Actor, text_id: int, form: Approval) -> str:
    return _url((await actions.approve_text(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.send_back_text", title=_("Trả lại dự thảo"), done=_("Đã trả lại để chỉnh sửa."),
      page=about_text)  # fmt: skip
async def send_back_text(db: Db, actor: Actor, text_id: int, form: SentBack) -> str:
    return _url((await actions.send_back_text(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.revise_report", title=_("Sửa báo cáo"), page=about_revision,
      done=_("Đã lưu; dự thảo cần được trình lại."))  # fmt: skip
async def revise_report(db: Db, actor: Actor, text_id: int, form: RevisedReport) -> str:
    return _url((await actions.revise_report(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.revise_request", title=_("Sửa đề nghị"), page=about_revision,
      done=_("Đã lưu; dự thảo cần được trình lại."))  # fmt: skip
async def revise_request(db: Db, actor: Actor, text_id: int, form: RevisedRequest) -> str:
    return _url((await actions.revise_request(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.revise_ruling", title=_("Sửa quyết định"), page=about_revision,
      done=_("Đã lưu; dự thảo cần được trình lại."))  # fmt: skip
async def revise_ruling(db: Db, actor: Actor, text_id: int, form: RevisedRuling) -> str:
    return _url((await actions.revise_ruling(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.record_text_approval", title=_("Ghi nhận ý kiến duyệt trên giấy, ý kiến trực tiếp"),
      done=_("Đã ghi nhận; chờ người thứ hai xác nhận."), page=about_text, tone="quiet")  # fmt: skip
async def record_text_approval(db: Db, actor: Actor, text_id: int, form: RecordedApproval) -> str:
    return _url((await actions.record_text_approval(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.countersign_text", title=_("Xác nhận ý kiến duyệt trên giấy"),
      done=_("Đã xác nhận; văn bản được duyệt."), page=about_text, is_inline=True)  # fmt: skip
async def countersign_text(db: Db, actor: Actor, text_id: int, form: Countersignature) -> str:
    return _url((await actions.countersign_text(db, actor, text_id, form)).commitment_id)


@step(router, "commitments.publish_text", title=_("Công bố"), done=_("Đã công bố."), tone="primary")
async def publish_text(db: Db, actor: Actor, text_id: int) -> str:
    return _url((await actions.publish_text(db, actor, text_id)).commitment_id)


def _url(commitment_id: int) -> str:
    return url_for("commitments.commitment", commitment_id)
