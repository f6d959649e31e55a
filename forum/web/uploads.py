"""Who may send files, how many at once and how much a day; everybody else's bodies come at the pace of a form."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

from fastapi import Request

from forum import clock
from forum.accounts.limits import MEGABYTE, take_files
from forum.accounts.queries import actor_of_login
from forum.database import reading_session, writing_session
from forum.errors import TooMany
from forum.web.app_state import app_state_of
from forum.web.bodies import FILE, FORM, Pace
from forum.web.login import cookie_name
from forum.web.origin import origin_of
from forum.words import _

AT_ONCE = 3


class Uploads:
    """The files that come to this process."""

    def __init__(self) -> None:
        self._now: Counter[int] = Counter()

    @asynccontextmanager
    async def pace_of(self, request: Request, headers: Mapping[str, str]) -> AsyncIterator[Pace]:
        """The pace at which this request's body may come: that of a file for somebody who is logged in. Raises
        TooMany past three at once or 200 MB a day."""
        account_id = await self._sender(request, headers)
        if account_id is None:
            yield FORM
            return
        with self._one_more(account_id):
            await self._count(request, account_id, int(headers.get("content-length", MEGABYTE)))
            yield FILE

    async def _sender(self, request: Request, headers: Mapping[str, str]) -> int | None:
        """The account whose file comes, None for a form without files or a stranger's."""
        if not headers.get("content-type", "").startswith("multipart/"):
            return None
        app_state = app_state_of(request)
        token = request.cookies.get(cookie_name(app_state.settings.secure))
        if not token:
            return None
        async with reading_session(app_state.readers) as db:
            actor = await actor_of_login(db, token, clock.now())
        return actor.login.account_id if actor is not None and actor.login is not None else None

    async def _count(self, request: Request, account_id: int, size: int) -> None:
        async with writing_session(app_state_of(request).engine) as db:
            await take_files(db, origin_of(request), account_id, size, clock.now())

    @contextmanager
    def _one_more(self, account_id: int) -> Iterator[None]:
        if self._now[account_id] >= AT_ONCE:
            reason = _("Ông/Bà đang gửi {count:n} tệp cùng lúc; mời đợi các tệp đó gửi xong.", count=AT_ONCE)
            raise TooMany(reason, wait=timedelta(minutes=1))
        self._now[account_id] += 1
        try:
            yield
        finally:
            self._now[account_id] -= 1
            if not self._now[account_id]:
                del self._now[account_id]
