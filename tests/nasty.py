"""Values that a form was not made for, sent into the fields of tests/routes.toml, and what a page then owes."""

import random
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args, get_origin
from urllib.parse import quote, unquote_plus, urlencode

import httpx
from bs4 import Tag
from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.database import embedded
from forum.fields import is_words
from forum.versions import Versioned
from forum.web.typed import SECRET
from tests.client import Page
from tests.matrix import FORMS, Row, rows, seen_version
from tests.test_routes import client_of, program_on_a_copy
from tests.world import World

# Each as it stands in a request's body.
DAYS = {
    "no day at all": "0000-00-00",
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "a day that no month has": "31/2/2026",
    "a short year": "1/1/26",
    "a day before its writing": "24/11/1582",
    "a day with an hour of its own": "2026-12-31T23:59:60",
}
NUMBERS = {
    "a superscript": quote("²"),
    "an Arabic digit": quote("١"),
    "a Roman digit": quote("ⅷ"),
    "below nothing": "-1",
    "nothing of it": "0",
    "with an exponent": "1e9",
    "endless": "1e400",
    "no number": "NaN",
    "past all columns": "9" * 21,
    "past a small column": "2147483648",
    "an underscore": "1_0",
    "a fraction": "1.5",
}
PAST_ALL_DIGITS = "9" * 5_000  # Python makes no number of more than 4,300
TEXTS = {
    "a NUL": "a%00b",
    "half a surrogate pair": "a%ED%A0%80b",
    "no UTF-8": "%FF%FE%C3",
    "past all code points": "%F5%90%80%80",
    "no percent": "%zz%",
    "a hundred thousand letters": quote("ă") * 100_000,
    "another direction": quote("\u202eabc\u2066"),
    "an unseen letter": quote("ㅤ") * 12,
    "white space": "%20%09%E3%85%A4",
    "braces": quote("{0}{x.__class__}%(n)s%s{{ x }}"),
    "a path": quote("../../x?y#z"),
    "an end of a line": "a%0D%0AX-Y:%20z",
    "a formula": quote("=HYPERLINK(1)\"'<b>"),
}
NOTHING = {"nothing": ""}
CHOICES = {"a choice that is none": "none", "a name of the language": "__class__"}
ALL = DAYS | NUMBERS | TEXTS | NOTHING | CHOICES
ALONE = 1
# What a form carries beside its fields.
FRAME = ("_key", "_way", "_seen", "_task_words")
SAME = {"sec-fetch-site": "same-origin"}
GONE = (403, 404, 409, 410, 429)  # also what another try has done
POSTS = [row for row in rows() if row.method == "POST" and row.allowed]


@dataclass(frozen=True)
class Try:
    """One request: `body` goes to `url`; `nasty` is the field that holds something else than it should."""

    what: str
    url: str
    body: bytes
    content_type: str = "application/x-www-form-urlencoded"
    nasty: frozenset[str] = frozenset()


