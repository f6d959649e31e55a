"""Who may send files, how many at once and how much a day, and how a form with files comes in.

The files go to the disk as they come, and the program gets a plain form with their ids. A stranger's form comes at the
pace of any other, and their files are not taken."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import Request
from starlette.types import Receive

from forum import clock
from forum.accounts.limits import MEGABYTE, give_back_files, take_files
from forum.accounts.queries import actor_of_login
from forum.actor import Actor
from forum.database import reading_session, writing_session
from forum.errors import TooMany
from forum.files import store
from forum.files.actions import NewFile, receive
from forum.files.begun import Begun, begun
from forum.files.names import safe_name
from forum.files.policy import FILE_BYTES, FILES_OF_A_TEXT, FileRole
from forum.files.store import Incoming, StorageAway
from forum.settings import Settings
from forum.web.app_state import app_state_of
from forum.web.bodies import FILE, FORM, Gone, TooSlow, arriving
from forum.web.login import cookie_name
from forum.web.multipart import Parts
from forum.web.origin import origin_of
from forum.words import NOTHING, Words, _

AT_ONCE = 3
REST_FIELDS = ("_file_from", "_file_size", "_file_modified")  # where the sent part begins, and of what file
IDS_FIELD, KEY_FIELD, ROLE_FIELD = "file_ids", "_key", "_file_role"
MOST_BODY = FILES_OF_A_TEXT * FILE_BYTES + 4 * MEGABYTE
PLAIN_FORM = "application/x-www-form-urlencoded"
TOO_LARGE = _("tệp lớn hơn {most} MB", most=FILE_BYTES // 2**20)
TOO_MANY = _("mỗi lần nhận nhiều nhất {most} tệp", most=FILES_OF_A_TEXT)
EMPTY = _("tệp rỗng")
NOT_WHOLE = _("tệp chưa đến đủ: phần đã gửi trước đó không có ở đây; mời gửi lại tệp này")
AWAY = _("kho lưu tệp đang không trả lời, mời gửi lại tệp này sau ít phút")


def is_with_files(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")


def small_file(request: Request, name: str) -> bytes | None:
    """The content of a small file of a field of its own, which goes with its form and is not kept."""
    sent: dict[str, tuple[str, bytes]] = getattr(request.state, "small_files", {})
    _file_name, content = sent.get(name, ("", None))
    return content


@dataclass
class _Nowhere:
    """Counts a file that is not taken, and why not."""

    name: str
    reason: Words
    size: int = 0

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)


@dataclass
class _Rest:
    """What comes, from `start` on, of a file that is sent in as many tries as it takes."""

    begun: Begun
    start: int
    incoming: Incoming
    is_stored: bool = False

    @property
    def name(self) -> str:
        return self.begun.name

    @property
    def size(self) -> int:
        return self.incoming.size

    def write(self, chunk: bytes) -> None:
        self.incoming.write(chunk)

    def keep(self) -> None:
        self.is_stored = True
        self.begun.keep(self.start, self.incoming)

    def drop(self) -> None:
        self.incoming.drop()


Taken = Incoming | _Rest | _Nowhere


@dataclass
class _Taking:
    """The files of one body. `refusal`: why none of them is taken. `login_id`: whose session sends them."""

    settings: Settings
    refusal: Words
    login_id: int | None
    taken: list[Taken] = field(default_factory=list)

    def open(self, sent_name: str, fields: Mapping[str, str]) -> Taken:
        """Also given the fields that came before it: those that a script sends say which part of the file this is."""
        name = safe_name(sent_name)
        reason = TOO_MANY if len(self.taken) >= FILES_OF_A_TEXT else self.refusal
        start, size, modified = (_number(fields.get(one, "")) for one in REST_FIELDS)
        if reason is NOTHING and size is not None and size > FILE_BYTES:
            file: Taken = _Nowhere(name, TOO_LARGE, size)
        elif reason is not NOTHING:
            file = _Nowhere(name, reason)
        else:
            file = Incoming(store.storage_of(self.settings), name)
            if start is not None and size is not None and modified is not None and self.login_id is not None:
                file = _Rest(begun(self.settings, self.login_id, name, size, modified), start, file)
        self.taken.append(file)
        return file

    @property
    def size(self) -> int:
        return sum(file.size for file in self.taken)

    def refuse(self, reason: Words) -> None:
        """Take none of them, if there is a reason."""
        if reason is not NOTHING:
            self.drop()
            self.taken = [_Nowhere(file.name, reason, file.size) for file in self.taken]

    def drop(self) -> None:
        for file in self.taken:
            if not isinstance(file, _Nowhere):
                file.drop()

    def break_off(self) -> None:
        """Nothing more comes: what can be continued is kept. Blocks."""
        for file in self.taken:
            if isinstance(file, _Rest) and file.size and not file.is_stored:
                with suppress(StorageAway):
                    file.keep()
        self.drop()

    def finished(self) -> list[NewFile]:
        """Blocks until they are stored."""
        return [_finished(file) for file in self.taken]


def _number(written: str) -> int | None:
    return int(written) if written.removeprefix("-").isdecimal() and len(written) <= 15 else None


def _finished(file: Taken) -> NewFile:
    if isinstance(file, _Nowhere):
        return NewFile(file.name, file.size, reason=file.reason)
    if isinstance(file, _Rest):
        return _joined(file)
    if file.is_too_large or not file.size:
        file.drop()
        return NewFile(file.name, file.size, reason=TOO_LARGE if file.size else EMPTY)
    try:
        file.finish(file.stored_as)
    except StorageAway:
        file.drop()
        return NewFile(file.name, file.size, reason=AWAY)
    return NewFile(file.name, file.size, file.digest, file.stored_as)


def _joined(rest: _Rest) -> NewFile:
    """With what came before, if that is the whole file; else all of it is to be sent again."""
    try:
        rest.keep()
        if not rest.begun.size or rest.begun.received() != rest.begun.size:
            rest.begun.forget()
            return NewFile(rest.name, rest.size, reason=NOT_WHOLE if rest.begun.size else EMPTY)
        whole = rest.begun.joined()
    except StorageAway:
        rest.drop()
        return NewFile(rest.name, rest.size, reason=AWAY)
    return NewFile(whole.name, whole.size, whole.digest, whole.stored_as)


class BrokenOff(Exception):
    """A body that did not come whole, and how many bytes of its files came."""

    def __init__(self, cause: Gone | TooSlow, came: int) -> None:
        super().__init__(cause)
        self.cause, self.came = cause, came


class Uploads:
    """The files that come to this process."""

    def __init__(self) -> None:
        self._now: Counter[int] = Counter()

    async def read(
        self, request: Request, headers: Mapping[str, str], receive_body: Receive, body: bytearray, most: int
    ) -> None:
        """Read a form with files, and leave a plain form in `body` and in the request's headers: what came of it also
        when this raises TooMany, and what `arriving` and `Parts.feed` raise. A stranger's files are not taken."""
        sender = await self._sender(request)
        account_id = sender.login.account_id if sender is not None and sender.login is not None else None
        if sender is None or account_id is None:
            try:
                await self._read(request, headers, receive_body, body, (most, most), None, NOTHING)
            except BrokenOff as broken:
                raise broken.cause from None
            return
        with self._one_more(account_id):
            length = headers.get("content-length")  # none where the body comes in chunks: counted when whole
            refusal = NOTHING if length is None else await self._count(request, account_id, int(length))
            try:
                await self._read(request, headers, receive_body, body, (most, MOST_BODY), sender, refusal)
            except BrokenOff as broken:
                if length is not None and refusal is NOTHING:
                    await self._give_back(request, account_id, int(length) - broken.came)
                raise broken.cause from None

    async def _read(
        self,
        request: Request,
        headers: Mapping[str, str],
        receive_body: Receive,
        body: bytearray,
        most: tuple[int, int],
        sender: Actor | None,
        refusal: Words,
    ) -> None:
        login = sender.login if sender is not None else None
        taking = _Taking(
            app_state_of(request).settings,
            STRANGER if sender is None else refusal,
            login.id if login is not None else None,
        )
        most_words, most_in_all = most
        parts = Parts(headers["content-type"], most_words, lambda name: taking.open(name, dict(parts.fields)))
        ids: list[int] = []
        try:
            async for chunk in arriving(receive_body, most_in_all, FORM if sender is None else FILE):
                parts.feed(chunk)
            if "content-length" not in headers and login is not None:
                taking.refuse(await self._count(request, login.account_id, taking.size))
            if sender is not None and sender.persona_id is not None and taking.taken:
                ids = await self._note(request, sender.persona_id, parts, taking)
        except (Gone, TooSlow) as cause:
            await asyncio.to_thread(taking.break_off)
            raise BrokenOff(cause, taking.size) from cause
        finally:
            if not ids:
                taking.drop()
            chosen = [(IDS_FIELD, str(one)) for one in ids]
            body += parts.as_plain_form([one for one in chosen if one not in parts.fields])
            request.scope["state"]["small_files"] = parts.small
            _make_plain(request, len(body))

    async def _note(self, request: Request, persona_id: int, parts: Parts, taking: _Taking) -> list[int]:
        files = await asyncio.to_thread(taking.finished)
        sent = dict(parts.fields)
        role = next((one for one in FileRole if one == sent.get(ROLE_FIELD)), FileRole.attachment)
        async with writing_session(app_state_of(request).engine) as db:
            return await receive(db, persona_id, sent.get(KEY_FIELD, "")[:40], files, clock.now(), role)

    async def _give_back(self, request: Request, account_id: int, size: int) -> None:
        async with writing_session(app_state_of(request).engine) as db:
            await give_back_files(db, origin_of(request), account_id, size)

    async def _sender(self, request: Request) -> Actor | None:
        app_state = app_state_of(request)
        token = request.cookies.get(cookie_name(app_state.settings.secure))
        if not token:
            return None
        async with reading_session(app_state.readers) as db:
            return await actor_of_login(db, token, clock.now())

    async def _count(self, request: Request, account_id: int, size: int) -> Words:
        """Why no more files are taken today, if so."""
        try:
            async with writing_session(app_state_of(request).engine) as db:
                await take_files(db, origin_of(request), account_id, size, clock.now())
        except TooMany as refused:
            return refused.reason
        return NOTHING

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


STRANGER = _("cần đăng nhập để gửi tệp")


def _make_plain(request: Request, length: int) -> None:
    """From here on the request is a plain form."""
    of_body = {b"content-type", b"content-length"}
    others = [(name, value) for name, value in request.scope["headers"] if name not in of_body]
    plain = [(b"content-type", PLAIN_FORM.encode()), (b"content-length", str(length).encode())]
    request.scope["headers"] = others + plain
