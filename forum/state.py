"""State tables: the states of a machine, the verbs that move between them, and each state's label.

A machine is a StrEnum and one StateTable next to its room's rules. A table validates itself on creation, so a
state without a label, or an unreachable one, fails at import. Columns hold the values.
"""

from collections.abc import Callable, Mapping, Set
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from forum import terms
from forum.words import Words

TONES = frozenset({"open", "done", "late", "wait", "plain"})

S = TypeVar("S", bound=StrEnum)
V = TypeVar("V", bound=str)

# The states a verb starts from, and its target: one state, one of several, or none (None).
Moves: TypeAlias = Mapping[V, tuple[frozenset[S], S | frozenset[S] | None]]

NAMES: dict[type[StrEnum], str] = {}  # enums with labels, and the key of their labels


def words(name: str) -> Callable[[type[S]], type[S]]:
    """Attach labels to the members of an enum: `states.<name>.<member>` of terms.yaml, with word and tone.

    Raises ValueError where either is missing, and for an entry without a member that is not marked `derived`.
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
    """One machine. `moves` are people's verbs, `derived` the states a recorded one may be shown as by dates
    or related rows.

    Raises ValueError for a state unreachable from `start`, or a final one not among `ends`.
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
        """The target state of a verb. Raises ValueError if it is not a single state."""
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
    """'session.live' for a state of a table; a key, as in the styleguide and the search index, is returned as
    is."""
    return f"{NAMES[type(state)]}.{state}" if isinstance(state, StrEnum) else state


def word_of(state: str, form: str = "vi") -> Words:
    """The label. `form` is short, button, or, for an official text, whose name it is in: leader."""
    return terms.term(f"states.{key_of(state)}", form)


def tone_of(state: str) -> Words | str:
    return terms.tone(f"states.{key_of(state)}")


def line_of(state: str, form: str = "", **values: object) -> Words:
    """The sentence on a timeline, filled in. `form` as in word_of."""
    return terms.term_line(f"states.{key_of(state)}", form, **values)


def turn_of(state: str) -> str | None:
    """Whose turn it is in a state: the key of a role, or None where nobody must act."""
    return terms.turn(f"states.{key_of(state)}")
