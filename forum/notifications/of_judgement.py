"""Letters about moderation: to the author alone, with rule, passage, explanation and what comes next."""

from datetime import datetime

from forum import kinds
from forum.accounts.queries import actor_of_persona
from forum.contributions import events
from forum.contributions.models import Contribution
from forum.database import ReadDb, load
from forum.notifications.letter import Letter
from forum.notifications.telling import tells
from forum.rendering import excerpt, vndate, vntime
from forum.state import word_of
from forum.terms import notice
from forum.thing import Thing
from forum.urls import url_for
from moderation import queries as cases
from moderation.queries import DecisionRow, Judged
from moderation.values import AppealState, CaseReason, Outcome, Verdict

RIGHT = "Ông/Bà có quyền đề nghị xem xét lại trước {until}; người xem xét không tham gia quyết định ban đầu."


@tells(events.Judged)
async def judged(db: ReadDb, happened: events.Judged, at: datetime) -> list[Letter]:
    """What became of the text. Not told: a proposal that hides nothing yet, and a flag without ground."""
    it = await load(db, Contribution, happened.thing.id)
    found = await cases.judged(db, happened.decision_id)
    title = it.title or excerpt(it.text, 60)
    said: tuple[str, str] | None
    if happened.act.startswith("moderation.appeal_"):
        said = _heard(happened, found, title)
    elif happened.carried_out == Verdict.approve:
        said = _approved(it, found, title)
    else:
        said = _burdened(happened, found.decision, title)
    if said is None:
        return []
    subject, body = said
    path = url_for("moderation.decision", happened.decision_id)
    if happened.carried_out == Verdict.approve:
        path = await _page_of(db, it, at) or path
    return [Letter(it.persona_id, subject, body, happened.thing, path)]


@tells(events.ReviewAsked)
async def review_asked(db: ReadDb, happened: events.ReviewAsked, at: datetime) -> list[Letter]:
    """The receipt, with the day of the answer."""
    it = await load(db, Contribution, happened.thing.id)
    title = it.title or excerpt(it.text, 60)
    body = (
        f'Hệ thống Hiến Kế đã nhận đề nghị xem xét lại của Ông/Bà về bài "{title}". '
        "Người không tham gia quyết định ban đầu xem xét và trả lời trước ngày "
        f"{vndate(happened.answer_due_on)}."
    )
    path = url_for("moderation.decision", happened.decision_id)
    return [Letter(it.persona_id, "Đã nhận đề nghị xem xét lại", body, happened.thing, path)]


def _approved(it: Contribution, found: Judged, title: str) -> tuple[str, str] | None:
    if found.reason not in (CaseReason.new, CaseReason.edit):
        return None
    code = f", mã số {it.code}," if it.code else ""
    what = (
        "Bản sửa của bài" if found.decision.judged_version > 1 and found.reason == CaseReason.edit else "Bài"
    )
    return f"Đã đăng: {excerpt(title, 80)}", f'{what} "{title}"{code} đã được duyệt và hiển thị.'


def _heard(happened: events.Judged, found: Judged, title: str) -> tuple[str, str]:
    answer = found.appeal.explanation if found.appeal else ""
    reversed_ = happened.outcome == Outcome.reversed
    word = word_of(AppealState.decision_reversed if reversed_ else AppealState.decision_kept)
    body = (
        f'Đề nghị xem xét lại của Ông/Bà về bài "{title}" đã có kết quả: {word.lower()}. Giải thích: {answer}'
    )
    if reversed_ and happened.carried_out is None:
        body += "\nBài đã có bản mới nên không còn gì phải thực hiện theo quyết định cũ."
    return f"Kết quả xem xét lại: {word.lower()}", body


def _burdened(happened: events.Judged, row: DecisionRow, title: str) -> tuple[str, str] | None:
    """What a decision asks of the author or takes from them, and what takes it back."""
    cited = f"Quy tắc {row.rule_code}"
    why = f'Căn cứ: {cited}. Đoạn liên quan: "{row.quote}". Giải thích: {row.explanation}'
    until = vndate(row.appeal_until_on) if row.appeal_until_on else ""
    right = "\n" + RIGHT.format(until=until) if until else ""
    match happened.carried_out:
        case Verdict.return_:
            said = f'Để bài "{title}" được đăng, đề nghị Ông/Bà chỉnh sửa: {row.explanation}'
            return "Đề nghị chỉnh sửa bài", f"{said}\n{why}\nCác phần khác giữ nguyên.{right}"
        case Verdict.reject:
            return "Bài không được đăng", notice(
                "not_published",
                title=title,
                code=row.rule_code,
                quote=row.quote,
                explanation=row.explanation,
                deadline=until,
            )
        case Verdict.hide if happened.interim_until is not None:
            said = (
                f'Bài "{title}" được tạm ẩn đến {vntime(happened.interim_until)}, chờ người thứ hai xác nhận.'
            )
            return "Bài được tạm ẩn", f"{said} Nếu không ai xác nhận, bài hiện lại.\n{why}"
        case Verdict.hide:
            return "Bài đã được ẩn", f'Bài "{title}" đã được ẩn.\n{why}{right}'
        case Verdict.lock:
            return (
                "Chủ đề dừng trao đổi",
                f'Chủ đề "{title}" dừng nhận ý kiến, nội dung vẫn đọc được.\n{why}{right}',
            )
        case Verdict.move:
            said = f'Bài "{title}" được chuyển sang nhiệm vụ {row.destination}.'
            return "Bài được chuyển sang nhiệm vụ khác", f"{said}\n{why}{right}"
        case Verdict.suspend:
            said = f"Quyền đăng bài của Ông/Bà tạm dừng đến hết ngày {vndate(row.suspended_until_on)}."
            return "Tạm dừng quyền đăng bài", f"{said}\n{why}{right}"
        case Verdict.restore:
            return "Bài đã hiển thị lại", f'Bài "{title}" đã hiển thị lại.'
    return None


async def _page_of(db: ReadDb, it: Contribution, at: datetime) -> str | None:
    author = await actor_of_persona(db, it.persona_id, at)
    if author is None:
        return None
    thing = Thing(it.kind, it.id)
    card = (await kinds.cards(db, author, [thing])).get(thing)
    return card.url if card else None
