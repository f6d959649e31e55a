"""'Của tôi': the member's own texts and their outcomes, drafts, and followed things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum import kinds
from forum.accounts.actions.consents import CONSENTS, PURPOSES, WITHOUT, give_consents
from forum.accounts.actions.logins import end_all_logins
from forum.accounts.directory import ConsentView, account_of_persona, consents_of
from forum.accounts.models import MailPace
from forum.actor import Actor, Purpose
from forum.consultations.models import Opinion
from forum.consultations.queries.own_opinions import OwnOpinion, own_opinions
from forum.consultations.queries.sheets import SheetLine, own_sheets
from forum.contributions import actions
from forum.contributions.actions.choosing import NoticeChoices, places_to_follow, standing_choices
from forum.contributions.drafts import DraftLine, drafts_of
from forum.contributions.erasures import ErasureLine, erasures_of
from forum.contributions.queries import MINE, follows_of, my_texts
from forum.database import Db, ReadDb
from forum.deadlines.worklist import WorkItem
from forum.errors import NotFound
from forum.papers.own_data import CopyLine, copies_of
from forum.reports.work import windows_of, work_items
from forum.thing import Card, Thing
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.paging import After, Paged, paged
from forum.web.render import Render
from forum.web.signing_in import local_path, undelivered
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()
OWN_DATA = "cua-toi-du-lieu"  # the part of 'Của tôi' about one's own data


class Back(BaseModel):
    tiep: str = ""


@dataclass(frozen=True, slots=True)
class ConsentChoice:
    """A purpose, in the words that were consented to or would be, with what became of it, newest first."""

    purpose: Purpose
    title: Words
    wording: Words | str
    without: Words
    stands: bool
    history: tuple[ConsentView, ...]


def consent_choices(given: tuple[ConsentView, ...]) -> tuple[ConsentChoice, ...]:
    choices = []
    for purpose, wording in CONSENTS.items():
        history = tuple(one for one in given if one.purpose == purpose)
        standing = next((one.wording for one in history if one.withdrawn_at is None), None)
        choices.append(
            ConsentChoice(
                purpose=purpose,
                title=PURPOSES[purpose],
                wording=standing or wording,
                without=WITHOUT[purpose],
                stands=standing is not None,
                history=history,
            )
        )
    return tuple(choices)


@dataclass(frozen=True, slots=True)
class Written:
    """A page of the member's own texts, newest first. `fates`: of opinions on drafts among them, by id."""

    texts: tuple[Card, ...]
    fates: Mapping[int, OwnOpinion]
    next_url: str | None


@dataclass(frozen=True, slots=True)
class MinePage:
    written: Written
    sheets: tuple[SheetLine, ...]
    drafts: tuple[DraftLine, ...]
    followed: tuple[Card, ...]
    windows: tuple[WorkItem, ...]
    email: str
    undelivered: Words
    choices: tuple[ConsentChoice, ...]
    copies: tuple[CopyLine, ...]
    erasures: tuple[ErasureLine, ...]


@router.get(path("mine.mine"))
async def mine(request: Request, db: Reading, actor: Member, render: Render, after: After = None) -> Response:
    """The first page; on the others older texts alone."""
    found = await my_texts(db, actor, after)
    own = paged(request, found, MINE, found[MINE - 1].id if len(found) > MINE else None)
    followed = await follows_of(db, actor) if after is None else []
    windows = await windows_of(db, actor) if after is None else []
    cards = await kinds.cards(db, actor, [*own.items, *followed, *(view.thing for view in windows)])
    written = await _written(db, actor, own, cards)
    if after is not None:
        return render.page("mine/older.html", written)
    assert actor.persona_id is not None  # a member has a persona
    account = await account_of_persona(db, actor.persona_id)
    page = MinePage(
        written=written,
        sheets=tuple(await own_sheets(db, actor)),
        drafts=tuple(await drafts_of(db, actor)),
        followed=tuple(cards[thing] for thing in followed if thing in cards),
        windows=tuple(await work_items(db, windows, cards, "mine")),
        email=account.email,
        copies=await copies_of(db, actor),
        erasures=await erasures_of(db, actor),
        undelivered=undelivered(account),
        choices=consent_choices(await consents_of(db, account.id)),
    )
    return render.page("mine/mine.html", page)


