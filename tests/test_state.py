"""A table of states refuses to be made wrong, and gives each state its word, tone, line and turn."""

from enum import StrEnum

import pytest

from forum import state
from forum.state import Moves, StateTable, words
from forum.terms import terms


class Lamp(StrEnum):
    dark = "dark"
    lit = "lit"
    broken = "broken"


@pytest.fixture(autouse=True)
def _words_of_lamps(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {
        "dark": {"vi": "Tắt", "tone": "plain", "turn": "author"},
        "lit": {"vi": "Sáng", "short": "S", "line": "Sáng từ {date}.", "tone": "done"},
        "broken": {"vi": "Hỏng", "tone": "late"},
        "dim": {"vi": "Mờ", "tone": "wait", "derived": True},
    }
    monkeypatch.setitem(terms()["states"], "lamp", entries)
    monkeypatch.setattr(state, "NAMES", dict(state.NAMES))


MOVES: Moves[str, Lamp] = {
    "light": (frozenset({Lamp.dark}), Lamp.lit),
    "turn": (frozenset({Lamp.dark, Lamp.lit}), frozenset({Lamp.dark, Lamp.lit})),
    "look": (frozenset(Lamp), None),
}
BURNS_OUT = {Lamp.lit: frozenset({Lamp.broken})}


def lamps(
    moves: Moves[str, Lamp] = MOVES,
    ends: frozenset[Lamp] = frozenset({Lamp.broken}),
    derived: dict[Lamp, frozenset[Lamp]] = BURNS_OUT,
) -> StateTable[Lamp, str]:
    return StateTable("lamp", Lamp, start=Lamp.dark, moves=moves, ends=ends, derived=derived)


def test_a_table_says_what_may_be_done_and_where_it_leads() -> None:
    table = lamps()
    assert table.allows("light", Lamp.dark)
    assert not table.allows("light", Lamp.broken)
    assert table.after("light") is Lamp.lit
    with pytest.raises(ValueError):
        table.after("turn")
    with pytest.raises(ValueError):
        table.after("look")


def test_a_state_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(ValueError, match="never reached: broken"):
        lamps(derived={})


def test_ends_are_what_no_verb_and_no_clock_leaves() -> None:
    with pytest.raises(ValueError, match="lit"):
        lamps(ends=frozenset({Lamp.lit, Lamp.broken}))
    with pytest.raises(ValueError, match="broken"):
        lamps(ends=frozenset())


def test_a_verb_starts_somewhere() -> None:
    with pytest.raises(ValueError, match="starts nowhere: mend"):
        lamps({**MOVES, "mend": (frozenset(), Lamp.dark)})


def test_states_and_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = terms()["states"]["lamp"]
    monkeypatch.setitem(entries, "dim", {"vi": "Mờ", "tone": "wait"})
    with pytest.raises(ValueError, match="a word of no state: dim"):
        words("lamp")(Lamp)
    monkeypatch.setitem(entries, "dim", {**entries["dim"], "derived": True})
    monkeypatch.setitem(entries, "lit", {"vi": "Sáng", "tone": "bright"})
    with pytest.raises(ValueError, match="no tone for lit"):
        words("lamp")(Lamp)
    monkeypatch.delitem(entries, "lit")
    with pytest.raises(ValueError, match="no word for lit"):
        words("lamp")(Lamp)


def test_one_machine_has_one_table() -> None:
    lamps()
    with pytest.raises(ValueError, match="have words already"):
        lamps()


def test_a_state_has_word_tone_line_and_turn() -> None:
    lamps()
    assert state.key_of(Lamp.lit) == "lamp.lit"
    assert str(state.word_of(Lamp.lit)) == "Sáng"
    assert str(state.word_of(Lamp.lit, "short")) == "S"
    assert str(state.word_of(Lamp.broken, "short")) == "Hỏng"
    assert state.tone_of(Lamp.lit) == "done"
    assert str(state.line_of(Lamp.lit, date="24/11/2026")) == "Sáng từ 24/11/2026."
    assert state.turn_of(Lamp.dark) == "author"
    assert state.turn_of(Lamp.lit) is None
    assert str(state.word_of("lamp.dim")) == "Mờ", "a derived word has its key"
