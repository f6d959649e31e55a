"""Uploads damaged at random: each is refused or cleaned, in bounded time, and no name gets through unsaid.

FUZZ_SECONDS sets how long (60 by default, of which a half goes here); FUZZ_SEED repeats a run.
"""

import os
import random
import time
import warnings
import zipfile
from io import BytesIO

from PIL import Image

from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.errors import PaperError
from tests.paperwork.cleaning.traces import (
    NAME,
    docx_full_of_names,
    jpeg_of_a_camera,
    mentions,
    pdf_full_of_names,
    png_with_text,
    xlsx_full_of_names,
)

SECONDS = int(os.environ.get("FUZZ_SECONDS", "60")) / 2
SEED = int(os.environ.get("FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
ONE_FILE_SECONDS = 10  # of this process's own work: others may hold the machine


def originals() -> list[bytes]:
    made = [
        docx_full_of_names(),
        xlsx_full_of_names(),
        pdf_full_of_names(),
        jpeg_of_a_camera(),
        png_with_text(),
    ]
    for kind in ("GIF", "WEBP", "JPEG"):
        buffer = BytesIO()
        Image.effect_noise((30, 30), 50).convert("RGB").save(buffer, kind)
        made.append(buffer.getvalue())
    return made


def damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(content))
        match chance.choice(("flip", "flip", "cut", "repeat", "end")):
            case "flip":
                content = content[:place] + bytes((chance.randrange(256),)) + content[place + 1 :]
            case "cut":
                content = content[:place] + content[place + chance.randint(1, 30) :]
            case "repeat":
                content = content[:place] + content[place // 2 :][: chance.randint(1, 40)] + content[place:]
            case _:
                content = content[: place + 1]
        if not content:
            return b"\0"
    return content


def damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """One part of the archive damaged, the archive itself whole."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == chosen and part else part)
    return buffer.getvalue()


def test_damaged_uploads_are_refused_or_carry_no_unsaid_name() -> None:
    chance = random.Random(SEED)
    seeds = originals()
    outcomes = {"cleaned": 0, "refused": 0}
    slowest = 0.0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        whole = chance.choice(seeds)
        inside = whole.startswith(b"PK") and chance.random() < 0.8
        content = damaged_inside(whole, chance) if inside else damaged(whole, chance)
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of each broken EXIF value
            try:
                cleaned = clean_file(content)
            except PaperError:
                outcomes["refused"] += 1
                continue
            finally:
                slowest = max(slowest, time.process_time() - started)
                assert slowest < ONE_FILE_SECONDS, f"FUZZ_SEED={SEED}"
        # A PDF's key with a letter changed is a key of somebody's own: what it holds cannot be judged. A plain text
        # hides nothing: its name stands in words.
        message = cleaned.kind in ("pdf", "txt") or NAME in cleaned.still_named
        assert message or not mentions(cleaned.content), f"FUZZ_SEED={SEED}"
        outcomes["cleaned"] += 1
    print(f"seed {SEED}: uploads {outcomes}, slowest {slowest:.1f} CPU s")
    assert min(outcomes.values()) > 10, outcomes
