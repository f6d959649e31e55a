"""What a form of an opinion says of its place and its wording, held against the draft as it is shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from forum.consultations.models import GuidingQuestion, Paragraph, ParagraphText
from forum.consultations.policy import Stance, Target
from forum.consultations.quoting import (
    Phrase,
    Rows,
    is_unchanged,
    phrase_in,
    row_shown,
    row_words,
    seen_of,
    without_label,
)
from forum.contributions.actions.writing import clean
from forum.database import ReadDb
from forum.errors import Conflict, Invalid
from forum.fields import Link, LongText, OnBehalf, OptionalLongText, ShortText
from forum.files.actions import WithFiles
from forum.words import _

_MOST = 2**62  # no row has a greater id


class Shown(Protocol):
    """A consultation, or its line."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def shown_version(self) -> int: ...


class NewOpinion(WithFiles):
    """`text` holds the reasons, `wording` the author's proposed wording of the paragraph, `phrase` the words of it
    that the opinion is about. `seen_version` is of the words that its author was shown (`seen_of`)."""

    target: Target = Target.whole
    question_id: int | None = None
    paragraph_id: int | None = None
    row_number: int | None = None
    phrase: ShortText = ""
    phrase_start: int | None = None
    stance: Stance
    wording: OptionalLongText = ""
    text: LongText
    evidence_url: Link = ""
    on_behalf: OnBehalf = ""
    seen_version: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the opinion is given: the words that it is about, their label, the title of its text, how it is cited."""

    quoted: str
    title: str
    label: str = ""
    name: str = ""
    position: float = float("-inf")  # in the draft; what is of the whole comes first
    question_id: int | None = None
    paragraph_id: int | None = None
    row_number: int | None = None


@dataclass(frozen=True, slots=True)
class ShownText:
    """A paragraph as the version that is shown has it; `rows` are a table's, its head first."""

    paragraph_id: int
    position: float
    label: str
    path: str
    text: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Places:
    """What opinions may be about in the draft as it is shown: its paragraphs by id, and questions. `former` are the
    paragraphs of earlier versions, `rows` the versions and rows that tables had in those."""

    texts: Mapping[int, ShownText]
    questions: Mapping[int, str]
    former: Collection[int]
    rows: Mapping[int, Sequence[tuple[int, Rows]]]


@dataclass(frozen=True, slots=True)
class Checked:
    """An opinion that can be given as it is."""

    new: NewOpinion
    place: Place
    phrase: Phrase | None
    wording: str


async def places_of(db: ReadDb, it: Shown, news: Iterable[NewOpinion]) -> Places:
    """The places that these opinions name, in four statements for any number."""
    every = [*news]
    ids = {
        one.paragraph_id for one in every if one.paragraph_id is not None and abs(one.paragraph_id) < _MOST
    }
    texts, questions, former = dict[int, ShownText](), dict[int, str](), list[int]()
    if ids:
        rows = await db.scalars(
            select(ParagraphText).where(
                ParagraphText.consultation_id == it.id,
                ParagraphText.version == it.shown_version,
                ParagraphText.paragraph_id.in_(ids),
            )
        )
        texts = {
            p.paragraph_id: ShownText(p.paragraph_id, p.position, p.label, p.path, p.text, p.rows or ())
            for p in rows
            if p.paragraph_id is not None
        }
    if gone := ids - set(texts):
        known = select(Paragraph.id).where(Paragraph.id.in_(gone), Paragraph.consultation_id == it.id)
        former = [*await db.scalars(known)]
    if any(one.target == Target.question for one in every):
        asked = await db.execute(
            select(GuidingQuestion.id, GuidingQuestion.text).where(GuidingQuestion.consultation_id == it.id)
        )
        questions = {row.id: row.text for row in asked}
    tables = {one.paragraph_id for one in every if one.row_number is not None} & set(texts)
    return Places(texts, questions, former, await former_rows(db, it, tables))


async def former_rows(
    db: ReadDb, it: Shown, paragraph_ids: Collection[int | None]
) -> Mapping[int, Sequence[tuple[int, Rows]]]:
    """The versions of the draft that had these tables, but for the one that is shown, newest first, and their rows."""
    found = defaultdict[int, list[tuple[int, Rows]]](list)
    if paragraph_ids:
        texts = select(ParagraphText.paragraph_id, ParagraphText.version, ParagraphText.rows).where(
            ParagraphText.consultation_id == it.id,
            ParagraphText.version != it.shown_version,
            ParagraphText.paragraph_id.in_(paragraph_ids),
        )
        for text in await db.execute(texts.order_by(ParagraphText.version.desc())):
            found[text.paragraph_id].append((text.version, text.rows or ()))
    return found


