"""The moderators' desk, the page of a decision, flags and written orders."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum import kinds
from forum.actor import Actor, require
from forum.contributions.actions.drafts import new_key
from forum.contributions.drafts import draft_at
from forum.contributions.models import Contribution
from forum.contributions.naming import name_of
from forum.contributions.policy import NAME
from forum.contributions.queries import TextView, text_of
from forum.database import Db, ReadDb, load
from forum.days import deadline
from forum.desk import actions, policy, queries, queue
from forum.desk.actions import FlagInput, Grounds, HearingInput, OrderInput, RulingInput, SecondInput
from forum.desk.exclusions import Exclusions
from forum.state import word_of
from forum.thing import Card, Thing
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _
from moderation.queries import DecisionRow, judged
from moderation.queue import QueueAfter, QueueFilter
from moderation.rules import Rule, shipped_versions
from moderation.values import AppealState, CaseReason, CaseState, Outcome, Verdict

router = APIRouter()

DESK = url_for("moderation.desk")


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The forms of a case by step; a refused form keeps what was typed."""

    decide: Form[BaseModel]
    confirm: Form[BaseModel]
    hear: Form[BaseModel]
    came_back: str | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    at: datetime
    view: queue.QueueView
    chips: tuple[tuple[queue.Chip, str], ...]
    next_url: str | None
    excluded: Exclusions
    can: frozenset[str] = frozenset({"claim_oldest"})

    @property
    def is_filtered(self) -> bool:
        return self.view.only != QueueFilter()


@dataclass(frozen=True, slots=True)
class CasePage:
    at: datetime
    view: queries.CaseView
    forms: CaseForms

    @property
    def shown(self) -> frozenset[str]:
        """The steps whose forms are shown. A refused form is always included, even when its step has become
        unavailable, so that nothing typed is lost."""
        return self.view.can | {self.forms.came_back} if self.forms.came_back else self.view.can


@dataclass(frozen=True, slots=True)
class DecisionPage:
    view: queries.DecisionView
    form: Form[Grounds]


@dataclass(frozen=True, slots=True)
class AboutText:
    """A text to flag, or to open a case about."""

    card: Card
    title: Words | str
    can: frozenset[str]
    rules: tuple[Rule, ...] = ()
    text: TextView | None = None
    name_id: int | None = None
    decisions: tuple[DecisionRow, ...] = ()

    @property
    def url(self) -> str:
        return self.card.url


def _forms(case_id: int, view: queries.CaseView, returned: Form[BaseModel] | None) -> CaseForms:
    made: dict[str, Form[BaseModel]] = {
        "decide": Form(RulingInput, url_for("moderation.decide", case_id), new_key()),
        "confirm": Form(SecondInput, url_for("moderation.confirm", case_id), new_key()),
        "hear": Form(HearingInput, url_for("moderation.hear", case_id), new_key()),
    }
    made["decide"].set_defaults(version=view.case.subject.version)
    came_back = None
    if returned is not None:
        came_back = next(name for name, blank in made.items() if blank.model is returned.model)
        made[came_back] = returned
    return CaseForms(**made, came_back=came_back)


After = Annotated[str | None, Query(alias="sau", max_length=60)]


def _after(value: str | None) -> QueueAfter | None:
    """Parse a position in the queue; anything unreadable is its beginning."""
    match = re.fullmatch(r"(.{10,40})_(\d{1,18})(_gap)?", value or "")
    if not match:
        return None
    at, case_id, urgent = match.groups()
    try:
        return QueueAfter(datetime.fromisoformat(at.replace(" ", "+")), int(case_id), bool(urgent))
    except ValueError:
        return None


def _only(kind: str | None, reason: str | None, state: str | None) -> QueueFilter:
    """A filter of the address; anything unknown is none."""
    return QueueFilter(
        kind if kind in kinds.KINDS else None,
        CaseReason(reason) if reason in set(CaseReason) else None,
        CaseState(state) if state in set(CaseState) else None,
    )


def _address(only: QueueFilter, after: QueueAfter | None = None) -> str:
    point = None
    if after is not None:
        point = f"{after.deadline_at.isoformat()}_{after.case_id}{'_gap' if after.was_urgent else ''}"
    query = {"loai": only.kind, "ly-do": only.reason, "buoc": only.state, "sau": point}
    return url_for("moderation.desk", query={name: value for name, value in query.items() if value})


