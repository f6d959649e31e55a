"""Reading tests/routes.toml, and asking each route as each person."""

import inspect
import io
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.routes import ROUTERS
from forum.versions import Versioned
from forum.web.forms import form_of
from tests.client import Page
from tests.shared import ROOT
from tests.world import World

EVERYBODY = (
    "visitor", "member", "author", "officer", "other_officer", "head", "other_head", "leader", "other_leader",
    "assistant", "other_assistant", "secretariat", "moderator", "second_moderator", "independent_member", "staff",
    "auditor", "administrator",
)  # fmt: skip
# What changes by asking alone: the log of log-ins' guesses, text held for someone who must log in first, and what a
# passkey is to sign, which goes out with each page.
NOT_COMPARED = {"drafts", "attempts", "logins"}


def _form_of(route: APIRoute) -> type[BaseModel] | None:
    calls = (one.call for one in route.dependant.dependencies if one.call is not None)
    return next((get_model for call in calls if (get_model := _model_in(call)) is not None), None)


def _model_in(call: Callable[..., object]) -> type[BaseModel] | None:
    """What `form_of(model)` closed over."""
    if getattr(call, "__qualname__", "") != form_of.__qualname__ + ".<locals>.read":
        return None
    model: type[BaseModel] = inspect.getclosurevars(call).nonlocals["model"]
    return model


# The input of each route that has a form, by its path.
FORMS: dict[str, type[BaseModel]] = {
    route.path: model
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and (model := _form_of(route)) is not None
}


@dataclass(frozen=True)
class Row:
    """One route on one kind of thing. `expect` gives per person a status, 'login' for the way to the log-in page;
    `others` is for everybody not named. `statements` is the ceiling of a GET."""

    route: str
    method: str
    url: str
    data: dict[str, Any]
    expect: dict[str, int | str]
    statements: int | None

    @property
    def name(self) -> str:
        return f"{self.method} {self.url}"

    def of(self, person: str) -> int | str:
        return self.expect[person]

    @property
    def allowed(self) -> list[str]:
        return [one for one, expected in self.expect.items() if isinstance(expected, int) and expected < 400]

    def posted(self, world: World) -> dict[str, Any]:
        return {k: v.format_map(world.names) if isinstance(v, str) else v for k, v in self.data.items()}


def rows() -> list[Row]:
    loaded = tomllib.loads((ROOT / "tests" / "routes.toml").read_text(encoding="utf-8"))
    return [_row(raw) for raw in loaded["route"]]


def _row(raw: dict[str, Any]) -> Row:
    """`may` names who gets the first status of `gives`, everybody else gets `others`, a visitor `visitor`."""
    method = raw.get("method", "GET")
    good = raw.get("gives", 200 if method == "GET" else 303)
    others = raw.get("others", 403)
    expect: dict[str, int | str] = dict.fromkeys(EVERYBODY, others)
    expect["visitor"] = raw.get("visitor", others)
    may = raw.get("may", [])
    for person in EVERYBODY if may == "everybody" else EVERYBODY[1:] if may == "members" else may:
        expect[person] = good
    expect |= raw.get("except", {})
    return Row(
        raw["path"], method, raw.get("url", raw["path"]), raw.get("data", {}), expect, raw.get("statements")
    )


async def ask(http: httpx.AsyncClient, row: Row, world: World, person: str) -> httpx.Response:
    http.cookies.clear()
    if person != "visitor":
        http.cookies.set("hien_ke", world.tokens[person], domain="hien-ke.test")
    url = row.url.format_map(world.names)
    if row.method == "GET":
        return await http.get(url)
    data = row.posted(world)
    if issubclass(FORMS.get(row.route, BaseModel), Versioned):
        data |= {"seen_version": await seen_version(http, row, world, person)}
    return await http.post(url, data=data, headers={"sec-fetch-site": "same-origin"})


async def seen_version(http: httpx.AsyncClient, row: Row, world: World, person: str = "") -> str:
    """The version that the form carries for that person, else for one who may send it: whoever is refused is refused
    for who they are."""
    reader = person if person in row.allowed else row.allowed[0]
    name = f"{row.name} {reader}"
    if name not in world.seen_versions:
        cookies = {"hien_ke": world.tokens[reader]}
        async with httpx.AsyncClient(
            transport=http._transport, base_url=http.base_url, cookies=cookies
        ) as other:
            page = Page(await other.get(row.url.format_map(world.names)))
        is_offered = (
            page.soup.find(attrs={"name": "seen_version"}) is not None
        )  # else others moved the thing on
        world.seen_versions[name] = page.field("seen_version") if is_offered else "0"
    return world.seen_versions[name]


def outcome(response: httpx.Response) -> int | str:
    if response.status_code == 303 and response.headers["location"].startswith("/dang-nhap?tiep="):
        return "login"
    return response.status_code


def seen_in(response: httpx.Response) -> str:
    """All that came back: headers, and what is in the file, unpacked."""
    head = "\n".join(f"{k}: {v}" for k, v in response.headers.items())
    if response.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(response.content)) as file:
            return head + "".join(file.read(n).decode("utf-8", "replace") for n in file.namelist())
    return f"{head}\n{response.text}"


async def digests(engine: AsyncEngine) -> dict[str, str]:
    """A digest of each table's rows: equal before and after means that nothing was written."""
    async with engine.connect() as connection:
        tables = await connection.scalars(
            text(
                "SELECT schemaname || '.' || tablename FROM pg_tables "
                "WHERE schemaname IN ('public', 'moderation', 'search') ORDER BY 1"
            )
        )
        compared = [name for name in tables.all() if name.split(".")[1] not in NOT_COMPARED]
        each = " UNION ALL ".join(
            f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"
            for name in compared
        )
        return {row[0]: row[1] for row in await connection.execute(text(each))}
