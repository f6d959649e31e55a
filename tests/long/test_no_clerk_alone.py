"""No clerk alone makes a public line: each of them posts to every route with words of their own, then takes what they
drafted through every step of approval, and what a visitor can read is searched for those words.

What may stand in public without anybody else's approval is listed with its reason.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.contributions.models import OfficialText
from forum.database import embedded, writing_session
from tests.client import running_program
from tests.matrix import Row, ask, outcome, rows, seen_in
from tests.official_texts import as_recorded
from tests.test_every_word_is_judged import words_of
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

CLERKS = ("secretariat", "assistant", "officer", "moderator", "administrator", "staff")
WORD = "loicuacanbo"
# Not of the mechanism: drafts put up for opinions, and each one's own account.
ELSEWHERE = (
    "/gop-y-du-thao", "/cua-toi", "/dang-", "/quen-mat-khau", "/dat-lai-mat-khau", "/dia-chi", "/dong-tai-khoan",
    "/thong-bao", "/tra-cuu", "/hop-thu", "/styleguide",
)  # fmt: skip
# They must be found elsewhere, or be of a list.
LEFT_AS_POSTED = ("old_words", "section_code", "code", "rule", "destination")
PLACING = "where a question goes is the secretariat's own act, with its reason; the chair approves it in the minutes"
ROUTING = "to whom a proposal goes has a reason, by who sent it on; it promises nothing"
HOUSE = "of the city's own list of bodies, forums and places to turn to, which the administrator looks after"
NAMED = "a name of a thing or a person, not a statement of the chair"
# What a visitor may read though nobody else approved it: by route and field, each with its reason.
PERMITTED: dict[tuple[str, str], str] = {
    ("/tiep-xuc/lich-moi", "title"): NAMED,
    ("/tiep-xuc/lich-moi", "regulation"): NAMED,
    ("/tiep-xuc/lich/{series_id:int}/sua", "title"): NAMED,
    ("/tiep-xuc/lich/{series_id:int}/sua", "regulation"): NAMED,
    ("/tiep-xuc/{session_id:int}/phat-bieu/them", "name"): NAMED,
    ("/tiep-xuc/{session_id:int}/huy", "reason"): "a hall that burnt down cannot wait (decision 57)",
    ("/tiep-xuc/cau-hoi/{question_id:int}/chuyen-co-quan", "reason"): PLACING,
    ("/tiep-xuc/cau-hoi/{question_id:int}/khong-tiep-nhan", "reason"): PLACING,
    ("/tiep-xuc/cau-hoi/{question_id:int}/khong-tiep-nhan", "where_to_go"): PLACING,
    ("/tiep-xuc/cau-hoi/{question_id:int}/chuyen-ky-sau", "reason"): PLACING,
    ("/chu-de/{proposal_id:int}/giao", "reason"): ROUTING,
    ("/chu-de/{proposal_id:int}/chuyen", "reason"): ROUTING,
    ("/chu-de/{proposal_id:int}/de-nghi-lam-ro", "text"): "a question to the author, not an answer",
    **{
        ("/quan-tri/don-vi", one): HOUSE
        for one in ("name", "address", "telephone", "legal_basis", "data_protection")
    },
    ("/quan-tri/co-quan/{body_id:int}", "name"): HOUSE,
    ("/nhiem-vu/{code}/chu-tri", "reason"): HOUSE,
    ("/quan-tri/dien-dan", "title"): HOUSE,
    ("/quan-tri/dien-dan", "summary"): HOUSE,
}
# What something has happened to since: the things with pages, each by the name of its id in the routes' addresses.
SINCE = "SELECT thing_id FROM journal WHERE id > :since"
IDS = {
    "session_id": f"""
        {SINCE} AND thing_kind = 'session'
        UNION SELECT session_id FROM questions WHERE id IN ({SINCE})
        UNION SELECT session_id FROM session_texts WHERE id IN ({SINCE})""",
    "commitment_id": f"""
        {SINCE} AND thing_kind = 'commitment'
        UNION SELECT commitment_id FROM commitment_texts WHERE id IN ({SINCE})""",
    "text_id": f"""
        SELECT id FROM session_texts WHERE id IN ({SINCE})
        UNION SELECT id FROM progress_texts WHERE id IN ({SINCE})""",
    "thread_id": f"""
        SELECT id FROM threads WHERE id IN ({SINCE})
        UNION SELECT subject_id FROM contributions WHERE subject_kind = 'proposal' AND id IN ({SINCE})""",
    "contribution_id": f"SELECT id FROM contributions WHERE id IN ({SINCE})",
}
QUESTIONS = f"""
    SELECT session_id, id FROM questions
     WHERE id IN ({SINCE}) OR id IN (SELECT question_id FROM contact_answers WHERE id IN ({SINCE}))"""
# The steps of a draft, in the order in which one person would try them.
STEPS = ("trinh", "ghi-nhan-duyet", "ghi-nhan", "doi-chung", "xac-nhan", "duyet", "cong-bo")
ROWS = [row for row in rows() if not row.route.startswith(ELSEWHERE)]
POSTS = [row for row in ROWS if row.method == "POST"]
GETS = [row for row in ROWS if row.method == "GET"]
ASKED_ONCE = ("/moi", "/tham-du", "/man-hinh", "/truc-tiep")


@dataclass
class Clerk:
    """One of them before the whole program; `typed` says in which field of which route each word was typed."""

    name: str
    http: httpx.AsyncClient
    world: World
    engine: AsyncEngine
    typed: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def posts(self, row: Row) -> bool:
        """Whether the answer is that of the matrix. Each field that takes words gets one of its own; where that asks
        for too much at once, those of the matrix alone do, or none."""
        fields = [one for one in words_of(row) if one not in LEFT_AS_POSTED]
        for tried in (fields, [one for one in fields if one in row.data], []):
            if await self._posts(row, tried):
                return True
        return False

    async def _posts(self, row: Row, fields: list[str]) -> bool:
        self.world.seen_versions.clear()
        typed = replace(row, data=row.data | {one: self._word(row, one) for one in fields})
        try:
            return outcome(await ask(self.http, typed, self.world, self.name)) == row.of(self.name)
        except AssertionError:  # the page of the form is gone since something before
            return False

    def _word(self, row: Row, name: str) -> str:
        first, second = divmod(len(self.typed), 26)
        word = f"{WORD}{chr(97 + first)}{chr(97 + second)}"
        self.typed[word] = (row.route, name)
        return f"Lời {word} của riêng một cán bộ"

    async def visits(self, path: str) -> str:
        """All that a visitor gets there."""
        self.http.cookies.clear()
        response = await self.http.get(path)
        return seen_in(response) if response.status_code == 200 else ""


async def _drafts(engine: AsyncEngine) -> list[int]:
    """The official texts that hold what the clerk typed."""
    query = f"SELECT id FROM contributions c JOIN official_texts USING (id) WHERE to_jsonb(c)::text LIKE '%{WORD}%'"
    async with engine.connect() as connection:
        return list((await connection.scalars(text(query))).all())


async def _takes_through_every_step(clerk: Clerk, text_id: int) -> None:
    of_a_text = [row for row in POSTS if re.search(r"\{(text_id|answer_id):int\}", row.route)]
    steps = {row.route: row for row in of_a_text if row.route.endswith(STEPS)}
    for route in sorted(steps, key=lambda one: STEPS.index(one.rsplit("/", 1)[1])):
        async with writing_session(clerk.engine) as db:
            now = (await as_recorded(db, text_id)).model_dump()
        row = steps[route]
        url = re.sub(r"\{\w+:int\}", str(text_id), route)
        data = row.data | {name: digest for name, digest in now.items() if name in row.data}
        await clerk.posts(replace(row, url=url, data=data))


async def _addresses(engine: AsyncEngine, since: int) -> list[str]:
    """Of every page of each thing that something has happened to since that row of the journal."""
    gets = {row.route for row in GETS if row.of("visitor") != "login" and not row.route.endswith(ASKED_ONCE)}
    found: list[str] = []
    async with engine.connect() as connection:
        for name, query in IDS.items():
            routes = [one for one in gets if re.findall(r"\{(\w+)", one) == [name]]
            ids = (await connection.scalars(text(query), {"since": since})).all()
            found += [re.sub(r"\{.*?\}", str(thing_id), route) for route in routes for thing_id in ids]
        pairs = await connection.execute(text(QUESTIONS), {"since": since})
        found += [f"/tiep-xuc/{session_id}/cau-hoi/{question_id}" for session_id, question_id in pairs]
    return found


def lines_with(word: str, page: str) -> list[str]:
    soup = BeautifulSoup(page, "html5lib") if "<html" in page else None
    lines = (soup.get_text("\n") if soup else page).splitlines()
    return [line.strip()[:160] for line in lines if word in line]


async def _last_row(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text("SELECT max(id) FROM journal")) or 0)


async def _given(engine: AsyncEngine, *, approved: bool) -> set[tuple[int, str]]:
    """The official texts with an approval, each with what was approved; also those that are recorded but not yet
    witnessed, where `approved` is false."""
    async with writing_session(engine) as db:
        query = select(OfficialText.id, OfficialText.approved_digest).where(
            OfficialText.approved_digest.is_not(None)
        )
        if approved:
            query = query.where(OfficialText.approved_at.is_not(None))
        return {(row[0], row[1] or "") for row in await db.execute(query)}


@asynccontextmanager
async def _before_the_program(
    name: str, server: embedded.Server, whole_world: WholeWorld
) -> AsyncIterator[Clerk]:
    with clone(server, whole_world.database) as database:
        async with running_program(settings_of(server.url("forum_app", database))) as app:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
                yield Clerk(name, http, whole_world.world(), app.state.app_state.engine)


async def _does_all(clerk: Clerk, todo: list[Row]) -> list[Row]:
    """Every post of these, then every step of what it drafted. Returns what the world was no longer ready for."""
    left = [row for row in todo if not await clerk.posts(row)]
    for text_id in await _drafts(clerk.engine):
        await _takes_through_every_step(clerk, text_id)
    return left


async def _public_lines(clerk: Clerk, since: int) -> dict[tuple[str, str], list[str]]:
    """What a visitor reads of the clerk's words: by the route and field in which they were typed."""
    found: dict[tuple[str, str], list[str]] = {}
    seeds = [row.url.format_map(clerk.world.names) for row in GETS if row.of("visitor") == 200]
    for path in sorted({*seeds, *await _addresses(clerk.engine, since)}):
        page = await clerk.visits(path)
        for word in set(re.findall(f"{WORD}[a-z]{{2}}", page)):
            found.setdefault(clerk.typed[word], []).append(f"{path}: {lines_with(word, page)[:2]}")
    return found


