"""Events on consultations; those on texts are in contributions.events."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.consultations.dossiers import DossierKind
from forum.consultations.policy import Act, Result
from forum.journal import event
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class Created:
    thing: Thing
    body_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class Prepared:
    thing: Thing
    what: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class Announced:
    thing: Thing
    body_id: int
    opens_on: date
    closes_on: date


@event(official=True)
@dataclass(frozen=True, slots=True)
class Extended:
    thing: Thing
    closes_before: date
    closes_on: date
    reason: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class AddedToDossier:
    """A file goes with a version of the draft; `digest` is of its content."""

    thing: Thing
    paper_id: int
    number: int
    kind: DossierKind
    digest: str


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class RemovedFromDossier:
    """Before readers had it."""

    thing: Thing
    paper_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class DraftEdited:
    """A version in preparation. `verb` is edited, inserted, split, joined, removed or pasted."""

    thing: Thing
    verb: str
    text_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class VersionPrepared:
    """A later version was brought in; it is not public yet."""

    thing: Thing
    number: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class VersionDiscarded:
    thing: Thing
    number: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class ParagraphSettled:
    """A person said what became of a paragraph in the version in preparation."""

    thing: Thing
    paragraph_id: int


@event()
@dataclass(frozen=True, slots=True)
class NoticeClosed:
    """A notice that waited was closed: its time is over (`late`), or `another` of its kind or a later `round` took its
    place; tells the office."""

    thing: Thing
    text_id: int
    why: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A later version is shown, and a new round begins."""

    thing: Thing
    number: int
    opens_on: date
    closes_on: date
    what_changed: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class SlipMended:
    """A slip in the version that is shown; the words before it stay as a revision."""

    thing: Thing
    paragraph_id: int
    notice_id: int
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class OpinionPlaced:
    """An opinion whose paragraph was split or removed stands at another one now; notifies its author."""

    thing: Thing
    opinion_id: int
    paragraph_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class OpinionAnswered:
    """An opinion's response was published; notifies its author."""

    thing: Thing
    opinion_id: int
    response_id: int
    result: Result


@event(official=True)
@dataclass(frozen=True, slots=True)
class OpinionReopened:
    """The head in whose name it was answered does not stand by that response: another is owed, by `due_at` unless the
    opinion is hidden or the consultation was stopped."""

    thing: Thing
    opinion_id: int
    response_id: int
    due_at: datetime | None


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OpinionsLabelled:
    """Put into a group of issues, or taken out of it."""

    thing: Thing
    label_id: int
    opinion_ids: tuple[int, ...]
    takes_away: bool


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class LabelRenamed:
    thing: Thing
    label_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class LabelDeleted:
    thing: Thing
    label_id: int


@event()
@dataclass(frozen=True, slots=True)
class OpinionsAssigned:
    """To a person of the drafting body, who is told."""

    thing: Thing
    officer_id: int
    opinion_ids: tuple[int, ...]


@event(official=True)
@dataclass(frozen=True, slots=True)
class ResponseObjected:
    """An author says that a published response misses the point: the body answers again, and is told."""

    thing: Thing
    opinion_id: int
    response_id: int


@event()
@dataclass(frozen=True, slots=True)
class ObjectionWindowEnded:
    """The consultation ended while an author could still say that a response misses the point, or had said so and waits
    for another (`was_sent`); notifies that author."""

    thing: Thing
    opinion_id: int
    was_sent: bool


@event(official=True)
@dataclass(frozen=True, slots=True)
class WordingAnswered:
    """An author says whether the wording that was made of their own is what they meant; the body is told."""

    thing: Thing
    opinion_id: int
    response_id: int
    agrees: bool


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NamingAllowed:
    """An author says whether they are named beside their wording."""

    thing: Thing
    is_allowed: bool


@event(official=True)
@dataclass(frozen=True, slots=True)
class Concluded:
    thing: Thing
    opinion_count: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class Stopped:
    thing: Thing
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class EndTakenBack:
    """The head disowns the notice that concluded or stopped it: it goes on."""

    thing: Thing
    text_id: int
    act: Act


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class Issued:
    """`digest` is of the signed copy that came with it."""

    thing: Thing
    number: str
    on: date
    digest: str = ""


@event()
@dataclass(frozen=True, slots=True)
class OpinionsSubmitted:
    """Several opinions of one author were sent at once."""

    thing: Thing
    persona_id: int
    submission_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class IssuedTextEntered:
    """The text as it was issued was brought in; it is not public yet."""

    thing: Thing
    number: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class IssuedTextPublished:
    """The issued text stands beside the last draft; who wrote is told."""

    thing: Thing
    number: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class UptakesConfirmed:
    """An officer says of these opinions whether they stand in the issued text."""

    thing: Thing
    opinion_ids: tuple[int, ...]


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class TemplateAdded:
    """Of answers; `thing` is the body."""

    thing: Thing
    template_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class TemplateChanged:
    thing: Thing
    template_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class TemplateRetired:
    thing: Thing
    template_id: int


@event()
@dataclass(frozen=True, slots=True)
class OpinionNoted:
    """By the office, for itself; the colleagues who are mentioned are told."""

    thing: Thing
    note_id: int
    mentioned: tuple[int, ...]


@event()
@dataclass(frozen=True, slots=True)
class NoteCorrected:
    """By its writer; only those are told who were never mentioned in it before."""

    thing: Thing
    note_id: int
    mentioned: tuple[int, ...]