async def _written(db: ReadDb, actor: Actor, own: Paged[Thing], cards: Mapping[Thing, Card]) -> Written:
    opinions = [thing.id for thing in own.items if thing.kind == "opinion"]
    fates = await own_opinions(db, actor, Opinion.id.in_(opinions)) if opinions else ()
    texts = tuple(cards[thing] for thing in own.items if thing in cards)
    return Written(texts, {one.id: one for one in fates}, own.next_url)


@router.post(path("mine.delete_draft"))
async def delete_draft(db: Writing, actor: WritingMember, render: Render, key: str) -> Response:
    await actions.delete_draft(db, actor, key)
    return render.redirect(url_for("mine.mine"), _("Đã xóa bản nháp."))


@router.post(path("mine.withdraw_consent"))
async def withdraw_consent(db: Writing, actor: WritingMember, render: Render, purpose: str) -> Response:
    """The record of the consent stays, with the day of withdrawal."""
    await actions.withdraw_consent(db, actor, _purpose(purpose))
    return render.redirect(url_for("mine.mine", anchor=OWN_DATA), _("Đã rút sự đồng ý."))


@dataclass(frozen=True, slots=True)
class ConsentPage:
    form: Form[Back]
    purpose: Purpose
    wording: Words
    without: Words


@router.api_route(path("mine.give_consent"), methods=["GET", "POST"])
async def give_consent(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Back], Depends(form_of(Back))],
    render: Render,
    purpose: str,
    back: Annotated[str, Query(alias="tiep", max_length=2000)] = "",
) -> Response:
    """Consent later, or again; then back to what was being written."""
    chosen = _purpose(purpose)
    if form.value:
        assert actor.persona_id is not None  # a member has a persona
        account = await account_of_persona(db, actor.persona_id)
        await give_consents(db, account.id, (chosen,), actor.at)
        where = local_path(form.value.tiep) if form.value.tiep else url_for("mine.mine", anchor=OWN_DATA)
        return render.redirect(where, _("Đã ghi nhận sự đồng ý."))
    form.set_defaults(tiep=back)
    return render.form(
        "mine/consent.html", ConsentPage(form, chosen, CONSENTS[chosen], WITHOUT[chosen]), form
    )


def _purpose(value: str) -> Purpose:
    if value not in CONSENTS:
        raise NotFound
    return Purpose(value)


@dataclass(frozen=True, slots=True)
class AboutChoices:
    forums: tuple[tuple[int, str], ...]
    bodies: tuple[tuple[int, str], ...]
    url: str = url_for("mine.mine")
    can: frozenset[str] = frozenset({"choose_notices"})
    paces: tuple[tuple[str, Words], ...] = (
        (MailPace.at_once, _("Từng thư, ngay khi có diễn biến")),
        (MailPace.weekly, _("Việc không cần Ông/Bà làm gì: gộp thành một thư mỗi tuần; việc khác: gửi ngay")),
    )


async def about_choices(db: ReadDb, actor: Actor, form: Form[NoticeChoices]) -> AboutChoices:
    form.fill(await standing_choices(db, actor))
    places = await places_to_follow(db, actor)
    return AboutChoices(places["forum"], places["body"])


@step(
    router,
    "mine.choose_notices",
    title=_("Chọn thông báo muốn nhận"),
    done=_("Đã lưu lựa chọn."),
    page=about_choices,
)
async def choose_notices(db: Db, actor: Actor, form: NoticeChoices) -> str:
    await actions.choose_notices(db, actor, form)
    return url_for("mine.mine", anchor=OWN_DATA)


@router.post(path("mine.log_out_everywhere"))
async def log_out_everywhere(db: Writing, actor: WritingMember, render: Render) -> Response:
    assert actor.persona_id is not None  # a member has a persona
    await end_all_logins(db, (await account_of_persona(db, actor.persona_id)).id)
    return render.redirect("/", _("Đã đăng xuất trên mọi thiết bị."))
