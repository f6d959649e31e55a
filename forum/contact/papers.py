"""The minutes of a session as an official paper, a draft for signature."""

from collections.abc import Sequence
from typing import cast

from forum.accounts.models import Body
from forum.contact.queries.questions import CarriedAway, Outcome
from forum.contact.queries.sessions import LeaderTie, SessionFrame
from forum.paperwork.description import Frame, Issuer, OfficialPaper, Signature
from forum.paperwork.layout_rules import HeadKind
from forum.paperwork.writing.papers.sessions import (
    Minutes,
    MinutesPart,
    QuestionOutcome,
    Spoken,
    minutes_paper,
)
from forum.rendering import vndate
from forum.terms import term
from forum.workdays import local_date

_HEADS = {"state": "state", "party": "party", "front": "front", "association": "front"}


def minutes_of(
    frame: SessionFrame,
    leaders: Sequence[LeaderTie],
    outcomes: Sequence[Outcome],
    carried: Sequence[CarriedAway],
    issuer: Body | None,
) -> OfficialPaper:
    row = frame.row
    head = Issuer(
        kind=cast("HeadKind", _HEADS[issuer.kind]) if issuer else "none",
        name=issuer.name if issuer else frame.series,
    )
    chair = next(leader for leader in leaders if leader.is_chair)
    spoken = tuple(Spoken(o.answer.by, o.answer.text.text) for o in outcomes if o.answer is not None)
    parts = [MinutesPart("Diễn biến", (Spoken("", row.course),) if row.course else ())]
    if spoken:
        parts.append(MinutesPart("Trả lời câu hỏi, kiến nghị", spoken))
    questions = [
        QuestionOutcome(o.line.text.code or "", o.line.text.author, o.line.title, outcome_words(o))
        for o in outcomes
    ]
    questions += [
        QuestionOutcome(c.code, "", c.title, f"Chuyển sang {c.to_session}. Lý do: {c.reason}")
        for c in carried
    ]
    minutes = Minutes(
        meeting=row.title,
        began_at=row.opened_at or row.starts_at,
        ended_at=row.adjourned_at or row.ends_at,
        place=row.place or frame.format,
        attending=tuple(line.strip() for line in row.attending.splitlines() if line.strip())
        or tuple(f"{one.name}, {one.position}" for one in leaders),
        chair=f"{chair.name}, {chair.position}",
        secretary=row.secretary,
        parts=tuple(parts),
        conclusion=row.conclusion,
        questions=tuple(questions),
    )
    signatures = (Signature("Thư ký", row.secretary), Signature("Chủ tọa", chair.name))
    return minutes_paper(Frame(head, local_date(row.starts_at).year, signatures), minutes)


def outcome_words(outcome: Outcome) -> str:
    """What became of a question, with its date: never empty."""
    line = outcome.line
    words = term(f"states.question.{line.state}")
    if line.state == "not_on_agenda" and line.answer_due_at:
        return f"Trả lời bằng văn bản trước {vndate(line.answer_due_at)}"
    if line.state == "referred" and line.answer_due_at:
        return f"Chuyển {line.body or 'cơ quan có thẩm quyền'}; trả lời trước {vndate(line.answer_due_at)}"
    if line.state == "declined":
        return f"{words}. Lý do: {line.reason}"
    return words
