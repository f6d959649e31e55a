"""Every word on screen for a state, role, noun or act, from locale/terms.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

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
def term(key: str, form: str = "vi") -> str:
    """The word for 'states.proposal.published'. `form` short or button falls back to the plain word.

    Raises KeyError for a key that is not in terms.yaml: a missing word is a fault, not a blank.
    """
    entry = _entry(key)
    return str(entry.get(form) or entry["vi"])


def term_line(key: str, form: str = "", **values: object) -> str:
    """The sentence on a timeline, filled in; the plain word where the term has no sentence."""
    entry = _entry(key)
    return str(entry.get(f"{form}_line") or entry.get("line") or entry["vi"]).format(**values)


def ball(key: str) -> str | None:
    """Whose turn it is in a state: a role-like word, or None where nobody must act."""
    found = _entry(key).get("ball")
    return str(found) if found else None


def event_word(name: str) -> str:
    """What 'threads.Assigned' is called on screen. A name that an older version recorded is shown as it was."""
    room, _, event = name.partition(".")
    found = terms()["events"].get(room, {}).get(event)
    return str(found["vi"]) if found else name


def notice(key: str, **values: object) -> str:
    """The paragraphs of a letter of `notices`, filled in."""
    return str(terms()["notices"][key]).strip().format(**values)
