"""Events and the writers of their letters fit together."""

import importlib

import pytest

from forum.consultations.events import Concluded
from forum.journal import EVENTS
from forum.notifications.dispatch import LETTER_WRITERS, notifies


def test_every_event_that_notifies_has_a_writer_and_no_other_has_one() -> None:
    importlib.import_module("forum.notifications.letters")
    assert {name for name, known in EVENTS.items() if known.notifies} == set(LETTER_WRITERS)


def test_a_second_writer_of_an_event_is_refused_where_it_is_declared() -> None:
    importlib.import_module("forum.notifications.letters")
    with pytest.raises(ValueError, match=r"consultations\.Concluded"):
        notifies(Concluded)(LETTER_WRITERS["consultations.Concluded"])
