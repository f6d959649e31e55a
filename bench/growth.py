"""What the pages take on 10,000 contributions, on 100,000 and on a million, beside a constant answer of the same bytes
and nginx with the same file.

`python -m bench.growth` needs wrk, and compares with nginx where it is installed (both are Debian packages). It fills
a database of its own, measures each size, writes bench/raw/<size>.json, and makes its part of bench/RESULTS.md from
the files there. `--sizes 10000 100000 1000000`, `--rounds`, `--seconds`; `--stays FOLDER` leaves the database there
and goes on from it the next time; `--only-table` measures nothing.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench._record import record
from bench.growing.filling import House, furnish, grow_to
from bench.growing.measuring import Figures, Machine, measured
from bench.growing.table import table
from bench.serving.measuring import worker
from bench.serving.wrk import nginx
from forum import clock
from forum.database import embedded

RAW = Path(__file__).with_name("raw")


def main() -> None:
    given = _arguments()
    if not given.only_table:
        if shutil.which("wrk") is None:
            raise SystemExit("wrk is not installed")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with ExitStack() as parts:
            _measure_all(given, parts)
    record("The same pages on more and more texts", "python -m bench.growth", table(raw_files()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growth")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--stays", type=Path)
    parser.add_argument("--only-table", action="store_true")
    return parser.parse_args()


def raw_files() -> list[Figures]:
    """What was measured, smallest size first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in RAW.glob("*.json")]
    return sorted(found, key=lambda one: one["size"])


def _measure_all(given: argparse.Namespace, parts: ExitStack) -> None:
    fresh = tempfile.TemporaryDirectory
    folder = given.stays or Path(parts.enter_context(fresh(prefix="hien-ke-bench-")))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)  # root's database server runs as another account and has a folder inside
    server = embedded.start(folder / "var")
    parts.callback(server.stop)
    began = time.monotonic()
    house = furnish(server, folder)
    for size in sorted(given.sizes):
        grow_to(house, folder, size)
        filled = time.monotonic() - began
        sys.stderr.write(f"{size:,} contributions after {filled:.0f} s\n")
        one = _measure(given, house, folder)
        one |= {"size": size, "filled_s": round(filled), "seconds": given.seconds, "rounds": given.rounds}
        RAW.mkdir(exist_ok=True)
        (RAW / f"{size}.json").write_text(json.dumps(one, indent=1) + "\n", encoding="utf-8")
        began = time.monotonic()


def _measure(given: argparse.Namespace, house: House, folder: Path) -> Figures:
    with house.connection() as connection:
        database_pid = _parent(connection.info.backend_pid)
        stand = connection.execute("SELECT count(*) FROM contributions").fetchone() or (0,)
    with ExitStack() as parts:
        began = time.monotonic()
        web = parts.enter_context(worker(house.settings, folder, "bench.fronting:make"))
        started = time.monotonic() - began
        files = parts.enter_context(nginx(folder))
        machine = Machine(house, web, database_pid, folder, files, given.rounds, given.seconds)
        return {
            "measured_on": clock.now().astimezone(clock.HANOI).strftime("%d/%m/%Y"),
            "cores": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "contributions": stand[0],
            "worker_started_s": round(started, 1),
            **measured(machine),
        }


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


if __name__ == "__main__":
    main()
