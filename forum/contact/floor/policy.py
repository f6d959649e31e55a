"""Rules for the floor of a running session: who asks for it, who gives it, and in what order."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, Protocol, TypeVar

from forum.actor import ALLOWED, Actor, Decision, first_refusal, refused
from forum.contact.policy import SessionRow, SessionState, at_step, may_see_session, secretariat
from forum.contributions.policy import may_write
from forum.state import StateTable
from forum.words import Words, _


class SpeakerState(StrEnum):
    waiting = "waiting"
    speaking = "speaking"
    paused = "paused"
    heard = "heard"
    given_up = "given_up"


SpeakerVerb = Literal["give_floor", "pause_speaker", "stop_speaker", "give_up_place"]

HAS_THE_FLOOR = frozenset({SpeakerState.speaking, SpeakerState.paused})
ON_THE_LIST = HAS_THE_FLOOR | {SpeakerState.waiting}
SPEAKER: StateTable[SpeakerState, SpeakerVerb] = StateTable(
    "speaker",
    SpeakerState,
    start=SpeakerState.waiting,
    moves={
        "give_floor": (frozenset({SpeakerState.waiting, SpeakerState.paused}), SpeakerState.speaking),
        "pause_speaker": (frozenset({SpeakerState.speaking}), SpeakerState.paused),
        "stop_speaker": (HAS_THE_FLOOR, SpeakerState.heard),
        "give_up_place": (frozenset({SpeakerState.waiting}), SpeakerState.given_up),
    },
    ends=frozenset({SpeakerState.heard, SpeakerState.given_up}),
)
LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 1, 60, 5  # that one speaker has


class InLine(Protocol):
    @property
    def is_first(self) -> bool: ...
    @property
    def place(self) -> int: ...


One = TypeVar("One", bound=InLine)


def in_line(waiting: Iterable[One], *, first_time_first: bool) -> tuple[One, ...]:
    """In the order of asking; where the series wants it, first those who have never spoken in it."""
    return tuple(sorted(waiting, key=lambda one: (first_time_first and not one.is_first, one.place)))


def _is_live(session: SessionRow) -> Decision:
    return at_step(session.state == SessionState.live, _("Kỳ tiếp xúc không đang diễn ra."))


def may_ask_for_floor(actor: Actor, session: SessionRow) -> Decision:
    return first_refusal([may_see_session(actor, session), may_write(actor), _is_live(session)])


def may_add_speaker(actor: Actor, session: SessionRow) -> Decision:
    """The secretariat puts down somebody in the hall."""
    return first_refusal([may_see_session(actor, session), secretariat(actor), _is_live(session)])


def _fits(verb: SpeakerVerb, state: SpeakerState, words: Words) -> Decision:
    return at_step(SPEAKER.allows(verb, state), words)


def may_give_up_place(actor: Actor, session: SessionRow, state: SpeakerState, *, speaker_id: int) -> Decision:
    """By whoever asked, or by the secretariat for somebody who left. `speaker_id` is of the persona."""
    own = actor.persona_id is not None and actor.persona_id == speaker_id
    fits = _fits("give_up_place", state, _("Người này không còn chờ phát biểu."))
    return first_refusal(
        [may_see_session(actor, session), ALLOWED if own else secretariat(actor), _is_live(session), fits]
    )


def may_give_floor(
    actor: Actor, session: SessionRow, state: SpeakerState, *, somebody_speaks: bool
) -> Decision:
    """To one at a time: whoever speaks is stopped or paused first. Also to go on after a pause."""
    taken = refused("wrong_state", _("Đang có người phát biểu; đề nghị kết thúc hoặc tạm dừng trước."))
    return first_refusal(
        [
            may_see_session(actor, session),
            secretariat(actor),
            _is_live(session),
            _fits("give_floor", state, _("Người này không còn chờ phát biểu.")),
            taken if somebody_speaks else ALLOWED,
        ]
    )


def may_pause_speaker(actor: Actor, session: SessionRow, state: SpeakerState) -> Decision:
    fits = _fits("pause_speaker", state, _("Người này không đang phát biểu."))
    return first_refusal([may_see_session(actor, session), secretariat(actor), _is_live(session), fits])


def may_stop_speaker(actor: Actor, session: SessionRow, state: SpeakerState) -> Decision:
    fits = _fits("stop_speaker", state, _("Người này không đang phát biểu."))
    return first_refusal([may_see_session(actor, session), secretariat(actor), _is_live(session), fits])
