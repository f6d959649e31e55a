"""Events on official texts. `thing` is their subject: the proposal, question or consultation."""

from dataclasses import dataclass

from forum.contributions.policy import ApprovalHow
from forum.journal import event
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OfficialDrafted:
    """Written or rewritten; `lifted` if that voided an approval or a request for one."""

    thing: Thing
    text_id: int
    text_version: int
    lifted: bool


@event()
@dataclass(frozen=True, slots=True)
class OfficialSubmitted:
    """Texts under one name await its approval."""

    thing: Thing
    text_ids: tuple[int, ...]
    leader_id: int | None
    body_id: int | None


@event()
@dataclass(frozen=True, slots=True)
class OfficialSentBack:
    """The note is for the drafting side only: it is stored with the text, not here."""

    thing: Thing
    text_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class ApprovalRecorded:
    """An approval given on paper or aloud was recorded; effective once countersigned.

    `note_digest` proves where the paper is kept without revealing it to readers of the record, `record_digest` all that
    was recorded, with the scans.
    """

    thing: Thing
    text_id: int
    digest: str
    how: ApprovalHow
    note_digest: str
    record_digest: str = ""


@event(official=True)
@dataclass(frozen=True, slots=True)
class OfficialApproved:
    """`digest` is of all that will be published, `record_digest` of the record that a second person confirmed."""

    thing: Thing
    text_id: int
    digest: str
    how: ApprovalHow
    record_digest: str = ""


@event(official=True)
@dataclass(frozen=True, slots=True)
class Repudiated:
    """The leader or head took back an approval that `people` wrote, recorded or countersigned; `digest` is of what it
    covered."""

    thing: Thing
    text_id: int
    digest: str
    was_published: bool
    people: tuple[int, ...]


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class OfficialPublished:
    """The approved text was published. `thing` is the text itself."""

    thing: Thing
    persona_id: int
    drafted_by: int | None
    approved_by: int
    digest: str


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OfficialReplaced:
    """Drafts were overtaken: another text was published, or the matter was closed."""

    thing: Thing
    text_ids: tuple[int, ...]
