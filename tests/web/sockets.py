"""The program behind a real socket, for senders that no client library would imitate."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from forum.settings import Settings
from forum.web.protocol import LimitedProtocol
from tests.client import running_program


@dataclass(frozen=True, slots=True)
class Served:
    app: FastAPI
    port: int

    async def open(self, start: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection that has sent this."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(start)
        await writer.drain()
        return reader, writer

    async def answer_to(self, request: bytes) -> bytes:
        """Everything that is answered until the program closes the connection."""
        reader, writer = await self.open(request)
        try:
            return await reader.read()
        finally:
            writer.close()

    async def status_of(self, path: str) -> int:
        answered = await self.answer_to(
            f"GET {path} HTTP/1.1\r\nhost: hien-ke.test\r\nconnection: close\r\n\r\n".encode()
        )
        return int(answered.split()[1])


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[Served]:
    """As `forum serve` runs it."""
    async with running_program(settings) as app:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(200)
        config = uvicorn.Config(
            app,
            http=LimitedProtocol,
            ws="none",
            lifespan="off",
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield Served(app, listening.getsockname()[1])
        finally:
            server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await serving
            listening.close()
