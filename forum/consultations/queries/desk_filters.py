"""What narrows the desk's list, in the address and in SQL; its counts, its list and its papers are made by the same
conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self, TypeVarTuple
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, func, select

from forum import audience
from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.models import LabelledOpinion, Opinion, ParagraphText
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.margin import AS_GIVEN
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.urls import url_for
from forum.words import Words, _

ARTICLES = "điều %"  # as a path begins
PAPER = "desk"  # the kind of paper that holds what the filter shows
Columns = TypeVarTuple("Columns")

IS_DRAFTED = OfficialText.state == OfficialState.drafted
# How far the answer to an opinion has come, by the name of the filter.
STAGES: Mapping[str, tuple[Words, ColumnElement[bool]]] = {
    "chua-soan": (
        _("Chưa soạn"),
        Opinion.response_id.is_(None) | (OfficialText.state == OfficialState.replaced),
    ),
    "giai-trinh-lai": (
        _("Chờ giải trình lại"),
        Opinion.response_id.is_(None)
        & (
            Opinion.earlier_response_id.is_not(None) | (func.cardinality(Opinion.repudiated_response_ids) > 0)
        ),
    ),
    "tra-lai": (_("Trả lại để chỉnh sửa"), IS_DRAFTED & (OfficialText.sent_back_note != "")),
    "da-soan": (_("Đã soạn, chưa trình"), IS_DRAFTED & (OfficialText.sent_back_note == "")),
    "dang-trinh": (_("Đang trình"), OfficialText.state == OfficialState.awaiting_approval),
    "da-duyet": (_("Đã duyệt, chưa công khai"), OfficialText.state == OfficialState.approved),
    "cong-khai": (_("Đã công khai"), OfficialText.state == OfficialState.published),
}
WHOLE, QUESTION, ELSEWHERE = "chung", "cau-hoi", "khac"
PLACES_WITHOUT_ARTICLE = {
    WHOLE: _("Góp ý cho cả dự thảo"),
    QUESTION: _("Câu hỏi gợi ý"),
    ELSEWHERE: _("Đoạn không có số"),
}
# 'Điều 7' of 'Điều 7 khoản 2 điểm đ'; a part without articles stands for itself.
PLACE = case(
    (Opinion.target == Target.whole, WHOLE),
    (Opinion.target == Target.question, QUESTION),
    (
        func.lower(ParagraphText.path).like(ARTICLES),
        func.split_part(ParagraphText.path, " ", 1) + " " + func.split_part(ParagraphText.path, " ", 2),
    ),
    else_=func.coalesce(func.nullif(ParagraphText.path, ""), func.nullif(ParagraphText.label, ""), ELSEWHERE),
)
# What narrows the list, by name; executed with the `values` of a filter.
CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    **{name: clause for name, (_words, clause) in STAGES.items()},
    "place": bindparam("place", type_=Text) == PLACE,
    "stance": Opinion.stance == bindparam("stance"),
    "is_mine": Opinion.officer_id == audience.READER,
    "submission": Opinion.submission_id == bindparam("submission_id"),
    "label": Opinion.id.in_(
        select(LabelledOpinion.opinion_id).where(LabelledOpinion.label_id == bindparam("label_id"))
    ),
}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What narrows the list, and which opinion stands beside it. A value that names nothing narrows nothing."""

    stage: str = ""
    place: str = ""
    stance: Stance | None = None
    label_id: int | None = None
    is_mine: bool = False
    submission_id: int | None = None  # what was sent together
    opinion_id: int | None = None
    after: int | None = None

    @classmethod
    def read(cls, query: str) -> Self:
        """From what `narrowing` writes into an address."""
        values = dict(parse_qsl(query))
        return cls(
            stage=values.get("buoc", "") if values.get("buoc") in STAGES else "",
            place=values.get("cho", ""),
            stance=next((one for one in Stance if one == values.get("thai-do")), None),
            label_id=_number(values.get("nhan", "")),
            is_mine=values.get("cua-toi") == "1",
            submission_id=_number(values.get("phieu", "")),
        )

    @property
    def paper(self) -> str:
        """As the paper of the narrowed list is asked for."""
        return f"{PAPER}?{urlencode(self.narrowing)}"

    @property
    def narrowing(self) -> dict[str, str]:
        """As the address writes it."""
        values = {"buoc": self.stage, "cho": self.place, "thai-do": self.stance or ""}
        values |= {"nhan": str(self.label_id or ""), "cua-toi": "1" if self.is_mine else ""}
        values |= {"phieu": str(self.submission_id or "")}
        return {name: value for name, value in values.items() if value}

    def url(self, consultation_id: int) -> str:
        more = {"y-kien": self.opinion_id, "sau": self.after}
        query: dict[str, object] = {**self.narrowing, **{k: v for k, v in more.items() if v is not None}}
        return url_for("consultations.draft_response", consultation_id, query=query)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names in CONDITIONS: filters that have the same share their statements."""
        stage = (self.stage,) if self.stage in STAGES else ()
        return (*stage, *self.conditions_but_stage)

    @property
    def conditions_but_stage(self) -> tuple[str, ...]:
        asked = {
            "place": bool(self.place),
            "stance": self.stance is not None,
            "is_mine": self.is_mine,
            "submission": self.submission_id is not None,
            "label": self.label_id is not None,
        }
        return tuple(name for name, is_asked in asked.items() if is_asked)

    def values(self, actor: Actor, consultation_id: int) -> dict[str, object]:
        """Of the parameters of `on_desk` with these conditions."""
        return audience.params(actor) | {
            "consultation_id": consultation_id,
            "place": self.place,
            "stance": self.stance,
            "submission_id": self.submission_id,
            "label_id": self.label_id,
        }


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) < 19 else None


def on_desk(query: Select[*Columns], conditions: Iterable[str] = ()) -> Select[*Columns]:
    """The published opinions of a consultation, with their paragraph as given and how far their response is: those that
    the papers count. Executed with the `values` of a filter."""
    return (
        query.select_from(Contribution)
        .join(Opinion, TEXT_OF_OPINION)
        .outerjoin(ParagraphText, AS_GIVEN)
        .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
        .where(
            Opinion.consultation_id == bindparam("consultation_id"),
            Contribution.visibility == Visibility.published,
            audience.clause(Contribution),
            *(CONDITIONS[name] for name in conditions),
        )
    )
