"""The desk of moderators, a decision's own page, flags and written orders."""

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
from forum.contributions.models import Contribution
from forum.contributions.queries import TextView, text_of
from forum.database import ReadDb, load
from forum.desk import actions, policy, queries
from forum.desk.actions import FlagInput, Grounds, HearingInput, OrderInput, RulingInput, SecondInput
from forum.desk.people import OutsideSeat, outside_seat
from forum.rendering import vndate, vntime
from forum.state import word_of
from forum.thing import Card, Thing
from forum.urls import path, url_for
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.house import house_of
from forum.web.login import Member, Reading, Writing, WritingMember
from moderation.queries import DecisionRow, QueueAfter
from moderation.rules import Rule, shipped_versions
from moderation.values import AppealState, Outcome, Verdict

router = APIRouter()

DESK = url_for("moderation.desk")


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The three forms of a case; the one that came back holds what was typed."""

    ruling: Form[BaseModel]
    second: Form[BaseModel]
    hearing: Form[BaseModel]
    came_back: str | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    at: datetime
    queue: queries.QueueView
    next_url: str | None
    view: queries.CaseView | None
    forms: CaseForms | None


@dataclass(frozen=True, slots=True)
class DecisionPage:
    view: queries.DecisionView
    form: Form[Grounds]


@dataclass(frozen=True, slots=True)
class AskingPage:
    """A flag by a reader (`text`), or an order by a moderator (`card`)."""

    form: Form[BaseModel]
    title: str
    rules: tuple[Rule, ...]
    text: TextView | None = None
    card: Card | None = None
    decisions: tuple[DecisionRow, ...] = ()


async def _seat(request: Request, db: ReadDb) -> OutsideSeat:
    return await outside_seat(db, house_of(request).settings.outside_seat)


def _forms(case_id: int, view: queries.CaseView, returned: Form[BaseModel] | None) -> CaseForms:
    made: dict[str, Form[BaseModel]] = {
        "ruling": Form(RulingInput, url_for("moderation.decide", case_id), new_key()),
        "second": Form(SecondInput, url_for("moderation.confirm", case_id), new_key()),
        "hearing": Form(HearingInput, url_for("moderation.hear", case_id), new_key()),
    }
    made["ruling"].set_defaults(version=view.case.subject.version)
    came_back = None
    if returned is not None:
        came_back = next(name for name, blank in made.items() if blank.model is returned.model)
        made[came_back] = returned
    return CaseForms(**made, came_back=came_back)


After = Annotated[str | None, Query(alias="sau", max_length=60)]


def _after(value: str | None) -> QueueAfter | None:
    """A point in the queue; nonsense is its beginning."""
    match = re.fullmatch(r"(.{10,40})_(\d{1,18})", value or "")
    if not match:
        return None
    at, case_id = match.groups()
    try:
        return QueueAfter(datetime.fromisoformat(at.replace(" ", "+")), int(case_id))
    except ValueError:
        return None


async def _desk(
    request: Request,
    db: ReadDb,
    actor: Actor,
    case_id: int | None = None,
    returned: Form[BaseModel] | None = None,
    after: str | None = None,
) -> DeskPage:
    seat = await _seat(request, db)
    queue = await queries.queue(db, actor, seat, _after(after))
    next_url = None
    if queue.after is not None:
        point = f"{queue.after.deadline_at.isoformat()}_{queue.after.case_id}"
        next_url = str(request.url.replace(path=DESK).include_query_params(sau=point).query)
        next_url = f"{DESK}?{next_url}"
    if case_id is None:
        return DeskPage(actor.at, queue, next_url, None, None)
    view = await queries.case_view(db, actor, case_id, seat)
    return DeskPage(actor.at, queue, next_url, view, _forms(case_id, view, returned))


@router.get(path("moderation.desk"))
async def desk(
    request: Request, db: Reading, actor: Member, answer: Answers, after: After = None
) -> Response:
    return answer.page("moderation/desk.html", await _desk(request, db, actor, after=after))


@router.get(path("moderation.case"))
async def case(
    request: Request, db: Reading, actor: Member, answer: Answers, case_id: int, after: After = None
) -> Response:
    return answer.page("moderation/desk.html", await _desk(request, db, actor, case_id, after=after))


@router.post(path("moderation.claim"))
async def claim(
    request: Request, db: Writing, actor: WritingMember, answer: Answers, case_id: int
) -> Response:
    until = await actions.claim(db, actor, case_id, await _seat(request, db))
    return answer.go(url_for("moderation.case", case_id), f"Đã nhận; Ông/Bà xem xét đến {vntime(until)}.")


@router.post(path("moderation.release"))
async def release(
    request: Request, db: Writing, actor: WritingMember, answer: Answers, case_id: int
) -> Response:
    await actions.release(db, actor, case_id, await _seat(request, db))
    return answer.go(DESK, "Đã trả nội dung về hàng chờ.")


@router.post(path("moderation.close"))
async def close(
    request: Request, db: Writing, actor: WritingMember, answer: Answers, case_id: int
) -> Response:
    await actions.close(db, actor, case_id, await _seat(request, db))
    return answer.go(DESK, "Đã khép lại: tác giả đã rút bài.")


@router.post(path("moderation.decide"))
async def decide(
    request: Request,
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[RulingInput], Depends(form_of(RulingInput))],
    answer: Answers,
    case_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            seat = await _seat(request, db)
            done = await actions.decide(db, actor, case_id, form.value, seat)
            url = url_for("moderation.case", case_id)
            return attempt.go(url, _said(done.outcome, form.value.verdict, done.interim_until))
    return await _again(request, db, actor, answer, case_id, form)


@router.post(path("moderation.confirm"))
async def confirm(
    request: Request,
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SecondInput], Depends(form_of(SecondInput))],
    answer: Answers,
    case_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            await actions.confirm(db, actor, case_id, form.value, await _seat(request, db))
            said = "Đã xác nhận quyết định ẩn." if form.value.agrees else "Đã ghi: không đồng ý ẩn."
            return attempt.go(url_for("moderation.case", case_id), said)
    return await _again(request, db, actor, answer, case_id, form)


@router.post(path("moderation.hear"))
async def hear(
    request: Request,
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[HearingInput], Depends(form_of(HearingInput))],
    answer: Answers,
    case_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            await actions.hear(db, actor, case_id, form.value, await _seat(request, db))
            heard = AppealState.decision_reversed if form.value.reverses else AppealState.decision_kept
            return attempt.go(url_for("moderation.case", case_id), f"Đã ghi: {word_of(heard).lower()}.")
    return await _again(request, db, actor, answer, case_id, form)


async def _again(
    request: Request, db: ReadDb, actor: Actor, answer: Answer, case_id: int, form: Form[BaseModel]
) -> Response:
    """The case as it stands, with the form that came back: shown even where its step is over meanwhile, so
    that nothing typed is lost."""
    page = await _desk(request, db, actor, case_id, form)
    return answer.form("moderation/desk.html", page, form)


def _said(outcome: Outcome, verdict: Verdict, interim_until: datetime | None) -> str:
    if outcome != Outcome.awaiting_second:
        return f"Đã quyết định: {word_of(verdict).lower()}. Tác giả được báo tin."
    if interim_until is not None:
        return f"Đã tạm ẩn đến {vntime(interim_until)}; cần người thứ hai xác nhận."
    return "Đã ghi đề nghị ẩn; cần người thứ hai xác nhận."


@router.api_route(path("moderation.decision"), methods=["GET", "POST"])
async def decision(
    request: Request,
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Grounds], Depends(form_of(Grounds))],
    answer: Answers,
    decision_id: int,
) -> Response:
    """A decision as its author reads it; by POST they ask once for a review."""
    if form.value:
        async with form.attempt(db) as attempt:
            filed = await actions.ask_review(db, actor, decision_id, form.value)
            said = f"Đã nhận đề nghị xem xét lại; trả lời trước ngày {vndate(filed.deadline_on)}."
            return attempt.go(url_for("moderation.decision", decision_id), said)
    view = await queries.decision_view(db, actor, decision_id, await _seat(request, db))
    return answer.form("moderation/decision.html", DecisionPage(view, form), form)


@router.api_route(path("moderation.flag"), methods=["GET", "POST"])
async def flag(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[FlagInput], Depends(form_of(FlagInput))],
    answer: Answers,
    contribution_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            _, card = await _to_flag(db, actor, contribution_id)
            await actions.flag(db, actor, contribution_id, form.value)
            return attempt.go(card.url, "Đã nhận phản ánh. Người duyệt nội dung sẽ xem xét theo quy tắc.")
    text, card = await _to_flag(db, actor, contribution_id)
    rules = tuple(rule for rule in shipped_versions()[-1].rules if not rule.order_only)
    page = AskingPage(form, card.title, rules, text=text, card=card)
    return answer.form("moderation/flag.html", page, form)


async def _to_flag(db: ReadDb, actor: Actor, contribution_id: int) -> tuple[TextView, Card]:
    text = await text_of(db, actor, contribution_id)
    require(policy.may_flag(actor, await load(db, Contribution, contribution_id)))
    return text, await kinds.card(db, actor, text.thing)


@router.api_route(path("moderation.order"), methods=["GET", "POST"])
async def order(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[OrderInput], Depends(form_of(OrderInput))],
    answer: Answers,
    contribution_id: int,
) -> Response:
    """A moderator brings a text before the desk: by a written order, or to look again."""
    if form.value:
        async with form.attempt(db) as attempt:
            opened = await actions.order(db, actor, contribution_id, form.value)
            return attempt.go(url_for("moderation.case", opened.case_id), "Đã đưa vào hàng chờ xem xét.")
    it = await load(db, Contribution, contribution_id)
    require(policy.may_order(actor, it))
    card = await kinds.card(db, actor, Thing(it.kind, it.id))
    history = await queries.decisions_of(db, actor, card.thing)
    page = AskingPage(
        form, it.title or card.title, shipped_versions()[-1].rules, card=card, decisions=history
    )
    return answer.form("moderation/order.html", page, form)
