"""A letter: what one person is told, and the frame that every letter is sent in."""

from collections.abc import Iterable
from dataclasses import dataclass

from forum.thing import Thing
from forum.words import Words, _

CLOSE = _("Trân trọng.")
THANKS = _("Trân trọng cảm ơn Ông/Bà.")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told: a subject, paragraphs of one line each, the thing and path it is about.

    `body` is the body that is addressed where its people read the letter for it; else the person is, by name.
    A letter whose thing was hidden meanwhile is not sent.
    """

    persona_id: int
    subject: Words | str
    text: Words | str
    thing: Thing
    path: str
    body: str = ""
    close: Words = CLOSE

    def framed(self, name: str) -> Words:
        return in_frame(self.body or _("Ông/Bà {name}", name=name), self.text, self.close)


def in_frame(to: Words | str, text: Words | str, close: Words = CLOSE) -> Words:
    return _("Kính gửi {to},\n{text}\n{close}", to=to, text=text, close=close)


def letters_to(
    persona_ids: Iterable[int],
    subject: Words | str,
    text: Words | str,
    thing: Thing,
    path: str,
    *,
    body: str = "",
) -> list[Letter]:
    """The same to each of them, once."""
    return [Letter(one, subject, text, thing, path, body) for one in dict.fromkeys(persona_ids)]
