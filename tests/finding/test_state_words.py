"""What is found says its state in words, whether it comes from a card or from the index."""

import importlib
from enum import StrEnum

import pytest

from forum.finding.facets import state_label
from forum.state import NAMES, key_of, word_of

importlib.import_module("forum.app")  # registers every machine
STATES = [state for states in NAMES for state in states]


@pytest.mark.parametrize("state", STATES, ids=key_of)
def test_a_state_is_said_in_words(state: StrEnum) -> None:
    assert state_label(state) == word_of(state)
    assert state_label(key_of(state)) == word_of(state)
