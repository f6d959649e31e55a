"""Claiming what was entered: by the code on a receipt, confirmed by a second person of the office."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.entering import actions
from forum.contributions.entering.actions.claiming import ConfirmedClaim, RefusedClaim, TypedCode
from forum.contributions.entering.claims import (
    ClaimLine,
    ClaimView,
    OwnClaim,
    claim_lines,
    claim_view,
    own_claims,
)
from forum.contributions.entering.people import EntryLine, entries_of
from forum.contributions.entering.policy import may_add_person
from forum.database import Db, ReadDb
from forum.errors import Invalid, TooMany
from forum.notifications.posting import LettersToPost, letters_to_post
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.origin import ThisOrigin
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class OwnClaimsPage:
    form: Form[BaseModel]
    claims: tuple[OwnClaim, ...]


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    claims: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    claim: ClaimView

    @property
    def url(self) -> str:
        return url_for("entering.claim", self.claim.line.id)

    @property
    def can(self) -> frozenset[str]:
        return self.claim.can


@dataclass(frozen=True, slots=True)
class CodePage:
    """What is printed: a receipt with the code, and the letters that wait."""

    waiting: LettersToPost
    entries: tuple[EntryLine, ...]
    code: str
    site: str
    url: str


@router.api_route(path("mine.claim"), methods=["GET", "POST"])
async def claim(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[TypedCode], Depends(form_of(TypedCode))],
    render: Render,
    origin: ThisOrigin,
) -> Response:
    """No step: a wrong code is counted, so the transaction of a refusal is not rolled back."""
    if form.value:
        try:
            await actions.send_claim(db, actor, origin, form.value)
        except (Invalid, TooMany) as refusal:
            form.refuse(refusal)
        else:
            sent = _("Đã gửi yêu cầu. Tổ thư ký đối chiếu với hồ sơ rồi báo Ông/Bà kết quả.")
            return render.redirect(url_for("mine.claim"), sent)
    return render.form("mine/claim.html", OwnClaimsPage(form, await own_claims(db, actor)), form)


@router.post(path("entering.issue_code"))
async def issue_code(
    db: Writing, actor: WritingMember, render: Render, origin: ThisOrigin, request: Request, persona_id: int
) -> Response:
    """The one answer that holds the code. Those printed before open nothing any more."""
    code = await actions.issue_code(db, actor, persona_id, origin.secret)
    page = CodePage(
        await letters_to_post(db, persona_id, actor.at),
        tuple(await entries_of(db, persona_id)),
        code,
        app_state_of(request).settings.site,
        url_for("entering.mark_posted", persona_id),
    )
    response = render.page("entering/code.html", page)
    response.headers["cache-control"] = "private, no-store"
    return response


@router.get(path("entering.claims"))
async def claims(db: Reading, actor: Member, render: Render) -> Response:
    require(may_add_person(actor))
    return render.page("entering/claims.html", ClaimsPage(tuple(await claim_lines(db, actor.at))))


@router.get(path("entering.claim"))
async def one_claim(db: Reading, actor: Member, render: Render, claim_id: int) -> Response:
    require(may_add_person(actor))
    return render.page("entering/claim.html", ClaimPage(await claim_view(db, actor, claim_id)))


async def about_claim(db: ReadDb, actor: Actor, claim_id: int, form: Form[BaseModel]) -> ClaimPage:
    require(may_add_person(actor))
    return ClaimPage(await claim_view(db, actor, claim_id))


@step(
    router,
    "entering.confirm_claim",
    title=_("Xác nhận tài khoản của người gửi"),
    done=_("Đã xác nhận: nội dung đã nhập nay ở tài khoản của người gửi."),
    page=about_claim,
    tone="primary",
)
async def confirm_claim(db: Db, actor: Actor, claim_id: int, form: ConfirmedClaim) -> str:
    await actions.confirm_claim(db, actor, claim_id, form)
    return url_for("entering.claims")


@step(router, "entering.refuse_claim", title=_("Từ chối yêu cầu nhận nội dung"),
      done=_("Đã từ chối; người xin nhận được báo lý do."), page=about_claim, tone="quiet")  # fmt: skip
async def refuse_claim(db: Db, actor: Actor, claim_id: int, form: RefusedClaim) -> str:
    await actions.refuse_claim(db, actor, claim_id, form)
    return url_for("entering.claims")