@pytest.mark.parametrize("name", CLERKS)
async def test_no_clerk_alone_makes_a_public_line(
    name: str, server: embedded.Server, whole_world: WholeWorld
) -> None:
    theirs = [row for row in POSTS if name in row.allowed and words_of(row)]
    wrong: list[str] = []
    met: set[tuple[str, str]] = set()
    todo, left = POSTS, POSTS
    for _ in range(4):  # each time in a new world, for what an earlier post of the same clerk made impossible
        async with _before_the_program(name, server, whole_world) as clerk:
            before = await _given(clerk.engine, approved=False)
            since = await _last_row(clerk.engine)
            undone = await _does_all(clerk, todo)
            alone = await _given(clerk.engine, approved=True) - before
            wrong += [f"approved alone: {text_id}" for text_id, _ in alone]
            found = await _public_lines(clerk, since)
        met |= set(found)
        wrong += [f"{one}: {places[:3]}" for one, places in found.items() if one not in PERMITTED]
        left = [row for row in left if row in undone]
        if not left and todo is not POSTS:
            break
        others = [] if todo is not POSTS else [row for row in reversed(theirs) if row not in left]
        todo = [*left, *others]  # the others in reverse: what a later post wrote over
    assert wrong == [], "\n".join(wrong)
    assert left == [], "never done: " + ", ".join(row.name for row in left)
    theirs_to_read = {one for one in PERMITTED if any(row.route == one[0] for row in theirs)}
    assert theirs_to_read - met == set(), "permitted, and not public"
