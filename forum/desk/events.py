"""Events on the audit chain itself."""

from dataclasses import dataclass

from forum.journal import event
from forum.thing import Thing


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class PayloadErased:
    """The content of one row of the chain was erased by order of a law or court. `thing` is that row; its
    digest stays."""

    thing: Thing
    erased_n: int
    reason: str
    second_persona_id: int
