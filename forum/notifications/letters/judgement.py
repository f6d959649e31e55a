"""Letters about moderation: to the author only, with rule, passage, explanation and next steps."""

from datetime import datetime

from forum import kinds
from forum.accounts.queries import actor_of_persona
from forum.contributions import events
from forum.contributions.models import Contribution
from forum.database import ReadDb, load
from forum.days import deadline
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, named
from forum.notifications.letters.moderators import to_moderators
from forum.notifications.subjects import subject_of
from forum.rendering import excerpt
from forum.state import word_of
from forum.terms import notice
from forum.thing import Thing
from forum.urls import url_for
from forum.words import NOTHING, Words, _, joined
from moderation import queries as cases
from moderation.queries import Judged
from moderation.values import AppealState, CaseReason, Outcome, Verdict


def right_of_appeal(until: Words) -> Words:
    return _(
        "Ông/Bà có quyền đề nghị xem xét lại {until}; người xem xét không tham gia quyết định ban đầu.",
        until=until,
    )


@notifies(events.Judged)
async def judged(db: ReadDb, happened: events.Judged, at: datetime) -> list[Letter]:
    """The decision's effect on the text. None for a hide that is only proposed, nor for a dismissed flag."""
    it = await load(db, Contribution, happened.thing.id)
    found = await cases.judged(db, happened.decision_id)
    title = it.typed_title or excerpt(it.typed_text, 60)  # to its author
    message: tuple[str, Words] | None
    if happened.act.startswith("moderation.appeal_"):
        outcome, text = _heard(happened, found, title)
        subject = subject_of(events.Judged, "heard", what=named(it), outcome=outcome.lower())
        path = url_for("moderation.decision", happened.decision_id)
        return [Letter(it.persona_id, subject, text, happened.thing, path)]
    if happened.applied == Verdict.approve:
        message = _approved(it, found, title)
    else:
        message = _burdened(happened, found, title)
    if message is None:
        return []
    variant, body = message
    subject = subject_of(events.Judged, variant, what=named(it))
    path = url_for("moderation.decision", happened.decision_id)
    if happened.applied == Verdict.approve:
        path = await _page_of(db, it, at) or path
    return [Letter(it.persona_id, subject, body, happened.thing, path)]


@notifies(events.ReviewAsked)
async def review_asked(db: ReadDb, happened: events.ReviewAsked, at: datetime) -> list[Letter]:
    """The acknowledgement to the author, and word to the moderators; both with the date of the answer."""
    it = await load(db, Contribution, happened.thing.id)
    title = it.title or excerpt(it.text, 60)
    body = _(
        'Hệ thống Hiến Kế đã nhận đề nghị xem xét lại của Ông/Bà về bài "{title}". '
        "Người không tham gia quyết định ban đầu xem xét; thời hạn trả lời: {answer_due_on}.",
        title=title,
        answer_due_on=deadline(happened.answer_due_on),
    )
    path = url_for("moderation.decision", happened.decision_id)
    subject = subject_of(events.ReviewAsked, what=named(it), due=deadline(happened.answer_due_on))
    asked = subject_of(events.ReviewAsked, "moderators", what=named(it), due=deadline(happened.answer_due_on))
    return [
        Letter(it.persona_id, subject, body, happened.thing, path),
        *await to_moderators(db, it, asked, due=happened.answer_due_on, at=at),
    ]


def _approved(it: Contribution, found: Judged, title: str) -> tuple[str, Words] | None:
    if found.reason not in (CaseReason.new, CaseReason.edit):
        return None
    code = _(", mã số {code},", code=it.code) if it.code else ""
    is_edit = found.decision.judged_version > 1 and found.reason == CaseReason.edit
    what = _("Bản sửa của bài") if is_edit else _("Bài")
    return "edit" if is_edit else "approve", _(
        '{what} "{title}"{code} đã được duyệt và hiển thị.', what=what, title=title, code=code
    )


def _heard(happened: events.Judged, found: Judged, title: str) -> tuple[Words, Words]:
    answer = found.appeal.explanation if found.appeal else ""
    reversed_ = happened.outcome == Outcome.reversed
    word = word_of(AppealState.decision_reversed if reversed_ else AppealState.decision_kept)
    body = _(
        'Đề nghị xem xét lại của Ông/Bà về bài "{title}" đã có kết quả: {lower}. Giải thích: {answer}',
        title=title,
        lower=word.lower(),
        answer=answer,
    )
    if reversed_ and happened.applied is None:
        gone = _("Bài đã có bản mới nên không còn gì phải thực hiện theo quyết định cũ.")
        body = joined([body, gone], "\n")
    return word, body


