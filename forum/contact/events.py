"""Events on sessions, questions and answers. Those on answers have the question as their `thing`."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.contact.policy import AskerVerdict, QuestionState
from forum.journal import event
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SessionPlanned:
    thing: Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class PlanChanged:
    """Of a session that was not announced, or only what nobody was told."""

    thing: Thing


@event(official=True)
@dataclass(frozen=True, slots=True)
class SessionChanged:
    """What was announced is no longer so. `change_id` is empty in the record of earlier years."""

    thing: Thing
    change_id: int | None = None
    starts_at_before: datetime | None = None


@event(official=True)
@dataclass(frozen=True, slots=True)
class SessionChangeTakenBack:
    """By the chair."""

    thing: Thing
    change_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class ChairSignedFor:
    """Another leader approves what is said of a session from now on, since its chair left."""

    thing: Thing
    leader_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class SessionAnnounced:
    thing: Thing


@event(official=True)
@dataclass(frozen=True, slots=True)
class AgendaPublished:
    thing: Thing
    question_ids: tuple[int, ...]


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SessionOpened:
    thing: Thing


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class OpeningTakenBack:
    """It was opened by a slip of the hand: no question was called yet."""

    thing: Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SessionAdjourned:
    thing: Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SessionTextDrafted:
    """`kind` is one of texts.policy.SessionTextKind."""

    thing: Thing
    text_id: int
    kind: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class DraftOpened:
    """The draft of the minutes, to these people until that moment."""

    thing: Thing
    text_id: int
    persona_ids: tuple[int, ...]
    until: datetime


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class CorrectionSuggested:
    """Of an open draft of minutes."""

    thing: Thing
    suggestion_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class SuggestionAccepted:
    """The draft was changed by it."""

    thing: Thing
    suggestion_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class SuggestionRefused:
    thing: Thing
    suggestion_id: int
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class MinutesPublished:
    """`digest` is of all that was approved: words and record."""

    thing: Thing
    digest: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class ConclusionPublished:
    thing: Thing
    text_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class MinutesCorrected:
    thing: Thing
    text_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class SessionPostponed:
    thing: Thing
    starts_at: datetime
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class SessionCancelled:
    thing: Thing
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class PutOnAgenda:
    thing: Thing
    session_id: int
    position: int
    despite: str = ""  # why, where the asker had objected to being carried


@event(official=True)
@dataclass(frozen=True, slots=True)
class WrittenAnswerScheduled:
    thing: Thing
    session_id: int
    reason: str
    due_at: datetime


@event(official=True)
@dataclass(frozen=True, slots=True)
class QuestionMerged:
    thing: Thing
    into_id: int
    until: datetime


@event(official=True)
@dataclass(frozen=True, slots=True)
class MergeObjected:
    thing: Thing
    from_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class QuestionReferred:
    thing: Thing
    body_id: int
    reason: str
    due_at: datetime


@event(official=True)
@dataclass(frozen=True, slots=True)
class AnswerDateMoved:
    """The date of a written answer, by whoever promised it."""

    thing: Thing
    before: date
    after: date
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class QuestionDeclined:
    thing: Thing
    reason: str
    where_to_go: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class QuestionDeferred:
    thing: Thing
    from_session_id: int
    to_session_id: int
    reason: str
    deferral_count: int
    despite: str = ""  # why again, where the asker had objected to being carried


@event(official=True)
@dataclass(frozen=True, slots=True)
class DeferralObjected:
    """By the asker, to being carried to that session. A place is owed by `due_at`."""

    thing: Thing
    session_id: int
    due_at: datetime


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class QuestionCalled:
    """The question is being answered in the session."""

    thing: Thing
    session_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class OralAnswerRecorded:
    """The question was answered aloud in the session."""

    thing: Thing
    session_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class AgendaReordered:
    thing: Thing
    question_ids: tuple[int, ...]


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class QuestionTasksSet:
    thing: Thing
    task_ids: tuple[int, ...]


@event(official=True)
@dataclass(frozen=True, slots=True)
class QuestionReopened:
    """The leader in whose name it was answered does not stand by that answer: another is owed. `due_at`
    is None where it is hidden."""

    thing: Thing
    answer_id: int
    due_at: datetime | None


@event(official=True)
@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """`is_second`: after the asker said that the first answer did not answer it."""

    thing: Thing
    answer_id: int
    state: QuestionState
    is_second: bool = False


@event(official=True)
@dataclass(frozen=True, slots=True)
class AnswerRated:
    """By the asker. `due_at` is set where a second answer is owed."""

    thing: Thing
    answer_id: int
    verdict: AskerVerdict
    due_at: datetime | None


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class FloorAskedFor:
    """In a running session."""

    thing: Thing
    speaker_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SpeakerAdded:
    """By the secretariat, for somebody in the hall."""

    thing: Thing
    speaker_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class PlaceGivenUp:
    thing: Thing
    speaker_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class FloorGiven:
    thing: Thing
    speaker_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SpeakerPaused:
    thing: Thing
    speaker_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class SpeakerStopped:
    thing: Thing
    speaker_id: int
    seconds_used: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NotesAllowed:
    """By the chair's side."""

    thing: Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NotesStopped:
    """By the chair's side."""

    thing: Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NoteTaken:
    thing: Thing
    note_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NoteChanged:
    thing: Thing
    note_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NoteRemoved:
    thing: Thing
    note_id: int
