"""State tables: the states of one machine, the verbs that lead from one to another, and the face of each state.

A machine is a StrEnum and one StateTable beside the rules of its room. A table checks itself when it is made, so a
state without a word, or one to which nothing leads, stops the program at its start. Columns hold the values.
"""

from collections.abc import Callable, Mapping, Set
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from forum import terms
from forum.words import Words

TONES = frozenset({"open", "done", "late", "wait", "plain"})

S = TypeVar("S", bound=StrEnum)
V = TypeVar("V", bound=str)

# From which states a verb starts, and where it leads: to one state, to one of several, or nowhere (None).
Moves: TypeAlias = Mapping[V, tuple[frozenset[S], S | frozenset[S] | None]]

NAMES: dict[type[StrEnum], str] = {}  # every enum that has words, and what its words stand under


def words(name: str) -> Callable[[type[S]], type[S]]:
    """Give the members of an enum their words: `states.<name>.<member>` of terms.yaml, each with word and tone.

    Raises ValueError where either is missing, and for an entry of no member that is not marked `derived`.
    """

    def give(members: type[S]) -> type[S]:
        entries = terms.terms()["states"].get(name, {})
        derived = {key for key, entry in entries.items() if entry.get("derived")}
        _refuse(name, "no word for", {m for m in members if "vi" not in entries.get(m, {})})
        _refuse(name, "no tone for", {m for m in members if entries[m].get("tone") not in TONES})
        _refuse(name, "a word of no state:", set(entries) - set(members) - derived)
        _refuse(name, "these states have words already:", set(members) if members in NAMES else set())
        NAMES[members] = name
        return members

    return give


def _refuse(name: str, message: str, found: Set[str]) -> None:
    if found:
        raise ValueError(f"states.{name}: {message} {', '.join(sorted(found))}")


class StateTable(Generic[S, V]):
    """One machine. `moves` is what people do, `derived` as what a recorded state is shown by dates or by what
    hangs on it.

    Raises ValueError where a state can't be reached from `start`, or where what no verb leaves is not `ends`.
    """

    def __init__(
        self,
        name: str,
        states: type[S],
        *,
        start: S,
        moves: Moves[V, S],
        ends: frozenset[S],
        derived: Mapping[S, frozenset[S]] | None = None,
    ) -> None:
        self.start = start
        self.moves = moves
        self.next = {state: (derived or {}).get(state, frozenset()) for state in states}
        for starts, to in moves.values():
            for state in starts:
                self.next[state] |= _several(to) - {state}
        left = {state for state, to in self.next.items() if to}
        _refuse(name, "starts nowhere:", {verb for verb, (starts, _) in moves.items() if not starts})
        _refuse(name, "never reached:", set(states) - self.reached())
        _refuse(name, "an end that is left, or another state that is not:", ends ^ (set(states) - left))
        words(name)(states)

    def starts(self, verb: V) -> frozenset[S]:
        return self.moves[verb][0]

    def allows(self, verb: V, state: S) -> bool:
        return state in self.starts(verb)

    def after(self, verb: V) -> S:
        """The one state to which a verb leads. Raises ValueError where that is not one."""
        (state,) = _several(self.moves[verb][1])
        return state

    def reached(self) -> frozenset[S]:
        reached, new = frozenset({self.start}), frozenset({self.start})
        while new:
            new = frozenset().union(*(self.next[state] for state in new)) - reached
            reached |= new
        return reached


def _several(to: S | frozenset[S] | None) -> frozenset[S]:
    return frozenset() if to is None else to if isinstance(to, frozenset) else frozenset({to})


def key_of(state: str) -> str:
    """'session.live' for a state of a table; such a key, as the styleguide or the search index has it, is its own."""
    return f"{NAMES[type(state)]}.{state}" if isinstance(state, StrEnum) else state


def word_of(state: str, form: str = "vi") -> Words:
    """The word on screen. `form` is short, button, or whose name an official text stands in: leader."""
    return terms.term(f"states.{key_of(state)}", form)


def tone_of(state: str) -> Words | str:
    return terms.tone(f"states.{key_of(state)}")


def line_of(state: str, form: str = "", **values: object) -> Words:
    """The sentence on a timeline, filled in. `form` as in word_of."""
    return terms.term_line(f"states.{key_of(state)}", form, **values)


def turn_of(state: str) -> str | None:
    """Whose turn it is in a state: a role-like word, or None where nobody must act."""
    return terms.turn(f"states.{key_of(state)}")
