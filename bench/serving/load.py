"""The load of one route, from a process of its own: a few keep-alive connections, each asking as soon as it was
answered. `python -m bench.serving.load` reads a Load as JSON from stdin and prints its Answers."""

import asyncio
import json
import secrets
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Load:
    """`text` set: each request posts it as `field`, with a form key and an ending of its own, since what somebody sends
    twice is taken once; `token` is that of a form of Django."""

    port: int
    paths: list[str]
    cookie: str
    status: int
    count: int
    connections: int
    text: str = ""
    field: str = "text"
    token: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    seconds: float
    milliseconds: list[float]
    body_bytes: int


def request_of(load: Load, number: int) -> bytes:
    path = load.paths[number % len(load.paths)]
    body = b""
    if load.text:
        fields = {"_key": secrets.token_urlsafe(18), load.field: f"{load.text} {secrets.token_hex(4)}"}
        fields |= {"csrfmiddlewaretoken": load.token} if load.token else {}
        body = urlencode(fields).encode()
    lines = [
        f"{'POST' if load.text else 'GET'} {path} HTTP/1.1",
        f"host: 127.0.0.1:{load.port}",
        "sec-fetch-site: same-origin",
        f"cookie: {load.cookie}" if load.cookie else "",
        "content-type: application/x-www-form-urlencoded" if body else "",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join(line for line in lines if line).encode() + b"\r\n\r\n" + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Status and length of the body. Each page of the program says its length beforehand."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next(int(line.split(":")[1]) for line in head if line.startswith("content-length:"))
    await reader.readexactly(length)
    return int(head[0].split()[1]), length


async def run(load: Load) -> Answers:
    numbers, times, sizes = iter(range(load.count)), [], []

    async def ask_again_and_again() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", load.port, limit=2**20)
        for number in numbers:
            sent = request_of(load, number)
            began = time.perf_counter()
            writer.write(sent)
            status, size = await answer(reader)
            times.append((time.perf_counter() - began) * 1000)
            sizes.append(size)
            if status != load.status:
                raise SystemExit(f"{load.paths[number % len(load.paths)]}: {status}, not {load.status}")
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(ask_again_and_again() for _ in range(load.connections)))
    return Answers(time.perf_counter() - began, times, max(sizes))


if __name__ == "__main__":
    asked = Load(**json.load(sys.stdin))
    sys.stdout.write(json.dumps(asdict(asyncio.run(run(asked)))))
