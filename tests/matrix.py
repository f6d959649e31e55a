"""Reading tests/routes.toml, and asking each route as each person."""

import io
import tomllib
import zipfile
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.shared import ROOT
from tests.world import World

EVERYBODY = (
    "visitor", "member", "author", "officer", "other_officer", "head", "other_head", "leader", "other_leader",
    "assistant", "other_assistant", "secretariat", "moderator", "second_moderator", "staff", "auditor", "administrator",
)  # fmt: skip
# What changes by asking alone: the log of log-ins' guesses, and text held for someone who must log in first.
NOT_COMPARED = {"drafts", "attempts"}


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
    data = {k: v.format_map(world.names) if isinstance(v, str) else v for k, v in row.data.items()}
    return await http.post(url, data=data, headers={"sec-fetch-site": "same-origin"})


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
