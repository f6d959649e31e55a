"""What uvicorn does not limit: how long the headers of a request may take, and how large they may be."""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 10
MOST = 64_000  # bytes of the request line and all headers
REFUSALS = {
    408: b"Request Timeout",
    431: b"Request Header Fields Too Large",
}


class LimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 by httptools. A connection without a whole header in time is closed with 408, one with too large a
    header with 431."""

    _timer: asyncio.TimerHandle | None = None
    _waits_for_headers = True
    _unread = 0  # bytes of headers that are not complete yet
    _is_refused = False

    def connection_made(self, transport: Any) -> None:  # uvloop's is no asyncio.Transport
        super().connection_made(transport)
        self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        super().data_received(data)
        if self._waits_for_headers:
            self._unread += len(data)
            if self._unread > MOST:
                self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
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