# First line of the letter about each verdict; its subject is Judged/<verdict>.
_BURDENS: dict[Verdict, Words] = {
    Verdict.return_: _('Để bài "{title}" được đăng, đề nghị Ông/Bà chỉnh sửa: {explanation}'),
    Verdict.mask: _(
        'Đoạn dẫn dưới đây trong bài "{title}" đã được che với người đọc khác; phần còn lại giữ nguyên.'
    ),
    Verdict.hide: _('Bài "{title}" đã được ẩn.'),
    Verdict.lock: _('Chủ đề "{title}" dừng nhận ý kiến, nội dung vẫn đọc được.'),
    Verdict.move: _('Bài "{title}" được chuyển sang nhiệm vụ {destination}.'),
    Verdict.suspend: _("Quyền đăng bài của Ông/Bà tạm dừng {suspended_until_on}."),
}
# The same where one person decided until a second confirms, and what happens when nobody does.
_INTERIM: dict[Verdict, tuple[Words, Words]] = {
    Verdict.mask: (
        _('Đoạn dẫn dưới đây trong bài "{title}" được tạm che, chờ người thứ hai xác nhận {interim_until}.'),
        _("Nếu không ai xác nhận, đoạn ấy hiện lại."),
    ),
    Verdict.hide: (
        _('Bài "{title}" được tạm ẩn, chờ người thứ hai xác nhận {interim_until}.'),
        _("Nếu không ai xác nhận, bài hiện lại."),
    ),
}


def _burdened(happened: events.Judged, found: Judged, title: str) -> tuple[str, Words] | None:
    """For a decision that burdens the author: what it requires or takes away, and how it can be undone."""
    row, verdict = found.decision, happened.applied
    until = deadline(row.appeal_until_on, of_person=True)
    quote = '"; "'.join(row.passages)
    quoted = {"title": title, "code": row.rule_code, "quote": quote, "explanation": row.explanation}
    if verdict == Verdict.restore and happened.is_about_mask:
        return "unmask", _('Đoạn bị che trong bài "{title}" đã hiện lại.', title=title)
    if verdict == Verdict.restore:
        return str(verdict), _('Bài "{title}" đã hiển thị lại.', title=title)
    if verdict == Verdict.reject:
        return str(verdict), notice("not_published", **quoted, deadline=until)
    if verdict not in _BURDENS:
        return None
    is_interim = verdict in _INTERIM and happened.interim_until is not None
    first, end = _INTERIM[verdict] if is_interim else (_BURDENS[verdict], NOTHING)
    subject = f"interim_{verdict}" if is_interim else str(verdict)
    first = first.filled(
        **quoted,
        destination=row.destination,
        suspended_until_on=deadline(row.suspended_until_on, of_person=True),
        interim_until=deadline(happened.interim_until),
    )
    if _publishes(found):
        first = joined([_('Bài "{title}" đã được đăng.', title=title), first])
    why = _('Căn cứ: Quy tắc {code}. Đoạn liên quan: "{quote}". Giải thích: {explanation}').filled(**quoted)
    if is_interim:
        return subject, joined([joined([first, end]), why], "\n")
    rest = [_("Các phần khác giữ nguyên.")] if verdict == Verdict.return_ else []
    right = [right_of_appeal(until)] if row.appeal_until_on else []
    return subject, joined([first, why, *rest, *right], "\n")


def _publishes(found: Judged) -> bool:
    """Whether the mask let the rest of a text or edit that waited be read."""
    waited = found.reason in (CaseReason.new, CaseReason.edit)
    return found.decision.is_mask and waited and found.decision.seconded_by is None


async def _page_of(db: ReadDb, it: Contribution, at: datetime) -> str | None:
    author = await actor_of_persona(db, it.persona_id, at)
    if author is None:
        return None
    thing = Thing(it.kind, it.id)
    card = (await kinds.cards(db, author, [thing])).get(thing)
    return card.url if card else None
