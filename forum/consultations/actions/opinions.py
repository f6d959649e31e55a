"""Submitting an opinion: on the whole draft, on a guiding question, on a paragraph, or on a phrase or a row of one."""

from dataclasses import dataclass

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.drafts import shown_text
from forum.consultations.models import (
    OPINION_PREFIX,
    Consultation,
    GuidingQuestion,
    Opinion,
    Paragraph,
    ParagraphText,
)
from forum.consultations.policy import Stance, Target
from forum.consultations.quoting import Phrase, is_unchanged, phrase_in, row_words, seen_of, without_label
from forum.contributions.actions import NewText, start_following, submit
from forum.contributions.actions.writing import announce, clean
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Link, LongText, OnBehalf, OptionalLongText, ShortText
from forum.files.actions import WithFiles
from forum.thing import Thing
from forum.words import _


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
class _Place:
    """Where the opinion is given: the words that it is about, their label, the title of its text."""

    quoted: str
    title: str
    label: str = ""
    question_id: int | None = None
    paragraph_id: int | None = None
    row_number: int | None = None


async def give_opinion(db: Db, actor: Actor, consultation_id: int, new: NewOpinion) -> Contribution:
    """Open consultations only. The words that it is about are stored with the opinion as they are shown now."""
    it = await load(db, Consultation, consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_give_opinion(actor, it))
    place = await _place(db, it, new)
    _require_seen(it, place, new)
    phrase = _phrase(place, new)
    wording = _wording(place, new)
    text = await submit(
        db,
        actor,
        NewText(
            kind="opinion",
            prefix=OPINION_PREFIX,
            title=place.title,
            text=new.text,
            audience=frozenset(it.audience),
            forum_id=it.forum_id,
            subject=Thing("consultation", it.id),
            on_behalf=new.on_behalf,
            files=new.files,
        ),
    )
    db.add(_opinion(it, text.id, new, place, phrase, wording))
    await db.flush()
    await start_following(db, text.persona_id, Thing("consultation", it.id), actor)
    await announce(db, actor, text)
    return text


def _opinion(
    it: Consultation, text_id: int, new: NewOpinion, place: _Place, phrase: Phrase | None, wording: str
) -> Opinion:
    return Opinion(
        id=text_id,
        consultation_id=it.id,
        target=new.target,
        question_id=place.question_id,
        paragraph_id=place.paragraph_id,
        place_id=place.paragraph_id,
        row_number=place.row_number,
        version=it.shown_version,
        stance=new.stance,
        typed_wording=wording,
        quoted=place.quoted,
        phrase=phrase.text if phrase is not None else "",
        phrase_start=phrase.start if phrase is not None else None,
        evidence_url=new.evidence_url,
    )


async def _place(db: Db, it: Consultation, new: NewOpinion) -> _Place:
    if new.target == Target.paragraph:
        paragraph = await shown_text(db, it, new.paragraph_id)
        if paragraph is None:
            raise _lost(it) if await _was_shown(db, it, new) else Invalid("paragraph_id", CHOOSE_PARAGRAPH)
        title = f"{it.title}: {paragraph.path}" if paragraph.path else it.title
        quoted, number = _row_of(paragraph, new.row_number)
        return _Place(quoted, title, paragraph.label, paragraph_id=paragraph.paragraph_id, row_number=number)
    if new.target == Target.question:
        question = await db.get(GuidingQuestion, new.question_id) if new.question_id else None
        if question is None or question.consultation_id != it.id:
            raise Invalid("question_id", _("Đề nghị chọn một câu hỏi gợi ý."))
        return _Place(question.text, it.title, question_id=question.id)
    return _Place("", it.title)


CHOOSE_PARAGRAPH = _("Đề nghị chọn một đoạn của dự thảo.")


async def _was_shown(db: Db, it: Consultation, new: NewOpinion) -> bool:
    """Whether the paragraph is of a former version of this draft."""
    paragraph = await db.get(Paragraph, new.paragraph_id) if new.paragraph_id else None
    return paragraph is not None and paragraph.consultation_id == it.id


def _lost(it: Consultation) -> Conflict:
    return Conflict(
        _(
            "Đoạn này không còn trong bản dự thảo đang lấy ý kiến (bản {number}). Chữ đã viết vẫn được giữ; gửi lại "
            "thì góp ý được ghi cho cả dự thảo.",
            number=it.shown_version,
        ),
        version=seen_of(it, ""),
    )


def _row_of(paragraph: ParagraphText, number: int | None) -> tuple[str, int | None]:
    """The words of the paragraph, or of the row of its table. The head is row 0, which nobody speaks about."""
    if number is None:
        return paragraph.text, None
    rows = paragraph.rows or []
    if not 0 < number < len(rows):
        raise Invalid("row_number", _("Đề nghị chọn một dòng của bảng."))
    return row_words(rows[number]), number


def _require_seen(it: Consultation, place: _Place, new: NewOpinion) -> None:
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


def _phrase(place: _Place, new: NewOpinion) -> Phrase | None:
    if place.paragraph_id is None or not new.phrase:
        return None
    found = phrase_in(place.quoted, new.phrase, new.phrase_start)
    if found is None:
        raise Invalid(
            "phrase",
            _("Đoạn này không có những chữ đó; đề nghị chép đúng chữ của đoạn, hoặc để trống mục này."),
        )
    return found


def _wording(place: _Place, new: NewOpinion) -> str:
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
