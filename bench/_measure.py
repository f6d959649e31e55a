"""One run of a case in a fresh process: seconds, CPU, and the memory of the process and its children together."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY_SECONDS = 0.02


@dataclass(frozen=True)
class Taken:
    """`cpu` in seconds of this process and its children; `peak_mib` of both at the same moment."""

    seconds: float
    cpu: float
    peak_mib: int


def in_fresh_process(module: str, case: str) -> Taken:
    done = subprocess.run([sys.executable, "-m", module, case], capture_output=True, check=True)
    return Taken(**json.loads(done.stdout))


def run_here(prepare: Callable[[], Callable[[], object]]) -> None:
    """Prepares, measures one run and prints it as JSON; what the preparing took counts for memory alone."""
    run = prepare()
    peak = [0]
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(peak, over))
    watching.start()
    cpu, start = _cpu(), time.perf_counter()
    run()
    seconds, cpu = time.perf_counter() - start, _cpu() - cpu
    over.set()
    watching.join()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        json.dumps({"seconds": seconds, "cpu": cpu, "peak_mib": max(own, peak[0] * _PAGE // 2**20)})
    )


def ratios(taken: dict[str, Taken], names: dict[str, str], unit: str) -> str:
    """The table; each row's CPU against that of the row `unit`."""
    lines = [f"| what | s | CPU s | × CPU of {names[unit]} | peak MiB |", "|---|---|---|---|---|"]
    for case, one in taken.items():
        ratio = one.cpu / taken[unit].cpu
        lines.append(f"| {names[case]} | {one.seconds:.1f} | {one.cpu:.2f} | {ratio:.1f} | {one.peak_mib} |")
    return "\n".join(lines)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _watch(peak: list[int], over: threading.Event) -> None:
    """Resident pages of this process and its direct children, where the system tells them (Linux)."""
    while not over.wait(_EVERY_SECONDS):
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        ids = ["self", *(children.read_text().split() if children.exists() else ())]
        peak[0] = max(peak[0], sum(map(_pages, ids)))


def _pages(process: str) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0  # it has just ended, or this system has no such file