def check(it: Shown, new: NewOpinion, places: Places, *, is_confirmed: bool = False) -> Checked:
    """Raises Invalid for what does not fit its place, and Conflict, once, where other words are shown than its author
    read. `is_confirmed`: the author has seen them."""
    if is_confirmed and new.target == Target.paragraph and new.paragraph_id in places.former:
        new = of_the_whole(new)
    place = place_among(it, new, places)
    if not is_confirmed:
        _require_seen(it, place, new)
    return Checked(new, place, _phrase(place, new), _wording(place, new))


def of_the_whole(new: NewOpinion) -> NewOpinion:
    """The opinion on a paragraph that is gone: what was typed as its wording stays with the reasons."""
    words = "\n\n".join(filter(None, (new.text, new.wording if new.stance == Stance.amend else "")))
    nowhere = dict.fromkeys(("paragraph_id", "row_number", "phrase_start"))
    return new.model_copy(
        update={**nowhere, "target": Target.whole, "text": words, "wording": "", "phrase": ""}
    )


def place_among(it: Shown, new: NewOpinion, places: Places) -> Place:
    """Raises Invalid for no such place, and Conflict where its paragraph is of a former version alone."""
    if new.target == Target.paragraph:
        paragraph = places.texts.get(new.paragraph_id or 0)
        if paragraph is None:
            raise (
                _lost(it) if new.paragraph_id in places.former else Invalid("paragraph_id", CHOOSE_PARAGRAPH)
            )
        number = new.row_number
        if number is not None:
            former = places.rows.get(paragraph.paragraph_id, ())
            number = row_shown(it, new.seen_version, number, paragraph.text, paragraph.rows, former)
        return _place_at(it, paragraph, number)
    if new.target == Target.question:
        question = places.questions.get(new.question_id or 0)
        if question is None:
            raise Invalid("question_id", _("Đề nghị chọn một câu hỏi gợi ý."))
        return Place(question, it.title, question_id=new.question_id)
    return Place("", it.title)


def _place_at(it: Shown, paragraph: ShownText, row_number: int | None) -> Place:
    quoted, number = _row_of(paragraph, row_number)
    return Place(
        quoted,
        f"{it.title}: {paragraph.path}" if paragraph.path else it.title,
        paragraph.label,
        paragraph.path or paragraph.label,
        paragraph.position,
        paragraph_id=paragraph.paragraph_id,
        row_number=number,
    )


CHOOSE_PARAGRAPH = _("Đề nghị chọn một đoạn của dự thảo.")


def _lost(it: Shown) -> Conflict:
    return Conflict(
        _(
            "Đoạn này không còn trong bản dự thảo đang lấy ý kiến (bản {number}). Chữ đã viết vẫn được giữ; gửi lại "
            "thì góp ý được ghi cho cả dự thảo.",
            number=it.shown_version,
        ),
        version=seen_of(it, ""),
    )


def _row_of(paragraph: ShownText, number: int | None) -> tuple[str, int | None]:
    """The words of the paragraph, or of the row of its table. The head is row 0, which nobody speaks about."""
    if number is None:
        return paragraph.text, None
    rows = paragraph.rows
    if not 0 < number < len(rows):
        raise Invalid("row_number", _("Đề nghị chọn một dòng của bảng."))
    return row_words(rows[number]), number


def _require_seen(it: Shown, place: Place, new: NewOpinion) -> None:
    """Raises Conflict, once, where the words were changed since the form was shown: it is then shown beside the new
    ones, and sent by confirmation."""
    stands = seen_of(it, place.quoted)
    if new.seen_version and new.seen_version != stands:
        message = _(
            "Dự thảo đã có chữ khác (bản {number}) từ lúc Ông/Bà mở trang này. Góp ý chưa gửi và vẫn được giữ; mời đọc "
            "chữ mới dưới đây rồi gửi lại.",
            number=it.shown_version,
        )
        raise Conflict(message, theirs={"wording": place.quoted} if place.quoted else {}, version=stands)


def _phrase(place: Place, new: NewOpinion) -> Phrase | None:
    if place.paragraph_id is None or not new.phrase:
        return None
    found = phrase_in(place.quoted, new.phrase, new.phrase_start)
    if found is None:
        raise Invalid(
            "phrase",
            _("Đoạn này không có những chữ đó; đề nghị chép đúng chữ của đoạn, hoặc để trống mục này."),
        )
    return found


def _wording(place: Place, new: NewOpinion) -> str:
    """Only who asks to amend a paragraph proposes a wording; with another stance the field was only left as it was."""
    if new.stance != Stance.amend or place.paragraph_id is None:
        return ""
    wording = without_label(clean("wording", new.wording), place.label, place.quoted)
    if not wording:
        raise Invalid("wording", _("Đề nghị viết câu chữ đề nghị sửa."))
    if is_unchanged(wording, place.quoted):
        raise Invalid(
            "wording",
            _("Câu chữ này còn giống hệt dự thảo; mời sửa vào câu chữ, hoặc chọn ý kiến khác ở trên."),
        )
    return wording
