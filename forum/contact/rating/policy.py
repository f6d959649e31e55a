"""Rules for what an asker says of an answer, and for the second answer that follows where it missed the question."""

from forum.actor import ALLOWED, Actor, Decision, first_refusal, refused
from forum.audience import Visibility
from forum.contact.policy import Answerer, AskerVerdict, at_step, is_shown
from forum.contributions.official import policy as official
from forum.contributions.policy import has_agreed
from forum.words import _


def may_rate_answer(
    actor: Actor,
    asker_id: int,
    visibility: Visibility,
    verdict: AskerVerdict | None,
    *,
    is_published: bool,
) -> Decision:
    """The asker, of each published answer, once. 'Not answered' of the first one obliges to a second."""
    own = actor.persona_id is not None and actor.persona_id == asker_id
    again = refused("said_once", _("Ông/Bà đã cho ý kiến về câu trả lời này."))
    return first_refusal(
        [
            ALLOWED if own else refused("not_author", _("Chỉ người hỏi được làm việc này.")),
            has_agreed(actor),
            is_shown(visibility),
            at_step(is_published, _("Câu trả lời chưa được công bố, hoặc không còn đứng tên người trả lời.")),
            ALLOWED if verdict is None else again,
        ]
    )


def may_publish_second(
    actor: Actor, answer: official.Official, visibility: Visibility, second_by: Answerer | None
) -> Decision:
    """In writing; while it is owed."""
    fits = at_step(second_by is not None, _("Câu hỏi không chờ trả lời lần hai."))
    return first_refusal([official.may_publish(actor, answer), is_shown(visibility), fits])
