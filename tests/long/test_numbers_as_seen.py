"""Another program counts the same lists: LibreOffice's plain text shows the numbers that we resolve."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from forum.paperwork.reading.docx.reader import docx_blocks
from tests.paperwork.reading.word import abstract, level, listed, number, paragraph, word_file

STYLES = ["decimal", "upperRoman", "lowerRoman", "lowerLetter", "upperLetter", "decimalZero"]
FILES = 12
PARAGRAPHS = 25


def random_file(seed: int) -> bytes:
    """Two lists of three levels; a second number of the first list may go on or start anew."""
    chance = random.Random(seed)
    lists = "".join(abstract(name, *(random_level(place, chance) for place in range(3))) for name in (1, 2))
    starts = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    numbers = number(1, 1) + number(2, 2) + number(3, 1, starts if chance.random() < 0.5 else "")
    body, depth = "", 0
    for count in range(PARAGRAPHS):
        depth = min(depth + 1, 2) if chance.random() < 0.4 else chance.randrange(depth + 1)
        which = chance.choice([1, 1, 1, 2, 3])
        body += listed(f"câu {count}", which, depth) if chance.random() < 0.85 else paragraph(f"câu {count}")
    return word_file(body, numbering=lists + numbers)


def random_level(place: int, chance: random.Random) -> str:
    whole = ".".join(f"%{above}" for above in range(1, place + 2))
    return level(
        place, chance.choice(STYLES), chance.choice([whole + ".", f"%{place + 1})", f"%{place + 1}."])
    )


def seen_in(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[bytes, str]]:
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    folder = tmp_path_factory.mktemp("numbers")
    files = {seed: random_file(seed) for seed in range(FILES)}
    for seed, content in files.items():
        (folder / f"{seed}.docx").write_bytes(content)
    _convert(office, folder)
    return {
        seed: (content, (folder / f"{seed}.txt").read_text(encoding="utf-8-sig"))
        for seed, content in files.items()
    }


@pytest.mark.parametrize("seed", range(FILES))
def test_the_numbers_are_those_that_libreoffice_shows(seed: int, shown: dict[int, tuple[bytes, str]]) -> None:
    content, text = shown[seed]
    blocks, _ = docx_blocks(content)
    assert [f"{block.marker} {block.text}".strip() for block in blocks] == seen_in(text)


def _convert(office: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = [str(path) for path in sorted(folder.glob("*.docx"))]
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=180)
