"""What uvicorn does not limit: how long the headers of a request may take, and how large they may be."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 10
MOST = 64_000  # bytes of the request line and all headers
REFUSALS = {
    408: b"Request Timeout",
    431: b"Request Header Fields Too Large",
}

HOLD = "hold"  # in the state of a request: `LimitedProtocol.hold`


class Holding(Protocol):
    """Who sends on a connection that is held. `gone`: it is closed; `ready`: it takes more again."""

    def gone(self) -> None: ...

    def ready(self) -> None: ...


Hold = Callable[[Holding], "LimitedProtocol | None"]


class LimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 by httptools. A connection without a whole header in time is closed with 408, one with too large a
    header with 431."""

    _timer: asyncio.TimerHandle | None = None
    _waits_for_headers = True
    _unread = 0  # bytes of headers that are not complete yet
    _is_refused = False
    _holding: Holding | None = None

    def connection_made(self, transport: Any) -> None:  # uvloop's is no asyncio.Transport
        super().connection_made(transport)
        self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)
        if self._holding is not None:
            holding, self._holding = self._holding, None
            holding.gone()

    def hold(self, holding: Holding) -> "LimitedProtocol | None":
        """Keep the response open after the application has returned, without its tasks and what uvicorn knows of the
        request: `write` and `end` go on with it. None where that cannot be done."""
        cycle = self.cycle
        if cycle is None or not cycle.chunked_encoding or self.pipeline or self.transport.is_closing():
            return None
        cycle.disconnected = True  # so that uvicorn does not end what the application leaves open
        self._holding = holding
        vars(self).update(cycle=None, parser=None, scope=None, headers=[], pipeline=())
        return self

    @property
    def takes_more(self) -> bool:
        return not self.flow.write_paused and not self.transport.is_closing()

    def write(self, chunk: bytes) -> None:
        """`chunk` is in the chunked coding: see `chunked`."""
        self.transport.write(chunk)

    def end(self) -> None:
        self.transport.write(chunked(b""))
        self.transport.close()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._holding is not None:
            self._holding.ready()

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        if self._holding is not None:  # nobody has more to ask here
            self.transport.close()
            return
        super().data_received(data)
        if self._waits_for_headers:
            self._unread += len(data)
            if self._unread > MOST:
                self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"][HOLD] = self.hold
        self._waits_for_headers = True
        if self._timer is None:
            self._start()

    def on_headers_complete(self) -> None:
        self._stop()
        self._waits_for_headers, self._unread = False, 0
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > MOST:
            self._refuse(431)
            raise httptools.HttpParserError  # the parser stops here; its complaint is not sent
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        if not self._is_refused:
            super().send_400_response(msg)

    def _start(self) -> None:
        self._timer = self.loop.call_later(SECONDS, self._refuse, 408)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        self._stop()
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        line = b"HTTP/1.1 %d %s\r\n" % (status, REFUSALS[status])
        self.transport.write(line + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()


def chunked(part: bytes) -> bytes:
    """As HTTP/1.1 sends a part of a response whose length is not known; an empty one is its end."""
    return b"%x\r\n%b\r\n" % (len(part), part)
