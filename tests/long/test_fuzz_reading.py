"""Real files, damaged at random: each gives a tree or a refusal, in bounded time, and never a crash.

FUZZ_SECONDS sets how long (60 by default); FUZZ_SEED repeats a run. The seed stands in each failure.
"""

import os
import random
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import Limits, extract
from forum.paperwork.extracting.words import words_of_file
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.files import read_file
from forum.paperwork.samples.writing import write_samples

SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
ONE_FILE_SECONDS = 20  # past this a reading counts as hanging
ENDS = {0: "extracted", 1: "refused"}
SPLICES = [
    b"<w:p>",
    b"</w:p>",
    b"<w:tbl>",
    b"<w:tr/>",
    b'w:val="99999999999"',
    b"&#0;",
    b"&x;",
    b"\xff",
    b"<!DOCTYPE a>",
]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    written = write_samples("all", folder, datetime.now(UTC))
    files = {path.name: path.read_bytes() for path in written}
    document = Document()
    document.add_heading("Chương I", 1)
    for style in ("List Number", "List Bullet", "List Number 2", "Normal"):
        document.add_paragraph("Một đoạn mẫu", style)
    buffer = BytesIO()
    document.save(buffer)
    return files | {"template.docx": buffer.getvalue()}


def test_damaged_drafts_are_read_or_refused(originals: dict[str, bytes]) -> None:
    chance = random.Random(SEED)
    words = [content for name, content in originals.items() if name.endswith(".docx")]
    outcomes = {"read": 0, "refused": 0}
    for _ in _until(SECONDS * 0.6):
        content = chance.choice([damaged, damaged_inside, damaged_inside])(chance.choice(words), chance)
        with _in_time():
            try:
                read_docx(content)
                outcomes["read"] += 1
            except PaperError:
                outcomes["refused"] += 1
    print(f"seed {SEED}: DOCX {outcomes}")
    assert min(outcomes.values()) > 0


def test_damaged_text_and_markdown_are_read_or_refused(originals: dict[str, bytes]) -> None:
    chance = random.Random(SEED)
    outcomes = {"read": 0, "refused": 0}
    text = "\n".join(f"Điều {n}. Tên\n{n}. Khoản\na) điểm\n- ý\n| a | b |" for n in range(60)).encode()
    for _ in _until(SECONDS * 0.1):
        content = damaged(text, chance)
        for name in ("a.md", "a.txt"):
            with _in_time():
                try:
                    read_file(name, content)
                    outcomes["read"] += 1
                except PaperError:
                    outcomes["refused"] += 1
    print(f"seed {SEED}: text {outcomes}")
    assert outcomes["read"] > 0


def test_damaged_uploads_end_with_words_or_a_refusal(originals: dict[str, bytes]) -> None:
    """By the way that uploads take: a fresh process each, killed past its limits."""
    chance = random.Random(SEED)
    outcomes = {"extracted": 0, "refused": 0, "past the limit and ended": 0}
    for _ in _until(SECONDS * 0.1):
        with _in_time():
            try:
                extract(_damaged_upload(originals, chance), Limits(seconds=10))
                outcomes["extracted"] += 1
            except PaperError as refusal:
                ended = refusal.code in {"too_slow", "too_heavy"}
                outcomes["past the limit and ended" if ended else "refused"] += 1
    print(f"seed {SEED}: uploads in children {outcomes}")
    assert sum(outcomes.values()) > 0


def test_damaged_uploads_crash_no_reader(originals: dict[str, bytes]) -> None:
    """The same readers in forks of this process: no start to wait for, so many more files."""
    chance = random.Random(SEED + 1)
    outcomes = dict.fromkeys(ENDS.values(), 0)
    for _ in _until(SECONDS * 0.2):
        outcomes[_end_of_a_fork(_damaged_upload(originals, chance))] += 1
    print(f"seed {SEED}: uploads in forks {outcomes}")
    assert outcomes["extracted"] > 0


def _damaged_upload(originals: dict[str, bytes], chance: random.Random) -> bytes:
    name, original = chance.choice([pair for pair in originals.items() if not pair[0].endswith(".ics")])
    spoil = damaged if name.endswith(".pdf") else chance.choice([damaged, damaged_inside])
    return spoil(original, chance)


def _end_of_a_fork(content: bytes) -> str:
    """How the reader ended; one that escaped, crashed or hung fails the test by the seed."""
    fork = os.fork()
    if fork == 0:
        signal.alarm(ONE_FILE_SECONDS)
        try:
            words_of_file(content, 2_000, 5_000_000)
            if content.startswith(b"%PDF"):
                read_file("a.pdf", content)
            os._exit(0)
        except PaperError:
            os._exit(1)
        except BaseException:
            os._exit(2)
    end = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
    if end not in ENDS:
        pytest.fail(f"a reader ended with {end} (FUZZ_SEED={SEED})")
    return ENDS[end]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut off or doubled."""
    spoiled = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        place = chance.randrange(len(spoiled) + 1)
        verb = chance.randrange(4)
        if verb == 0 and place < len(spoiled):
            spoiled[place] = chance.randrange(256)
        elif verb == 1:
            del spoiled[place : place + chance.randrange(1, 400)]
        elif verb == 2:
            spoiled[place:place] = spoiled[place : place + chance.randrange(1, 400)]
        else:
            spoiled[place:place] = chance.choice(SPLICES)
    return bytes(spoiled if chance.random() < 0.8 else spoiled[: chance.randrange(len(spoiled) + 1)])


def damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """One part of the package spoiled, the package itself whole: gets past the ZIP to the readers."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        spoiled = chance.choice(names if chance.random() < 0.5 else sorted(names, key=len)[-2:])
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, spoil_xml(part, chance) if name == spoiled else part)
    return buffer.getvalue()


def spoil_xml(part: bytes, chance: random.Random) -> bytes:
    """Elements dropped, doubled or swapped, values changed: mostly still XML, no longer what Word writes."""
    pieces = part.split(b"<")
    for _ in range(chance.choice([1, 2, 8])):
        place, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        verb = chance.randrange(5)
        if verb == 0:
            del pieces[place]
        elif verb == 1:
            pieces.insert(place, pieces[other])
        elif verb == 2:
            pieces[place] = pieces[place].replace(b'"1"', b'"-7"')
        elif verb == 3:
            pieces[place] = pieces[place].replace(b"w:p", b"w:tbl")
        else:
            pieces[place] += chance.choice(SPLICES)
        if not pieces:
            return part
    return b"<".join(pieces)


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


@contextmanager
def _in_time() -> Iterator[None]:
    """A reading that hangs fails the test; whatever else escapes does so by itself, with the seed shown."""

    def stop(_signal: int, _frame: object) -> None:
        pytest.fail(f"a file took more than {ONE_FILE_SECONDS} s (FUZZ_SEED={SEED})")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(ONE_FILE_SECONDS)
    try:
        yield
    except Exception as escaped:
        raise AssertionError(f"escaped with FUZZ_SEED={SEED}") from escaped
    finally:
        signal.alarm(0)
