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
    about: Thing | None = None  # what the erased act was about


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ProofsStarted:
    """From here on the chain proves what people read: what stood before was linked as it stood."""

    thing: Thing
    thing_count: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class Restored:
    """The database is a backup's again: acts after its newest row, which is `thing`, are gone."""

    thing: Thing
    restored_from: str
    restored_to_n: int
