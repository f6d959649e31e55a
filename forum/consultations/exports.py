"""The table of opinions and responses in the official form (Luật 64/2025/QH15, Điều 6).

Leaves out hidden and withdrawn texts, even those the reader may still see on the page; the published response to
a withdrawn opinion stays.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from forum.audience import Visibility
from forum.consultations.policy import Result, Stance, Target
from forum.consultations.queries import OpinionView, ResponseView, WholeTable
from forum.consultations.queries.unanswered import LeftOut, Unanswered, Unheard
from forum.contributions.policy import Channel
from forum.contributions.queries import TextView
from forum.paperwork.writing.papers.opinions import OpinionCounts, OpinionLine, OpinionTable, Outcome
from forum.paperwork.writing.wording import begins_with
from forum.state import word_of
from forum.typed_text import plain_words

NONE_WAIT = Unanswered()
GENERAL = "Góp ý cho cả dự thảo"
UNPLACED = "Chưa gắn với điều, khoản"
OUTCOMES: dict[Result, Outcome] = {
    Result.accept: "accepted",
    Result.accept_in_part: "in_part",
    Result.explain: "explained",
}
CHANNELS = {
    Channel.web: "gửi trên hệ thống Hiến Kế",
    Channel.letter: "gửi bằng thư",
    Channel.call: "qua điện thoại, được ghi lại",
    Channel.meeting: "nêu tại hội nghị, được ghi lại",
}


def opinion_table_of(
    page: WholeTable,
    basis: tuple[str, ...],
    opened_on: date,
    closed_on: date,
    waiting: Unanswered = NONE_WAIT,
    left_out: Sequence[LeftOut] = (),
    former_waiting: int = 0,
) -> OpinionTable:
    """General opinions first, then those on guiding questions, then by article, last those without a place."""
    shown = [
        row for row in page.rows if row.text.state == Visibility.published and row.text.tombstone is None
    ]
    answered = [row for row in page.rows if row.text.is_withdrawn and published_response(row) is not None]
    agreeing = {
        row.text.on_behalf_body_id: row.text.on_behalf
        for row in shown
        if row.text.is_confirmed_behalf and row.target == Target.whole and row.stance == Stance.agree
    }
    return OpinionTable(
        document_name=page.line.title,
        basis=basis,
        opened_on=opened_on,
        closed_on=closed_on,
        sources=sources_of(shown),
        counts=replace(counts_of(shown), waiting=causes_of(waiting), former_waiting=former_waiting),
        agreeing=tuple(agreeing.values()),
        lines=tuple(line_of(row) for row in sorted([*shown, *answered], key=_order)),
        left_out=tuple((one.code, str(one.why)) for one in left_out),
    )


def counts_of(shown: Sequence[OpinionView]) -> OpinionCounts:
    """Somebody who wrote for a body counts as that body, and separately only for an opinion of their own. A body that
    the author alone names is no body: that author counts as a person."""
    results = Counter(response.result for row in shown if (response := published_response(row)) is not None)
    return OpinionCounts(
        asked_count=None,
        bodies_count=len({row.text.on_behalf_body_id for row in shown if row.text.is_confirmed_behalf}),
        persons_count=len({row.text.persona_id for row in shown if not row.text.is_confirmed_behalf}),
        withheld_count=0,
        opinions_count=len(shown),
        accepted_count=results[Result.accept],
        accepted_in_part_count=results[Result.accept_in_part],
        explained_count=results[Result.explain],
    )


def causes_of(waiting: Unanswered) -> tuple[tuple[str, int], ...]:
    """In the order in which an opinion goes through them."""
    return tuple((str(word_of(why)), waiting.by_cause[why]) for why in Unheard if why in waiting.by_cause)


def sources_of(shown: Sequence[OpinionView]) -> tuple[str, ...]:
    counted = Counter(row.text.channel for row in shown)
    return tuple(
        f"{counted[channel]} ý kiến {words}" for channel, words in CHANNELS.items() if counted[channel]
    )


def line_of(row: OpinionView) -> OpinionLine:
    return OpinionLine(
        place=place_of(row),
        group=row.labels,
        contributor=contributor_of(row.text),
        opinion=opinion_text(row),
        response=response_of(row),
        article=article_of(row),
        outcome=outcome_of(row),
    )


def contributor_of(text: TextView) -> str:
    if text.is_withdrawn:
        return text.author
    if text.is_confirmed_behalf:
        return f"{text.on_behalf} ({text.author})"
    return f"{text.author} (tự khai thay mặt: {text.on_behalf})" if text.on_behalf else text.author


def _order(row: OpinionView) -> int:
    """Sort key; the sort is stable, so rows keep the order of the draft."""
    if row.target == Target.paragraph:
        return 3 if row.needs_place or not row.paragraph_path else 2
    return 1 if row.target == Target.question else 0


def place_of(row: OpinionView) -> str:
    """The part of the draft, the guiding question, or the whole."""
    if row.target == Target.paragraph:
        return UNPLACED if row.needs_place or not row.paragraph_path else row.paragraph_path
    return row.question or GENERAL


def article_of(row: OpinionView) -> str:
    """'Điều 7' of 'Điều 7 khoản 2 điểm đ'; parts without articles have no heading of their own."""
    words = row.paragraph_path.split()
    is_article = _order(row) == 2 and words[0].lower() == "điều" and len(words) > 1
    return " ".join(words[:2]) if is_article else ""


def opinion_text(row: OpinionView) -> str:
    """Of an opinion that its author withdrew after it was answered, only that."""
    if row.text.is_withdrawn:
        return "Tác giả đã rút ý kiến."
    wording = f"\nĐề nghị sửa thành: {row.wording_text}" if row.wording_text else ""
    stance, text = str(word_of(row.stance)), plain_words(row.text.text)
    return f"{text}{wording}" if begins_with(stance, text) else f"[{stance}] {text}{wording}"


def published_responses(row: OpinionView) -> list[ResponseView]:
    """The public ones that their head stands by, oldest first: drafts and hidden ones are left out."""
    shown = [one for one in row.published if one.text.state == Visibility.published]
    return [one for one in shown if one.repudiated_at is None]


def published_response(row: OpinionView) -> ResponseView | None:
    """The one that stands."""
    return next(reversed(published_responses(row)), None)


def outcome_of(row: OpinionView) -> Outcome:
    response = published_response(row)
    return OUTCOMES[response.result] if response is not None else ""


def response_of(row: OpinionView) -> str:
    """With the wording that was taken up, and what its author said of it."""
    words = [_response_words(one) for one in published_responses(row)]
    return "\n".join([*words, str(word_of(row.taken.state)) + "."] if row.taken is not None else words)


def _response_words(response: ResponseView) -> str:
    wording = f"\nCâu chữ được tiếp thu: {response.wording}" if response.wording else ""
    return f"{_reasons(response)}{wording}"


def _reasons(response: ResponseView) -> str:
    result, text = str(word_of(response.result)), plain_words(response.text.text)
    place = f" ({response.place})" if response.place else ""
    if not begins_with(result, text, *(str(word_of(one)) for one in Result)):
        return f"{result}{place}. {text}"
    return text if not response.place or response.place in text else f"{text.rstrip(' .')}{place}."