@router.get(path("moderation.desk"))
async def desk(
    db: Reading,
    actor: Member,
    render: Render,
    after: After = None,
    kind: Annotated[str | None, Query(alias="loai", max_length=40)] = None,
    reason: Annotated[str | None, Query(alias="ly-do", max_length=40)] = None,
    state: Annotated[str | None, Query(alias="buoc", max_length=40)] = None,
) -> Response:
    view = await queue.queue_page(db, actor, _after(after), _only(kind, reason, state))
    chips = tuple((one, _address(one.only)) for one in queue.chips_of(view))
    next_url = _address(view.only, view.queue.after) if view.queue.after is not None else None
    return render.page("moderation/desk.html", DeskPage(actor.at, view, chips, next_url, view.excluded))


@router.get(path("moderation.case"))
async def case(db: Reading, actor: Member, render: Render, case_id: int) -> Response:
    return render.page("moderation/case.html", await _case(db, actor, case_id))


async def _case(db: ReadDb, actor: Actor, case_id: int, returned: Form[BaseModel] | None = None) -> CasePage:
    require(policy.may_open_desk(actor))
    view = await queries.case_view(db, actor, case_id)
    return CasePage(actor.at, view, _forms(case_id, view, returned))


async def case_again(
    db: ReadDb, actor: Actor, case_id: int, form: Form[BaseModel], request: Request
) -> CasePage:
    """The current case, with the refused form."""
    return await _case(db, actor, case_id, form)


IN_CASE = ("moderation/case.html", case_again)


@step(router, "moderation.claim_oldest", title=_("Nhận bài lâu nhất"), tone="primary")
async def claim_oldest(db: Db, actor: Actor) -> str:
    return url_for("moderation.case", await actions.claim_oldest(db, actor))


@step(
    router,
    "moderation.close",
    title=_("Đóng hồ sơ"),
    done=_("Đã đóng hồ sơ: tác giả đã rút bài."),
    tone="primary",
)
async def close(db: Db, actor: Actor, case_id: int) -> str:
    await actions.close(db, actor, case_id)
    return DESK


@step(router, "moderation.claim", title=_("Nhận duyệt bài này"), tone="primary")
async def claim(db: Db, actor: Actor, case_id: int) -> Done:
    """Words that were left unsent when an earlier claim ended stand in the form again."""
    until = await actions.claim(db, actor, case_id)
    left = [
        await draft_at(db, actor, url_for(name, case_id)) for name in ("moderation.decide", "moderation.hear")
    ]
    url = next(filter(None, left), url_for("moderation.case", case_id))
    return Done(url, _("Đã nhận; Ông/Bà xem xét {until}.", until=deadline(until)))


@step(
    router,
    "moderation.release",
    title=_("Chuyển lại hàng chờ"),
    done=_("Đã chuyển lại hàng chờ."),
    tone="quiet",
)
async def release(db: Db, actor: Actor, case_id: int) -> str:
    await actions.release(db, actor, case_id)
    return DESK


@step(router, "moderation.decide", title=_("Quyết định"), shown_in=IN_CASE)
async def decide(db: Db, actor: Actor, case_id: int, form: RulingInput, request: Request) -> Done:
    done = await actions.decide(db, actor, case_id, form)
    url = url_for("moderation.case", case_id)
    if (
        await judged(db, done.decision_id)
    ).decision.is_unchanged:  # the author is not told of what changes nothing
        return Done(url, _("Đã quyết định: {lower}.", lower=word_of("moderation_decision.kept").lower()))
    return Done(url, _message(done.outcome, form.verdict, done.interim_until))


@step(router, "moderation.confirm", title=_("Xác nhận"), shown_in=IN_CASE)
async def confirm(db: Db, actor: Actor, case_id: int, form: SecondInput, request: Request) -> Done:
    await actions.confirm(db, actor, case_id, form)
    message = _("Đã xác nhận quyết định.") if form.agrees else _("Đã ghi: không đồng ý với đề nghị.")
    return Done(url_for("moderation.case", case_id), message)


@step(router, "moderation.hear", title=_("Xem xét lại"), shown_in=IN_CASE)
async def hear(db: Db, actor: Actor, case_id: int, form: HearingInput, request: Request) -> Done:
    await actions.hear(db, actor, case_id, form)
    heard = AppealState.decision_reversed if form.reverses else AppealState.decision_kept
    return Done(url_for("moderation.case", case_id), _("Đã ghi: {lower}.", lower=word_of(heard).lower()))


