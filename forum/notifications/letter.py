"""Letters, and the salutation and closing they share."""

from collections.abc import Iterable
from dataclasses import dataclass

from forum.actor import Purpose
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.notifications.subjects import Subject
from forum.rendering import excerpt
from forum.thing import Thing
from forum.words import Words, _, joined
from moderation import chain

CLOSE = _("Trân trọng.")
THANKS = _("Trân trọng cảm ơn Ông/Bà.")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one person: a subject, paragraphs of one line each, and the thing and path it links to.

    `body` is the body addressed if its staff read the letter on its behalf; else the person is, by name. Not
    sent if its thing was hidden meanwhile, unless `regardless`: it then says nothing of what the thing holds.
    """

    persona_id: int
    subject: Subject
    text: Words | str
    thing: Thing
    path: str
    body: str = ""
    close: Words = CLOSE
    purpose: Purpose | None = Purpose.mail  # None: the law asks for it, so no consent is needed
    is_urgent: bool = False  # mailed at once, though its subject can wait
    regardless: bool = False

    def framed(self, name: str) -> Words:
        return in_frame(self.body or _("Ông/Bà {name}", name=name), self.text, self.close)


def in_frame(to: Words | str, text: Words | str, close: Words = CLOSE) -> Words:
    return _("Kính gửi {to},\n{text}\n{close}", to=to, text=text, close=close)


async def with_head(db: ReadDb, text: Words) -> Words:
    """A receipt with the head of the audit chain: whoever keeps the mail can prove later what stood before it."""
    head = await chain.head(db)
    if not head.n:
        return text
    words = _(
        "Mã đối chiếu của chuỗi kiểm tra lúc này, để Ông/Bà giữ: {head}. Ai giữ mã đều chứng minh được nếu sau này "
        "chuỗi bị viết lại.",
        head=head,
    )
    return joined([text, words], "\n")


def named(it: Contribution) -> str:
    """What a subject calls a text: its code, or its first words."""
    return it.code or f'"{excerpt(it.title or it.text, 60)}"'


def letters_to(
    persona_ids: Iterable[int],
    subject: Subject,
    text: Words | str,
    thing: Thing,
    path: str,
    *,
    body: str = "",
) -> list[Letter]:
    """The same letter to each persona, without duplicates."""
    return [Letter(one, subject, text, thing, path, body) for one in dict.fromkeys(persona_ids)]
