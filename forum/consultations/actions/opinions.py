"""Submitting an opinion: on the whole draft, on a guiding question, or on one paragraph."""

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.drafts import shown_text
from forum.consultations.models import OPINION_PREFIX, Consultation, GuidingQuestion, Opinion
from forum.consultations.policy import Stance, Target
from forum.contributions.actions import NewText, start_following, submit
from forum.contributions.actions.writing import announce, clean
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import LongText, OnBehalf, OptionalLongText
from forum.files.actions import WithFiles
from forum.thing import Thing
from forum.words import _


class NewOpinion(WithFiles):
    """`text` holds the reasons; `wording` is the author's proposed wording of the paragraph."""

    target: Target = Target.whole
    question_id: int | None = None
    paragraph_id: int | None = None
    stance: Stance
    wording: OptionalLongText = ""
    text: LongText
    on_behalf: OnBehalf = ""


async def give_opinion(db: Db, actor: Actor, consultation_id: int, new: NewOpinion) -> Contribution:
    """Open consultations only. The paragraph's current text is stored with the opinion."""
    it = await load(db, Consultation, consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_give_opinion(actor, it))
    quoted, title = await _target(db, it, new)
    if new.stance == Stance.amend and new.target == Target.paragraph and not new.wording:
        raise Invalid("wording", _("Đề nghị viết câu chữ đề nghị sửa."))
    text = await submit(
        db,
        actor,
        NewText(
            kind="opinion",
            prefix=OPINION_PREFIX,
            title=title,
            text=new.text,
            audience=frozenset(it.audience),
            forum_id=it.forum_id,
            subject=Thing("consultation", it.id),
            on_behalf=new.on_behalf,
            files=new.files,
        ),
    )
    db.add(
        Opinion(
            id=text.id,
            consultation_id=it.id,
            target=new.target,
            question_id=new.question_id if new.target == Target.question else None,
            paragraph_id=new.paragraph_id if new.target == Target.paragraph else None,
            place_id=new.paragraph_id if new.target == Target.paragraph else None,
            version=it.shown_version,
            stance=new.stance,
            typed_wording=clean("wording", new.wording),
            quoted=quoted,
        )
    )
    await db.flush()
    await start_following(db, text.persona_id, Thing("consultation", it.id), actor)
    await announce(db, actor, text)
    return text


async def _target(db: Db, it: Consultation, new: NewOpinion) -> tuple[str, str]:
    """The text that the opinion is about, and the name of its place."""
    if new.target == Target.paragraph:
        paragraph = await shown_text(db, it, new.paragraph_id)
        if paragraph is None:
            raise Invalid("paragraph_id", _("Đề nghị chọn một đoạn của dự thảo."))
        return paragraph.text, f"{it.title}: {paragraph.path}" if paragraph.path else it.title
    if new.target == Target.question:
        question = await db.get(GuidingQuestion, new.question_id) if new.question_id else None
        if question is None or question.consultation_id != it.id:
            raise Invalid("question_id", _("Đề nghị chọn một câu hỏi gợi ý."))
        return question.text, it.title
    return "", it.title
