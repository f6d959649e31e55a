"""The table of results, with what was aimed at and whether it was met."""

import os
import platform
from dataclasses import dataclass
from datetime import datetime

from bench.serving.filling import CONTRIBUTIONS
from bench.serving.first_load import FirstLoad
from bench.serving.measuring import Measured
from forum.clock import HANOI


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    measured: Measured
    statements: int
    constant: Measured


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many entries the index holds, the seconds that making them took, and those of copying them to Meilisearch
    where there is one."""

    count: int
    made_seconds: float
    copied_seconds: float | None

    def __str__(self) -> str:
        made = f"holds all {self.count:,} entries, made in {self.made_seconds:.0f} s"
        return (
            made
            if self.copied_seconds is None
            else f"{made} and copied to Meilisearch in {self.copied_seconds:.0f} s"
        )


@dataclass(frozen=True, slots=True)
class Results:
    lines: list[Line]
    memory_mb: float
    first_load: FirstLoad
    indexed: Indexed
    samples: int

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)


HEAD = """# One web worker on {contributions} contributions

Written by `make bench` on {day}, in {seconds:.0f} s, on {cores} cores, Python {python}, which other programs may
have used at the same time: read the ratios before the absolute figures.
Texts are made by chance from a fixed seed; {connections} connections ask as soon as they are answered. CPU is the
worker's own, the database's not counted. The constant page has as many bytes and comes from the same worker: the
ratio says how many of it could be sent for the CPU of one answer. The search index
{indexed}. Each route was asked {samples} times after it was warm.

| | requests/s | p95 ms | CPU ms | SQL statements | body kB | × CPU of the constant page |
|---|---|---|---|---|---|---|
"""


def written(results: Results, at: datetime, seconds: float) -> str:
    """RESULTS.md."""
    head = HEAD.format(
        contributions=f"{CONTRIBUTIONS:,}",
        day=at.astimezone(HANOI).strftime("%d/%m/%Y"),
        seconds=seconds,
        cores=os.cpu_count(),
        python=platform.python_version(),
        connections=4,
        samples=results.samples,
        indexed=results.indexed,
    )
    rows = "".join(_row(line) for line in results.lines)
    aims = "".join(
        f"| {what} | {aim} | {got} | {_message(met)} |\n" for what, aim, got, met in _aims(results)
    )
    return head + rows + "\n| aim | at most | measured | |\n|---|---|---|---|\n" + aims


def _row(line: Line) -> str:
    m, constant = line.measured, line.constant
    return (
        f"| {line.name} | {m.rate:.0f} | {m.p95_ms:.1f} | {m.cpu_ms:.2f} | {line.statements} "
        f"| {m.body_bytes / 1000:.1f} | {m.cpu_ms / constant.cpu_ms:.0f} |\n"
    )


def _aims(results: Results) -> list[tuple[str, str, str, bool]]:
    thread, posting, first = results.line("thread, signed in"), results.line("posting"), results.first_load
    return [
        (
            "thread page of 20 posts, signed in: CPU",
            "5 ms",
            f"{thread.measured.cpu_ms:.2f} ms",
            thread.measured.cpu_ms <= 5,
        ),
        ("the same: statements", "6", f"{thread.statements}", thread.statements <= 6),
        ("posting: CPU", "8 ms", f"{posting.measured.cpu_ms:.2f} ms", posting.measured.cpu_ms <= 8),
        (
            "memory of the worker after all of it",
            "150 MB",
            f"{results.memory_mb:.0f} MB",
            results.memory_mb < 150,
        ),
        ("first load: requests", "10", f"{first.request_count}", first.request_count <= 10),
        (
            "first load: bytes, as the worker sends them",
            "250 kB",
            f"{first.wire_bytes / 1000:.0f} kB",
            first.wire_bytes <= 250_000,
        ),
    ]


def _message(met: bool) -> str:
    return "met" if met else "**missed**"
