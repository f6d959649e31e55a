"""Labels for states, roles, nouns and acts, from locale/terms.yaml; the catalogue has each under its key."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from forum.words import Words

_FILE = Path(__file__).parent / "locale" / "terms.yaml"


@cache
def terms() -> dict[str, Any]:
    return dict(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def _entry(key: str) -> dict[str, object]:
    first, *rest = key.split(".")
    found = terms()[first]
    for part in rest:
        found = found[part]
    return found if isinstance(found, dict) else {"vi": found}


@cache
def term(key: str, form: str = "vi") -> Words:
    """The word for 'states.proposal.published'. `form` short or button falls back to the plain word.

    Raises KeyError for a key not in terms.yaml: a missing word is a bug, not a blank.
    """
    entry = _entry(key)
    return Words(str(entry.get(form) or entry["vi"]), context=key)


def tone(key: str) -> str:
    """The tone of a word: one of state.TONES."""
    return str(_entry(key)["tone"])


def term_line(key: str, form: str = "", **values: object) -> Words:
    """The sentence on a timeline, filled in; the plain word for a term without one."""
    entry = _entry(key)
    line = str(entry.get(f"{form}_line") or entry.get("line") or entry["vi"])
    return Words(line, tuple(values.items()), key)


def turn(key: str) -> str | None:
    """Whose turn it is in a state: the key of a role, or None where nobody must act."""
    found = _entry(key).get("turn")
    return str(found) if found else None


def read_out(sign: str) -> Words | str:
    """How a character of a code is read out on the telephone."""
    return term(f"read_out.{sign}") if sign in terms()["read_out"] else sign


def event_word(name: str) -> Words:
    """The label of 'threads.Assigned'. Unknown names from older versions are shown as recorded."""
    room, _, event = name.partition(".")
    found = terms()["events"].get(room, {}).get(event)
    return Words(str(found["vi"]), context=f"events.{name}") if found else Words(name)


def notice(key: str, **values: object) -> Words:
    """The paragraphs of a letter in `notices`, filled in."""
    return Words(str(terms()["notices"][key]).strip(), tuple(values.items()), f"notices.{key}")