@dataclass
class Place:
    """One row's form, filled in as its sender would, for somebody who may send it."""

    row: Row
    world: World
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.row.url.format_map(self.world.names)

    @property
    def model(self) -> type[BaseModel] | None:
        return FORMS.get(self.row.route)

    @property
    def fields(self) -> list[str]:
        return list(dict.fromkeys((*(self.model.model_fields if self.model else ()), *self.data)))

    def info(self, name: str) -> FieldInfo | None:
        return self.model.model_fields.get(name) if self.model else None

    def family(self, name: str) -> dict[str, str]:
        """The values that come nearest to what this field takes."""
        info = self.info(name)
        if info is None:
            return TEXTS
        kinds = _kinds_in(info.annotation)
        if int in kinds:
            return NUMBERS | self._ids()
        return DAYS if date in kinds else TEXTS if str in kinds else CHOICES | NUMBERS

    def is_read_by_hand(self, name: str) -> bool:
        """Before or beside the form's model."""
        return self.info(name) is None or name == "file_ids"

    def _ids(self) -> dict[str, str]:
        things = {f"the id of {name}": value for name, value in self.world.names.items() if value.isdecimal()}
        return {"an id of nothing": "999999999"} | dict(list(things.items())[:: len(things) // 4])

    def with_value(self, name: str, what: str, value: str) -> Try:
        body = f"{self._rest({name})}&{name}={value}".removeprefix("&")
        return Try(f"{name}: {what}", self.url, body.encode(), nasty=frozenset({name}))

    def with_all(self, chosen: dict[str, tuple[str, str]]) -> Try:
        body = "&".join(f"{name}={value}" for name, (_what, value) in chosen.items())
        what = ", ".join(f"{name}: {what}" for name, (what, _value) in chosen.items())
        return Try(what, self.url, body.encode(), nasty=frozenset(chosen))

    def twice(self, name: str) -> Try:
        body = f"{urlencode(self.data, doseq=True)}&{name}=1&{name}=2"
        return Try(f"{name} twice more", self.url, body.encode(), nasty=frozenset({name}))

    def as_file(self, name: str) -> Try:
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{value}\r\n'
            for one, values in self.data.items()
            for value in (values if isinstance(values, list) else [values])
            if one != name
        ]
        file = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a\0.exe"\r\n\r\na\0b\r\n--x--\r\n'
        body = ("".join(parts) + file).encode()
        return Try(f"{name} is a file", self.url, body, "multipart/form-data; boundary=x", frozenset({name}))

    def elsewhere(self, what: str, value: str) -> Iterator[Try]:
        """Each part of the address that names something, with another value in its place."""
        for name in [one for one in self.world.names if f"{{{one}}}" in self.row.url]:
            url = self.row.url.format_map(self.world.names | {name: value})
            yield Try(f"at {name}: {what}", url, urlencode(self.data, doseq=True).encode())

    def _rest(self, without: set[str]) -> str:
        return urlencode({k: v for k, v in self.data.items() if k not in without}, doseq=True)

    def faults(self, sent: Try, page: Page) -> Iterator[str]:
        """A failure, a refusal that is no page, and words that the refusal's page does not hold."""
        if page.status >= 500:
            yield str(page.status)
        if not 400 <= page.status < 500:
            return
        if page.soup.find("h1") is None:
            yield f"{page.status} without a page"
        for name in self.fields:
            info = self.info(name)
            if name in SECRET or info is None or not is_words(info.metadata):
                continue
            typed = self._typed(sent, name)
            if typed is not None and not _holds(page, name, typed):
                yield f"{page.status} lost {name}"

    def _typed(self, sent: Try, name: str) -> str | None:
        """What was typed into the field, where there is one answer to that."""
        if name not in sent.nasty:
            typed = self.data.get(name)
            return typed if isinstance(typed, str) and " " in typed else None
        values = [
            part.partition("=")[2] for part in sent.body.decode().split("&") if part.startswith(f"{name}=")
        ]
        if len(values) != 1 or sent.content_type != "application/x-www-form-urlencoded":
            return None
        typed = unquote_plus(values[0])
        return typed if "\0" not in typed and len(typed.split()) > 1 else None


def _kinds_in(annotation: Any) -> set[object]:
    if get_origin(annotation) is None:
        return {annotation}
    return set().union(*(_kinds_in(one) for one in get_args(annotation)))


def _holds(page: Page, name: str, typed: str) -> bool:
    control = page.soup.find(["textarea", "input"], attrs={"name": name})
    seen = page.field(name) if isinstance(control, Tag) else page.soup.get_text(" ")
    return _plain(typed) in _plain(seen)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


class House:
    """The program on a copy of the world, made anew where what a form is about has gone by an earlier request."""

    def __init__(self, server: embedded.Server, source: str, world: World) -> None:
        self.server, self.source, self.world = server, source, world
        self.is_changed = False
        self._open = AsyncExitStack()
        self._app: FastAPI | None = None
        self._http: httpx.AsyncClient | None = None

    async def send(self, row: Row, sent: Try) -> Page:
        page = await self._sent(row, sent)
        if page.status in GONE and self.is_changed:
            await self.close()
            page = await self._sent(row, sent)
        self.is_changed = self.is_changed or page.status < 400
        return page

    async def _sent(self, row: Row, sent: Try) -> Page:
        http = await self.client_of(row)
        headers = SAME | {"content-type": sent.content_type}
        return Page(await http.post(sent.url, content=sent.body, headers=headers))

    async def faults(self, tries: Callable[[Place, random.Random], Iterator[Try]], seed: str) -> list[str]:
        """Sends to each form what `tries` makes of it."""
        wrong: list[str] = []
        for place in await self.places():
            row = place.row
            for sent in tries(place, random.Random(f"{seed} {row.name}")):
                page = await self.send(row, sent)
                wrong += [f"{row.name} {sent.what}: {one}" for one in place.faults(sent, page)]
        return wrong

    async def post(self, row: Row, data: dict[str, Any]) -> httpx.Response:
        http = await self.client_of(row)
        return await http.post(row.url.format_map(self.world.names), data=data, headers=SAME)

    async def engine(self) -> AsyncEngine:
        await self._client()
        assert self._app is not None
        engine: AsyncEngine = self._app.state.app_state.engine
        return engine

    async def client_of(self, row: Row | None) -> httpx.AsyncClient:
        """As who may ask or send that row; a visitor without one."""
        http = await self._client()
        http.cookies.clear()
        if token := self.world.tokens.get(row.allowed[0] if row else "", ""):
            http.cookies.set("hien_ke", token, domain="hien-ke.test")
        return http

    async def places(self) -> list[Place]:
        """Every form, read before anything is sent."""
        return [await self._place(row) for row in POSTS]

    async def _place(self, row: Row) -> Place:
        data = row.posted(self.world)
        if issubclass(FORMS.get(row.route, BaseModel), Versioned):
            data |= {"seen_version": await seen_version(await self._client(), row, self.world)}
        return Place(row, self.world, data)

    async def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._app = await self._open.enter_async_context(program_on_a_copy(self.server, self.source))
            self._http = await self._open.enter_async_context(client_of(self._app))
        return self._http

    async def close(self) -> None:
        self._http, self.is_changed = None, False
        await self._open.aclose()
        self._open = AsyncExitStack()


@asynccontextmanager
async def house_of(server: embedded.Server, furnished: tuple[str, World]) -> AsyncIterator[House]:
    house = House(server, *furnished)
    try:
        yield house
    finally:
        await house.close()


def every_try(place: Place, chance: random.Random) -> Iterator[Try]:
    """All values of a field's own kind and some of any into each, and some into what a form carries beside them."""
    for name in place.fields:
        some = dict(chance.sample(list(ALL.items()), 6))
        for what, value in (place.family(name) | some).items():
            yield place.with_value(name, what, value)
        yield place.twice(name)
        yield place.as_file(name)
        yield place.with_value(name, "past all digits", PAST_ALL_DIGITS)
    for name in FRAME:
        yield place.with_value(name, *chance.choice(list(ALL.items())))
    for what, value in NUMBERS.items():
        yield from place.elsewhere(what, value)


def a_few_tries(place: Place, chance: random.Random) -> Iterator[Try]:
    """All fields at once, some of them alone, and one thing beside them."""
    names = place.fields or list(FRAME)
    values = {name: list(place.family(name).items()) for name in names}
    yield place.with_all({name: chance.choice(values[name]) for name in names})
    for name in chance.sample(names, min(ALONE, len(names))):
        yield place.with_value(name, *chance.choice(values[name]))
    beside = [
        place.with_value(chance.choice(FRAME), *chance.choice(list(ALL.items()))),
        chance.choice((place.twice, place.as_file))(chance.choice(names)),
        *place.elsewhere(*chance.choice(list(NUMBERS.items()))),
    ]
    yield chance.choice(beside)


def too_long_numbers(place: Place, chance: random.Random) -> Iterator[Try]:
    """A number of more digits than one is made of: in all fields at once, and alone where it is read by hand."""
    if place.fields:
        yield place.with_all(dict.fromkeys(place.fields, ("past all digits", PAST_ALL_DIGITS)))
    for name in place.fields:
        if place.is_read_by_hand(name):
            yield place.with_value(name, "past all digits", PAST_ALL_DIGITS)
