"""wrk with as many connections as a busy minute has, and an nginx with one worker that serves a folder's files."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving.measuring import free_port

CONNECTIONS = 16
# wrk itself prints 90 and 99 of a hundred, in units of its choice.
# Each request by the next of the cookies.
IN_TURN = """local cookies, n = {%s}, 0
request = function() n = n %% #cookies + 1; wrk.headers["Cookie"] = cookies[n]; return wrk.format() end
"""
P95 = 'done = function(_, latency, _) io.write("p95 ", latency:percentile(95), " us\\n") end\n'


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests a second, the time that 95 of a hundred were answered in, and how many were answered with an error."""

    rate: float
    p95_ms: float
    refused: int


def wrk(url: str, folder: Path, seconds: int, cookies: Sequence[str] = ()) -> Pace:
    """One thread. Where cookies are given, each request has the next of them."""
    script = folder / "p95.lua"
    script.write_text((IN_TURN % ", ".join(f"'{one}'" for one in cookies) if cookies else "") + P95)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, p95 = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"p95 ([\d.]+) us", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert rate is not None and p95 is not None  # it says them always
    return Pace(float(rate[1]), float(p95[1]) / 1000, int(refused[1]) if refused else 0)


@contextmanager
def nginx(folder: Path) -> Iterator[int | None]:
    """Its port, with one worker that serves the folder; None where it is not installed."""
    program = shutil.which("nginx")
    if program is None:
        yield None
        return
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; default_type text/html; client_body_temp_path {folder}/temp;\n"
        f"  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    child = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])
    try:
        time.sleep(1)
        yield port
    finally:
        child.terminate()
        child.wait(10)
