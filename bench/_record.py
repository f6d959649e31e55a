"""One section of bench/RESULTS.md, written anew by the program that measured it."""

import os
import platform
import re
from pathlib import Path

from forum import clock

RESULTS = Path(__file__).with_name("RESULTS.md")
NOTE = (
    "Written by `{command}` on {day}, {cores} cores, Python {python}, in fresh processes, while other programs may\n"
    "have used the machine. Read the CPU and the ratios before the seconds.\n"
)


def record(title: str, command: str, table: str) -> None:
    """Puts the section in its place, or at the end; what other programs wrote stays as it is."""
    note = NOTE.format(
        command=command,
        day=clock.now().astimezone(clock.HANOI).strftime("%d/%m/%Y"),
        cores=os.cpu_count(),
        python=platform.python_version(),
    )
    section = f"## {title}\n\n{note}\n{table}\n"
    whole = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    old = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)
    if old:
        rest = whole[old.end() :]
        whole = whole[: old.start()] + section + ("\n" + rest if rest else "")
    else:
        whole = whole.rstrip("\n") + "\n\n" + section
    RESULTS.write_text(whole, encoding="utf-8")
