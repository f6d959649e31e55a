"""Reading and matching drafts, as ratios to what python-docx takes to read the same file.

`python -m bench.paper_reading` writes its section of bench/RESULTS.md. Each figure comes from a process of its own.
"""

import random
import sys
from collections.abc import Callable
from io import BytesIO

from docx import Document

from bench._measure import in_fresh_process, ratios, run_here
from bench._record import record
from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.versions import match
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.text import read_text
from tests.paperwork.matching.edited_laws import edited_law

PARAGRAPHS_A_PAGE = 15
PAGES = 300
CODE_LETTERS = 500_000  # a code of law
PASSAGES = 5_000
LAW_ARTICLES = 50  # with their clauses and points some 420 paragraphs
_WORDS = "sở mẫu chủ trì thực hiện kế hoạch biển đảo năm trường hội quỹ người nghiên cứu đề tài công bố"
SYLLABLES = _WORDS.split()


def sentence(chance: random.Random, most: int = 60) -> str:
    """Common syllables and now and then a rare one, as texts have."""
    words = chance.choices(SYLLABLES, k=chance.randint(8, most))
    return " ".join(word if chance.random() < 0.7 else f"{word}{chance.randrange(400)}" for word in words)


def draft_text(chance: random.Random) -> str:
    lines = []
    for number in range(1, PAGES * PARAGRAPHS_A_PAGE // 5 + 1):
        lines += [f"Điều {number}. {sentence(chance, 12)}", f"1. {sentence(chance)}"]
        lines += [f"a) {sentence(chance)}", f"b) {sentence(chance)}", f"2. {sentence(chance)}"]
    return "\n".join(lines)


def draft_file() -> bytes:
    document = Document()
    for line in draft_text(random.Random(1)).splitlines():
        document.add_paragraph(line, "List Number" if line.startswith("2.") else None)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def by_python_docx() -> Callable[[], object]:
    content = draft_file()
    return lambda: [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]


def by_our_reader() -> Callable[[], object]:
    content = draft_file()
    return lambda: read_docx(content)


def from_text() -> Callable[[], object]:
    text = draft_text(random.Random(1))
    return lambda: read_text(text)


def code_text() -> str:
    """Chapters, articles, clauses and points, as long as the Civil Code."""
    return "Chương I\nQUY ĐỊNH CHUNG\n" + draft_text(random.Random(4))[:CODE_LETTERS]


def code_from_text() -> Callable[[], object]:
    text = code_text()
    return lambda: read_text(text)


def code_from_docx() -> Callable[[], object]:
    document = Document()
    for line in code_text().splitlines():
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    content = buffer.getvalue()
    return lambda: read_docx(content)


def matching() -> Callable[[], object]:
    chance = random.Random(2)
    old = [Passage(f"old{place}", sentence(chance)) for place in range(PASSAGES)]
    new = [Passage(f"new{place}", _edited(passage.text, chance)) for place, passage in enumerate(old)]
    return lambda: match(old, new)


def matching_laws() -> Callable[[], object]:
    """Two versions with four edits for each five paragraphs, as when a law is written anew."""
    draft = edited_law(5, LAW_ARTICLES, 0.8)
    return lambda: match(draft.old, draft.new)


def matching_strangers() -> Callable[[], object]:
    chance = random.Random(3)
    old = [Passage(f"old{place}", sentence(chance)) for place in range(PASSAGES)]
    new = [Passage(f"new{place}", sentence(chance)) for place in range(PASSAGES)]
    return lambda: match(old, new)


CASES: dict[str, tuple[str, Callable[[], Callable[[], object]]]] = {
    "python-docx": (f"python-docx, {PAGES} pages", by_python_docx),
    "docx": ("our DOCX reader, same file, to a tree", by_our_reader),
    "text": ("our text reader, same words, to a tree", from_text),
    "law": ("matching 420 with 430 of the shape of a law, four of five edited", matching_laws),
    "code": ("a code of 500 KB as text, to a tree", code_from_text),
    "code-docx": ("the same code as DOCX", code_from_docx),
    "match": (f"matching {PASSAGES:,} with {PASSAGES:,}, half reworded", matching),
    "strangers": (f"matching {PASSAGES:,} with {PASSAGES:,} unrelated", matching_strangers),
}


def table() -> str:
    names = {case: name for case, (name, _) in CASES.items()}
    taken = {case: in_fresh_process("bench.paper_reading", case) for case in CASES}
    return ratios(taken, names, "python-docx")


def _edited(text: str, chance: random.Random) -> str:
    words = text.split()
    if chance.random() < 0.5:
        words[chance.randrange(len(words))] = f"mới{chance.randrange(400)}"
    return " ".join(words)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_here(CASES[sys.argv[1]][1])
    else:
        record("Reading and matching drafts", "python -m bench.paper_reading", table())
