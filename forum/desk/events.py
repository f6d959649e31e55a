"""Events on the audit chain itself, and on passages masked in the words of offices."""

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


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ReasonMasked:
    """A passage of what an office typed beside its acts on the thing is masked, until a second person confirms it."""

    thing: Thing
    mask_id: int
    rule_code: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ReasonMaskConfirmed:
    """By a second person: the passage is stored no more."""

    thing: Thing
    mask_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ReasonMaskLifted:
    """The words are shown again: by whoever masked them, by a second person, or since nobody confirmed it in time."""

    thing: Thing
    mask_id: int
