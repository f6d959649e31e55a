"""The part of RESULTS.md that tells of the sizes, from the raw files alone."""

from bench.growing.crowding import CROWD
from bench.growing.filling import BLOCK
from bench.growing.measuring import Figures, middle
from bench.serving.wrk import CONNECTIONS

MOST_GROWTH, WORST = 1.2, 20
# At most, by how a page's name begins.
WEB_MS = {
    "thread of 20": 5,
    "thread, signed in": 5,
    "search": 12,
    "desk of 5,000": 10,
    "moderator's desk": 10,
}


def table(raw: list[Figures]) -> str:
    """Ratios first, then what they are of, then the routes that grew most."""
    ratios, grown = ([_ratios(raw)], [_grown(raw)]) if len(raw) > 1 else ([], [])
    return "\n\n".join([_head(raw), *ratios, _aims(raw[-1]), *(_figures(one) for one in raw), *grown])


def _aims(one: Figures) -> str:
    """At the greatest size."""
    pages = {page["name"]: page for page in one["pages"]}
    met = [
        (f"{name}: CPU ms of the web process", most, middle(page, "cpu", "web_ms") or 0)
        for name, page in pages.items()
        if (most := next((limit for start, limit in WEB_MS.items() if name.startswith(start)), 0))
    ]
    if one["posting"]:
        met.append(("posting: CPU ms of the web process", 8, one["posting"]["web_ms"]))
    met += [
        ("memory of the worker, MB", 150, one["memory_mb"]),
    ]
    shares = [
        (middle(page, "front", "rate") or 0) / (middle(page, "constant", "rate") or 1)
        for page in pages.values()
        if "front" in page["rounds"]
    ]
    lines = [f"| aim, at {one['size']:,} | at most | measured | |", "|---|---|---|---|"]
    lines += [f"| {name} | {most} | {found:.1f} | {_message(found <= most)} |" for name, most, found in met]
    least = min(shares)
    lines.append(
        f"| pages by the front, of the constant answer | at least 50% | {least:.0%} | {_message(least >= 0.5)} |"
    )
    return "\n".join(lines)


def _message(met: bool) -> str:
    return "met" if met else "**missed**"


def _head(raw: list[Figures]) -> str:
    stood = "; ".join(
        f"{one['size']:,}: {one['contributions']:,} contributions, {one['measured_on']}, {one['rounds']} rounds of "
        f"{one['seconds']} s, load {one['load_before']} before, filled in {one['filled_s']} s"
        for one in raw
    )
    return (
        f"At each size: {CROWD}.\nTexts repeat each {BLOCK:,}. Search is PostgreSQL's own. {CONNECTIONS} connections, "
        "in turns; the middle round counts. CPU\nis by the kernel's count, of the web process and of all PostgreSQL's, "
        f"for one answer, at 2 connections. No other forum is\nmeasured beside it yet.\n\n{stood}."
    )


def _ratios(raw: list[Figures]) -> str:
    """Per page, each size's CPU against the smallest's, of web and database together."""
    first, *more = raw
    sizes = " | ".join(f"× at {one['size']:,}" for one in more)
    lines = [f"| page, uncached | CPU ms at {first['size']:,} | {sizes} |", "|---|---|" + "---|" * len(more)]
    for page in first["pages"]:
        cpu = _cpu(page)
        grown = [_cpu(same) / cpu for one in more for same in one["pages"] if same["name"] == page["name"]]
        lines.append(f"| {page['name']} | {cpu:.1f} | {' | '.join(map(_ratio, grown))} |")
    return "\n".join(lines)


def _cpu(page: Figures) -> float:
    return (middle(page, "cpu", "web_ms") or 0) + (middle(page, "cpu", "database_ms") or 0)


def _ratio(ratio: float) -> str:
    return f"**{ratio:.1f}**" if ratio > MOST_GROWTH else f"{ratio:.1f}"


def _figures(one: Figures) -> str:
    lines = [
        f"At {one['size']:,}:\n",
        "| page | front: of the constant | of nginx | requests/s | p95 ms | uncached: requests/s | p95 ms | web ms "
        "| database ms | statements | kB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for page in one["pages"]:
        front = middle(page, "front", "rate")
        shares = [_share(front, middle(page, who, "rate")) for who in ("constant", "nginx")]
        paces = [_number(middle(page, who, what), digits) for who in ("front", "program") for what, digits in
                 (("rate", 0), ("p95_ms", 1))]  # fmt: skip
        cpu = [_number(middle(page, "cpu", what), 1) for what in ("web_ms", "database_ms")]
        cells = [
            _refused(page),
            *shares,
            *paces,
            *cpu,
            str(page["statements"]),
            f"{page['bytes'] / 1000:.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    posting = one["posting"]
    if posting:
        lines.append(
            f"\nPosting: {posting['web_ms']:.1f} ms CPU of the web process, {posting['database_ms']:.1f} of the "
            f"database, p95 {posting['p95_ms']:.0f} ms."
        )
    lines.append(
        f"\nMemory of the worker after each route was asked: {one['memory_mb']} MB. It answered "
        f"{one['worker_started_s']} s after its start."
    )
    return "\n".join(lines)


def _refused(page: Figures) -> str:
    count = sum(one.get("refused", 0) for who in ("front", "program") for one in page["rounds"].get(who, ()))
    return f"{page['name']} ({count} refused)" if count else page["name"]


def _number(found: float | None, digits: int) -> str:
    return "" if found is None else f"{found:.{digits}f}"


def _share(rate: float | None, whole: float | None) -> str:
    return f"{rate / whole:.0%}" if rate and whole else ""


def _grown(raw: list[Figures]) -> str:
    """Of every route that is read, those whose CPU grew most between the least and the greatest size."""
    first, last = raw[0], raw[-1]
    both = [
        (after["web_ms"] + after["database_ms"], before["web_ms"] + before["database_ms"], url)
        for url, before in first["routes"].items()
        if (after := last["routes"].get(url)) and after["status"] < 300
    ]
    worst = sorted(both, key=lambda one: one[0] - MOST_GROWTH * one[1], reverse=True)[:WORST]
    count = sum(after > MOST_GROWTH * before + 1 for after, before, _ in both)
    lines = [
        f"Of {len(both)} addresses of tests/routes.toml, each asked by itself, {count} take more than "
        f"{MOST_GROWTH} times\n(and a millisecond) more CPU at {last['size']:,} than at {first['size']:,}. "
        "Those that grew most:\n",
        f"| address | CPU ms at {first['size']:,} | at {last['size']:,} | × |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {url} | {before:.1f} | {after:.1f} | {_ratio(after / before)} |" for after, before, url in worst
    ]
    return "\n".join(lines)
