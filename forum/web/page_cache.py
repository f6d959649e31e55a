"""Pages that many may read, as they are at one moment; the front sends them again while that lasts."""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import brotli

from forum import clock
from forum.contributions.actions.drafts import new_key
from forum.database.snapshots import Snapshot, Snapshots

MOST_BYTES = 16_000_000  # of all pages together
MOST_SPLICED = 2_000  # pairs of a page and a person
ALONE_SECONDS = 60
MOST_ASKED = 1_000  # addresses
# A page is kept for a second, so these take little time.
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
OF_ONE_BROWSER = b'name="_key"'  # the key of a form (forum.web.forms)

# A browser may hold such a page, and asks each time whether it is still the same.
TAGGED = ((b"cache-control", b"private, no-cache"),)

Moment = tuple[Snapshot, int]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class CachedPage:
    """`body` is cut where something of one browser or person stood, and `slots` say which: first the keys of forms,
    of which each browser gets new ones, then the fragments of a person."""

    body: tuple[bytes, ...]
    slots: tuple[int, ...]
    keys: int
    headers: tuple[tuple[bytes, bytes], ...]
    route: str
    moment: Moment

    @classmethod
    def of(
        cls,
        body: bytes,
        keys: Sequence[str],
        headers: Sequence[tuple[bytes, bytes]],
        route: str,
        moment: Moment,
        fragments: Sequence[bytes] = (),
    ) -> "CachedPage | None":
        """`fragments`: what stands in the body for those of a person. None where the body gives out a form's key
        that is not among `keys`."""
        cut = [*(key.encode() for key in keys), *fragments]
        parts = re.split(b"(" + b"|".join(map(re.escape, cut)) + b")", body) if cut else [body]
        slots = tuple(cut.index(part) for part in parts[1::2])
        if body.count(OF_ONE_BROWSER) != sum(slot < len(keys) for slot in slots):
            return None
        return cls(tuple(parts[::2]), slots, len(keys), tuple(headers), route, moment)

    @cached_property
    def size(self) -> int:
        return sum(map(len, self.body))

    def answer(self, *, coding: bytes, etags: bytes) -> tuple[int, Headers, bytes]:
        """Status, headers and body, in the content coding br, gzip or none. A page with forms differs each time: it
        has no tag and is not compressed."""
        if self.slots:
            return 200, *self.filled()
        if etags and self.etag in etags:
            return 304, self.unchanged, b""
        if coding:
            return 200, *(self.by_brotli if coding == b"br" else self.by_gzip)
        return 200, *self.plain

    def filled(self, fragments: Sequence[bytes] = ()) -> tuple[Headers, bytes]:
        """With new keys, and the fragments of the person who asks."""
        own = [*(new_key().encode() for _ in range(self.keys)), *fragments]
        first, *parts = self.body
        pieces = [first]
        for slot, part in zip(self.slots, parts, strict=True):
            pieces += (own[slot], part)
        body = b"".join(pieces)
        return [*self.headers, (b"cache-control", b"no-store"), (b"content-length", b"%d" % len(body))], body

    @cached_property
    def _whole(self) -> bytes:
        return b"".join(self.body)

    @cached_property
    def etag(self) -> bytes:
        return b'"%s"' % hashlib.sha256(self._whole).hexdigest()[:32].encode()

    @cached_property
    def plain(self) -> tuple[Headers, bytes]:
        return self._sent(self._whole), self._whole

    @cached_property
    def by_gzip(self) -> tuple[Headers, bytes]:
        body = gzip.compress(self._whole, GZIP_LEVEL, mtime=0)
        return [*self._sent(body), (b"content-encoding", b"gzip")], body

    @cached_property
    def by_brotli(self) -> tuple[Headers, bytes]:
        body = brotli.compress(self._whole, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        return [*self._sent(body), (b"content-encoding", b"br")], body

    @cached_property
    def unchanged(self) -> Headers:
        repeated = (b"vary", b"cache-control")
        return [(b"etag", self.etag), *((name, value) for name, value in self.headers if name in repeated)]

    def _sent(self, body: bytes) -> Headers:
        return [*self.headers, *TAGGED, (b"etag", self.etag), (b"content-length", b"%d" % len(body))]


@dataclass(frozen=True, slots=True)
class Making:
    """`begun` is its place among all that came or began; `made` ends with the page, or None where it is not for
    everybody."""

    begun: int
    made: asyncio.Future[CachedPage | None]


@dataclass(frozen=True, slots=True)
class Spliced:
    """A page that members share, and what one of them gets in its slots."""

    page: CachedPage
    fragments: tuple[bytes, ...]


Whose = tuple[bytes, bytes]  # a page's key and the token of a log-in


@dataclass(slots=True)
class PageCache:
    """Of one moment: another one ends them all. `spliced` says of whom a shared page is theirs too, and None where the
    program answers them."""

    snapshots: Snapshots
    moment: Moment = (b"", 0)
    pages: dict[bytes, CachedPage] = field(default_factory=dict)
    in_making: dict[bytes, Making] = field(default_factory=dict)
    spliced: dict[Whose, Spliced | None] = field(default_factory=dict)
    splicing: dict[Whose, asyncio.Future[Spliced | None]] = field(default_factory=dict)
    _alone: dict[Whose, int] = field(default_factory=dict)
    _asked: dict[bytes, int] = field(default_factory=dict)
    _size: int = 0
    _counted: int = 0

    def count(self) -> int:
        """A higher number at each call: which of two came first."""
        self._counted += 1
        return self._counted

    async def now(self) -> Moment:
        """Raises SnapshotUnknown."""
        moment = (await self.snapshots.now(), int(clock.now().timestamp()))
        if moment != self.moment:
            self.moment, self._size = moment, 0
            self.pages.clear()
            self.spliced.clear()
        return moment

    def is_asked_again(self, key: bytes) -> bool:
        """Whether a member asked for it in this second or the one before. Call it once for each request."""
        second = self.moment[1]
        last = self._asked.pop(key, None)
        if len(self._asked) >= MOST_ASKED:
            self._asked.pop(next(iter(self._asked)))
        self._asked[key] = second
        return last is not None and 0 <= second - last <= 1

    def leave_alone(self, whose: Whose) -> None:
        """Ask for a minute no more whether that page is the person's too; an empty key stands for every page. Their own
        pages are made by the program, which is right at any time."""
        if len(self._alone) >= MOST_SPLICED:
            self._alone.pop(next(iter(self._alone)))
        self._alone[whose] = self.moment[1] + ALONE_SECONDS

    def is_left_alone(self, whose: Whose) -> bool:
        _key, token = whose
        _snapshot, second = self.moment
        until = max(self._alone.get(whose, 0), self._alone.get((b"", token), 0))
        return second < until <= second + ALONE_SECONDS

    def hold(self, whose: Whose, spliced: Spliced | None) -> None:
        if len(self.spliced) < MOST_SPLICED:
            self.spliced[whose] = spliced

    def store(self, key: bytes, page: CachedPage) -> None:
        if page.moment == self.moment and self._size + page.size <= MOST_BYTES:
            self.pages[key] = page
            self._size += page.size

    def begin(self, key: bytes) -> Making:
        making = self.in_making[key] = Making(self.count(), asyncio.get_running_loop().create_future())
        return making

    def end(self, key: bytes, making: Making, page: CachedPage | None) -> None:
        if not making.made.done():
            making.made.set_result(page)
            del self.in_making[key]