PROPOSED = {
    Verdict.lock: _("Đã ghi đề nghị dừng trao đổi; cần người thứ hai xác nhận."),
    Verdict.suspend: _("Đã ghi đề nghị tạm dừng quyền đăng bài quá 7 ngày; cần người thứ hai xác nhận."),
}


def _message(outcome: Outcome, verdict: Verdict, interim_until: datetime | None) -> Words:
    if outcome != Outcome.awaiting_second:
        return _("Đã quyết định: {lower}. Tác giả được báo tin.", lower=word_of(verdict).lower())
    if verdict in PROPOSED:
        return PROPOSED[verdict]
    if verdict == Verdict.mask:
        return (
            _(
                "Đã tạm che; cần người thứ hai xác nhận {interim_until}.",
                interim_until=deadline(interim_until),
            )
            if interim_until is not None
            else _("Đã ghi đề nghị che; cần người thứ hai xác nhận.")
        )
    if interim_until is not None:
        return _(
            "Đã tạm ẩn; cần người thứ hai xác nhận {interim_until}.", interim_until=deadline(interim_until)
        )
    return _("Đã ghi đề nghị ẩn; cần người thứ hai xác nhận.")


@router.get(path("moderation.decision"))
async def decision(
    db: Reading,
    actor: Member,
    form: Annotated[Form[Grounds], Depends(form_of(Grounds))],
    render: Render,
    decision_id: int,
) -> Response:
    """The decision as shown to the text's author, who may ask once for a review."""
    page = await decision_page(db, actor, decision_id, form)
    return render.form("moderation/decision.html", page, form)


async def decision_page(db: ReadDb, actor: Actor, decision_id: int, form: Form[Grounds]) -> DecisionPage:
    return DecisionPage(await queries.decision_view(db, actor, decision_id), form)


@step(
    router,
    "moderation.ask_review",
    title=_("Đề nghị xem xét lại"),
    at="moderation.decision",
    shown_in=("moderation/decision.html", decision_page),
)
async def ask_review(db: Db, actor: Actor, decision_id: int, form: Grounds) -> Done:
    filed = await actions.ask_review(db, actor, decision_id, form)
    message = _(
        "Đã nhận đề nghị xem xét lại; thời hạn trả lời: {deadline_on}.",
        deadline_on=deadline(filed.deadline_on),
    )
    return Done(url_for("moderation.decision", decision_id), message)


async def about_flag(db: ReadDb, actor: Actor, contribution_id: int, form: Form[FlagInput]) -> AboutText:
    text = await text_of(db, actor, contribution_id)
    require(policy.may_flag(actor, await load(db, Contribution, contribution_id)))
    card = await kinds.card(db, actor, text.thing)
    rules = tuple(rule for rule in shipped_versions()[-1].rules if not rule.order_only)
    name = await name_of(db, text.persona_id) if text.kind != NAME else None
    may_flag_name = name is not None and policy.may_flag(actor, name)
    name_id = name.id if name is not None and may_flag_name else None
    return AboutText(card, card.title, frozenset({"flag"}), rules, text, name_id)


@step(
    router,
    "moderation.flag",
    title=_("Phản ánh"),
    done=_("Đã nhận phản ánh. Người duyệt nội dung sẽ xem xét theo quy tắc."),
    page=about_flag,
)
async def flag(db: Db, actor: Actor, contribution_id: int, form: FlagInput) -> str:
    text = await text_of(db, actor, contribution_id)
    await actions.flag(db, actor, contribution_id, form)
    return await kinds.url(db, actor, text.thing)


async def about_order(db: ReadDb, actor: Actor, contribution_id: int, form: Form[OrderInput]) -> AboutText:
    it = await load(db, Contribution, contribution_id)
    require(policy.may_open_by_order(actor, it))
    card = await kinds.card(db, actor, Thing(it.kind, it.id))
    history = await queries.decisions_of(db, actor, card.thing)
    return AboutText(card, it.title or card.title, frozenset({"open_by_order"}), decisions=history)


@step(
    router,
    "moderation.open_by_order",
    title=_("Đưa vào xem xét"),
    done=_("Đã đưa vào hàng chờ xem xét."),
    page=about_order,
)
async def open_by_order(db: Db, actor: Actor, contribution_id: int, form: OrderInput) -> str:
    """Open a case about a text by written order, or for another look. For moderators."""
    opened = await actions.open_by_order(db, actor, contribution_id, form)
    return url_for("moderation.case", opened.case_id)
