"""A stored file as a response, whole or the range that was asked for, a piece at a time and never in memory whole."""

import asyncio
import re
from collections.abc import Generator, Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from forum.errors import NotFound
from forum.files.store import Place
from forum.words import Words

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class StoredFile(Response):
    """The storage is asked when the response is sent: by then the connection of the database has been given back.
    Raises NotFound with `gone` where the file is not there, and StorageAway, both before anything is sent."""

    def __init__(self, place: Place, media_type: str, headers: Mapping[str, str], gone: Words) -> None:
        super().__init__(media_type=media_type, headers=headers)
        self.place, self.gone = place, gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = await asyncio.to_thread(self.place.where.size_of, self.place.name)
        if size is None:
            raise NotFound(self.gone)
        self.headers["accept-ranges"] = "bytes"
        self.headers["etag"] = etag = f'"{self.place.name}"'
        start, end = self._asked(Headers(scope=scope), size, etag)
        if start >= end and size:
            self.status_code, start, end = 416, 0, 0
            self.headers["content-range"] = f"bytes */{size}"
        self.headers["content-length"] = str(end - start)
        pieces = self.place.where.pieces(self.place.name, start, end)
        try:
            await self._send(pieces, send)
        finally:
            await asyncio.to_thread(pieces.close)

    def _asked(self, headers: Headers, size: int, etag: str) -> tuple[int, int]:
        """From where to before where. Several ranges at once, and a range of another file, are answered whole."""
        asked = RANGE.fullmatch(headers.get("range", "").strip())
        if asked is None or not any(asked.groups()) or headers.get("if-range", etag) != etag:
            return 0, size
        first, last = asked.groups()
        start = int(first) if first else max(size - int(last), 0)
        end = min(int(last) + 1, size) if first and last else size
        self.status_code = 206
        self.headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        return start, end

    async def _send(self, pieces: Generator[bytes], send: Send) -> None:
        """The first piece is there before the status is sent, so that a storage that fails is an error page."""
        piece = await asyncio.to_thread(next, pieces, b"")
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        while piece:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await asyncio.to_thread(next, pieces, b"")
        await send({"type": "http.response.body", "body": b"", "more_body": False})
