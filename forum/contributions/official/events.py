"""What happens to an official text. `thing` is what it is about: the proposal, question or consultation."""

from dataclasses import dataclass

from forum.contributions.policy import ApprovalHow
from forum.journal import event
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OfficialDrafted:
    """Written or rewritten; `lifted` says that an approval, or the asking for one, fell with the words before."""

    thing: Thing
    text_id: int
    text_version: int
    lifted: bool


@event()
@dataclass(frozen=True, slots=True)
class OfficialSubmitted:
    """Texts under one name wait for its approval."""

    thing: Thing
    text_ids: tuple[int, ...]
    leader_id: int | None
    body_id: int | None


@event()
@dataclass(frozen=True, slots=True)
class OfficialSentBack:
    """The note is the side's own: it stands with the text, not here."""

    thing: Thing
    text_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ApprovalRecorded:
    """Someone wrote down an approval given on paper or aloud; it counts once another person countersigned.

    `note_digest` proves where it was kept without telling who reads the record."""

    thing: Thing
    text_id: int
    digest: str
    how: ApprovalHow
    note_digest: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class OfficialApproved:
    """`digest` is of all that publishing will show."""

    thing: Thing
    text_id: int
    digest: str
    how: ApprovalHow


@event(official=True)
@dataclass(frozen=True, slots=True)
class OfficialPublished:
    """What was approved came out. `thing` is the text itself."""

    thing: Thing
    persona_id: int
    drafted_by: int | None
    approved_by: int
    digest: str


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OfficialReplaced:
    """Drafts that something else overtook: another text was published, or the matter was closed."""

    thing: Thing
    text_ids: tuple[int, ...]
