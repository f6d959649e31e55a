"""Extracts all translatable text into locale/hien_ke.pot: from Python's `_()`, the templates and terms.yaml.

`messages.py` writes it, `messages.py --check` fails if it is stale. A word of terms.yaml has its key as
context.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).parent.parent
FORUM = ROOT / "forum"
POT = FORUM / "locale" / "hien_ke.pot"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
NO_WORDS = {"tone", "turn", "derived", "code"}  # fields of an entry in terms.yaml that are not words


def words_of_terms(entry: object, key: str) -> Iterator[tuple[str, str]]:
    """(context, word) of an entry and of all below it. Items of a list are named by their code."""
    if isinstance(entry, dict):
        for name, value in entry.items():
            is_form = isinstance(value, str) and "vi" in entry
            if not (is_form and name in NO_WORDS):
                yield from words_of_terms(value, key if is_form else f"{key}.{name}" if key else name)
    elif isinstance(entry, list):
        for one in entry:
            yield from words_of_terms(one, f"{key}.{one['code']}")
    elif isinstance(entry, str):
        yield key, entry.strip()


def catalogue() -> Catalog:
    found = Catalog(project="Hiến Kế", header_comment="")
    for _name, _line, message, _comments, context in extract_from_dir(FORUM, METHODS, OPTIONS):
        found.add(message, context=context)
    terms = yaml.safe_load((FORUM / "locale" / "terms.yaml").read_text(encoding="utf-8"))
    for context, word in words_of_terms(terms, ""):
        found.add(word, context=context)
    return found


def written(found: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, found, omit_header=True, sort_output=True, no_location=True)
    return out.getvalue()


def main() -> int:
    new = written(catalogue())
    if "--check" not in sys.argv:
        POT.write_bytes(new)
        return 0
    if POT.read_bytes() == new:
        return 0
    print("forum/locale/hien_ke.pot is stale: run make messages", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
