"""Events of what is sent to others."""

from dataclasses import dataclass

from forum.journal import event
from forum.thing import Thing


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class HeadSent:
    """`thing` is the newest row of the chain at that time; its head was mailed to so many addresses outside."""

    thing: Thing
    digest: str
    address_count: int
