"""Events on the audit chain itself."""

from dataclasses import dataclass

from forum.journal import event
from forum.thing import Thing


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class PayloadErased:
    """A law or court ordered the content of a chain row erased. `thing` is that row; its digest stays."""

    thing: Thing
    erased_n: int
    reason: str
    second_persona_id: int
