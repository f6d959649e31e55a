"""What may not be seen is sought everywhere: every canary of the world, by every way that leads out of the house.

Each hidden text holds a word of its own (tests/world.py `hide`), noted with who may read it. The world is built by
the real actions; what was public first was told and indexed in a real Meilisearch before it was hidden.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

import search.server
from forum import clock
from forum.app import create_app
from forum.audience import Visibility
from forum.commitments.policy import Part
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.policy import NAME, OfficialState
from forum.database import embedded, make_engine, reading_session, writing_session
from forum.finding.indexing import drain, push_now
from forum.kinds import KINDS, is_text
from forum.progress.policy import KIND as PROGRESS
from forum.settings import Settings
from tests.builders import Builders
from tests.matrix import EVERYBODY, rows, seen_in
from tests.shared import ROOT
from tests.whole_world import WholeWorld, clone, every_line, settings_of
from tests.world import CANARY, World
from tests.world_hidden import BAIT, MAKERS


@dataclass(frozen=True)
class Hidden:
    """The furnished database with its search engine, and what was written while it was furnished."""

    settings: Settings
    world: World
    lines: list[str]


@pytest.fixture(scope="module")
def log() -> Iterator[list[str]]:
    with every_line() as lines:
        yield lines


@pytest.fixture(scope="module")
def app_state(
    server: embedded.Server,
    whole_world: WholeWorld,
    log: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Hidden]:
    binary = search.server.ensure_binary(ROOT / ".tools")
    assert binary, "Meilisearch is needed: set FORUM_MEILISEARCH_BIN, or have npm"
    engine = search.server.start(Path(tmp_path_factory.mktemp("meilisearch")), binary)
    log.extend(whole_world.lines)
    with clone(server, whole_world.database) as name:
        searched = {"search": "meilisearch", "meilisearch_url": engine.url, "meilisearch_key": engine.key}
        settings = settings_of(server.url("forum_app", name)).model_copy(update=searched)
        asyncio.run(_work_and_index(settings))
        yield Hidden(settings, whole_world.world(), log)
    engine.stop()


async def _work_and_index(settings: Settings) -> None:
    await _no_canary_in_jobs(settings)
    engine = make_engine(settings.database_url)
    await Builders(engine, settings).run_jobs()
    await engine.dispose()
    await _index(settings)


async def _index(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    read = 1
    while read:
        async with writing_session(engine) as db:
            read = await drain(db, clock.now())
    await push_now(settings, engine)
    await engine.dispose()


async def _no_canary_in_jobs(settings: Settings) -> None:
    """While they still wait: a job's arguments are ids."""
    engine = make_engine(settings.database_url)
    async with reading_session(engine) as db:
        args = (await db.scalars(text("SELECT args::text FROM procrastinate_jobs"))).all()
    await engine.dispose()
    assert len(args) > 50
    assert [one for one in args if CANARY in one] == []


@asynccontextmanager
async def browsing(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http,
    ):
        yield http


def become(http: httpx.AsyncClient, world: World, person: str) -> None:
    http.cookies.clear()
    if person != "visitor":
        http.cookies.set("hien_ke", world.tokens[person], domain="hien-ke.test")


async def query(settings: Settings, sql: str) -> list[str]:
    engine = make_engine(settings.database_url)
    async with reading_session(engine) as db:
        found = [" ".join(map(str, row)) for row in await db.execute(text(sql))]
    await engine.dispose()
    return found


async def test_every_way_of_being_hidden_has_a_canary(app_state: Hidden) -> None:
    """A new state of texts, or a new step of official ones, fails here until the world has a text in it."""
    needed = {
        f"{kind} {state}"
        for kind, state in product(MAKERS, set(Visibility) - {"draft", "published"} - SHOWN_ONCE)
    }
    needed |= {f"{kind} {state} after it was shown" for kind, state in product(MAKERS, SHOWN_ONCE)}
    needed |= {f"{kind} {state} after it was shown" for kind, state in product(MAKERS, MASKED)}
    needed |= {f"{kind} masked" for kind in MAKERS}
    needed |= {f"answer {state}" for state in set(OfficialState) - {OfficialState.published}}
    needed |= {f"response {state}" for state in set(OfficialState) - {OfficialState.published}}
    needed |= {f"proposal_answer {state}" for state in ("drafted", "awaiting_approval", "restricted")}
    needed |= {f"revision {state}" for state in ("pending", "refused", "unshown")}
    needed |= {"proposal restricted", "forum restricted", "commitment restricted", "session planned"}
    needed |= {"consultation draft", "guiding question", "minutes draft", "stop proposed", "draft unsent"}
    needed |= {"announcement awaiting_approval", "announcement approved"}
    needed |= {
        "concern",
        "author question",
        "decision",
        "appeal",
        "sent back",
        "approval note",
        "saved search",
    }
    needed |= {f"copy of a {name}" for name, kind in KINDS.items() if kind.documents is not None}
    assert needed - {one.what for one in app_state.world.canaries} == set()


SHOWN_ONCE = {"hidden", "interim_hidden"}
MASKED = {"masked", "interim_masked"}


def test_every_kind_of_a_person_s_words_is_hidden_in_the_world() -> None:
    """A new kind fails here until the world has its words in every state, and so is sought everywhere."""
    official = {kind.official_text for kind in KINDS.values()}
    judged = {name for name, kind in KINDS.items() if is_text(kind) and name not in official}
    judged -= {NAME}  # shown with every text of its person: tests/contributions/test_names.py
    judged -= {
        "consultation_notice",  # a body's, approved by its head: hidden in the world as 'stop proposed'
        *SessionTextKind,  # the chair's: 'announcement …', 'minutes draft'
        PROGRESS,  # a body's on a task, approved by its head: 'progress_report …'
        *Part,  # a body's or a leader's on a commitment: 'report …', 'request …', 'ruling …'
        "suggestion",  # read by the chair's side alone: hidden in the world as 'suggestion'
    }
    assert judged - set(MAKERS) == set()


async def test_every_hidden_text_of_the_world_holds_its_canary(app_state: Hidden) -> None:
    """By the database itself: no text is closed to the public and left out of what is sought. Texts that the desk's
    own part of the world leaves waiting are the same kinds in the same states."""
    closed = await query(
        app_state.settings,
        "SELECT DISTINCT kind || ' ' || visibility FROM contributions WHERE visibility <> 'published'",
    )
    held = await query(
        app_state.settings,
        "SELECT DISTINCT kind || ' ' || visibility FROM contributions "
        f"WHERE visibility <> 'published' AND text LIKE '%{CANARY}%'",
    )
    assert sorted(closed) == sorted(held)
    revisions = await query(
        app_state.settings, f"SELECT DISTINCT state FROM revisions WHERE text LIKE '%{CANARY}%'"
    )
    assert {"pending", "refused", "unshown"} <= set(revisions)


async def test_no_log_journal_chain_mark_or_vocabulary_holds_a_hidden_word(app_state: Hidden) -> None:
    """Where hidden text must not lie at all, whoever may read it."""
    tables = await query(
        app_state.settings,
        "SELECT schemaname || '.' || tablename FROM pg_tables "
        "WHERE schemaname IN ('public', 'moderation', 'search') ORDER BY 1",
    )
    holding = set()
    for table in tables:
        found = await query(
            app_state.settings, f"SELECT count(*) FROM {table} t WHERE lower(t::text) LIKE '%{CANARY}%'"
        )
        if found != ["0"]:
            holding.add(table)
    assert holding - TEXTS == set()
    assert [line for line in app_state.lines if CANARY in line.lower()] == []


RESTRICTED = ("commitment", "proposal", "proposal_answer")
# Where people's words lie: each of these is read through its own rights.
TEXTS = {
    f"public.{name}"
    for name in (
        "contributions", "revisions", "files", "drafts", "threads", "opinions", "questions", "contact_sessions",
        "attendances", "consultations", "forums", "draft_versions", "dossier_papers", "paragraph_texts",
        "guiding_questions",
        "official_texts", "promised_lines", "concerns", "author_questions", "commitments", "notices", "sample_mails",
        "saved_searches", "opinion_notes", "former_notes", "answer_templates", "quick_notes", "own_notes",
        "entered_people", "minutes_suggestions",
    )
} | {"moderation.decisions", "moderation.appeals", "search.entries", "search.vocabulary"}  # fmt: skip


async def test_the_index_holds_published_texts_alone_each_with_its_readers(app_state: Hidden) -> None:
    """search.entries and its copy in Meilisearch: restricted texts for their people, and nothing that is hidden."""
    entries = await query(
        app_state.settings,
        f"SELECT audience::text || ' ' || kind FROM search.entries WHERE entries::text LIKE '%{CANARY}%' "
        "AND NOT removed",
    )
    body, leader = app_state.world.names["body"], app_state.world.names["leader"]
    of_body = [f"{{body:{body}}} {kind}" for kind in RESTRICTED]
    assert sorted(entries) == [*of_body, f"{{leader:{leader},secretariat}} suggestion"]
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.post(
            f"{app_state.settings.meilisearch_url}/indexes/entries/documents/fetch",
            json={"limit": 10_000},
            headers={"authorization": f"Bearer {app_state.settings.meilisearch_key}"},
        )
    documents = [one for one in reply.json()["results"] if CANARY in str(one)]
    assert len(documents) == len(entries)
    readers = [[f"body:{body}"], [f"leader:{leader}", "secretariat"]]
    assert all(one["audience"] in readers for one in documents)


async def test_mail_and_notices_name_only_what_their_reader_may_read(app_state: Hidden) -> None:
    world = app_state.world
    people = {account.email: name for name, account in world.people.items()} | world.colleagues
    public = {one.what for one in world.canaries if one.was_public}
    wrong = []
    for sent in await query(app_state.settings, 'SELECT "to", subject, text FROM sample_mails'):
        person = people.get(sent.split(" ", 1)[0], "visitor")
        wrong += [(person, what) for what in world.leaked(sent, person) if what not in public]
    assert wrong[:40] == []


async def met(http: httpx.AsyncClient, world: World, person: str, url: str, **headers: str) -> list[str]:
    """What somebody meets at an address and should not."""
    become(http, world, person)
    response = await http.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    broken = [f"{person} at {url}: {response.status_code}"] if response.status_code >= 500 else []
    return broken + [f"{person} at {url}: {what}" for what in world.leaked(seen_in(response), person)]


async def test_fragments_show_no_more_than_pages_do(app_state: Hidden) -> None:
    """Every row of the matrix as htmx asks for it. The pages themselves, as each person: tests/test_routes.py."""
    wrong = []
    async with browsing(app_state.settings) as http:
        for row, person in product(rows(), FRAGMENT_READERS):
            if row.method == "GET" and not row.route.startswith(MAILBOX):
                url = row.url.format_map(app_state.world.names)
                wrong += await met(http, app_state.world, person, url, hx_request="true")
    assert wrong[:40] == []


# The mailbox of sample mode shows each mail to everybody; who may be sent what is asked above.
MAILBOX = "/hop-thu"
# Those who ask: nobody, anybody, another body, the side itself, every other desk.
FRAGMENT_READERS = ("visitor", "member", "officer", "administrator")
NEIGHBOURS = ("member", "other_officer", "secretariat")
IDS = {
    "thread_id": ("discussion", "proposal"),
    "proposal_id": ("proposal",),
    "question_id": ("question",),
    "opinion_id": ("opinion",),
    "answer_id": ("answer", "proposal_answer"),
    "response_id": ("response",),
    "contribution_id": (*MAKERS, "answer", "proposal_answer", "response"),
}


async def addresses(app_state: Hidden) -> list[str]:
    """Every address at which the program could show a hidden text: each route that takes an id, with each id."""
    holding = await query(
        app_state.settings, f"SELECT kind, id FROM contributions WHERE contributions::text LIKE '%{CANARY}%'"
    )
    holding += await query(
        app_state.settings, "SELECT 'case', id FROM moderation.cases ORDER BY id DESC LIMIT 20"
    )
    holding += await query(
        app_state.settings, "SELECT 'decision', id FROM moderation.decisions ORDER BY id DESC LIMIT 20"
    )
    names = app_state.world.names
    holding += [f"consultation {names['prepared_consultation']}", f"session {names['planned_session']}"]
    known = [one.split() for one in holding]
    found = {f"/dien-dan/{names['restricted_forum']}", f"/theo-doi/{names['restricted_commitment']}"}
    others = {
        "session_id": names["asking_session"],
        "paragraph_id": names["prepared_paragraph"],
        "text_id": names["prepared_text"],
    }
    for route in sorted({row.route for row in rows() if row.method == "GET"}):
        pattern = re.sub(r":int|:ref|:path", "", route)
        for param, thing_id in ids_for(pattern, known):
            url = pattern.replace(f"{{{param}}}", thing_id)
            found.add(re.sub(r"\{(\w+)\}", lambda one: others.get(one[1], "1"), url))
    return sorted(found)


def ids_for(pattern: str, known: list[list[str]]) -> list[tuple[str, str]]:
    params = re.findall(r"\{(\w+)\}", pattern)
    kinds = IDS | {f"{one}_id": (one,) for one in ("case", "decision", "consultation", "session")}
    last = next((param for param in reversed(params) if param in kinds), None)
    return [(last, thing_id) for kind, thing_id in known if kind in kinds[last]] if last else []


async def test_no_address_shows_a_hidden_text_nor_does_its_refusal(app_state: Hidden) -> None:
    wrong = []
    found = await addresses(app_state)
    assert len(found) > 300
    async with browsing(app_state.settings) as http:
        for url, person in product(found, NEIGHBOURS):
            wrong += await met(http, app_state.world, person, url)
    assert wrong[:40] == []


CRAWLERS = ("member", "assistant", "officer", "auditor", "administrator")
MOST_PAGES = 250


async def test_following_every_link_leads_to_nothing_hidden(app_state: Hidden) -> None:
    wrong = []
    async with browsing(app_state.settings) as http:
        for person in CRAWLERS:
            become(http, app_state.world, person)
            waiting, known = ["/"], {"/"}
            while waiting and len(known) < MOST_PAGES:
                url = waiting.pop(0)
                response = await http.get(url)
                wrong += [
                    f"{person} at {url}: {one}" for one in app_state.world.leaked(seen_in(response), person)
                ]
                links = [one for one in re.findall(r'href="(/[^"#]*)', response.text) if is_followed(one)]
                new = [one for one in dict.fromkeys(links) if one not in known]
                known.update(new)
                waiting += new
            assert len(known) > 50
    assert wrong[:40] == []


def is_followed(url: str) -> bool:
    """Not the files of the face, the open mailbox, nor the endless combinations of a search's filters."""
    return not url.startswith(("/static", MAILBOX, "/tim-kiem?", "/tra-cuu?"))


@pytest.mark.parametrize("engine", ["meilisearch", "postgresql"])
async def test_search_neither_shows_nor_counts_nor_suggests_what_is_hidden(
    app_state: Hidden, engine: str
) -> None:
    """For the bait that every hidden text holds, and for each canary itself: by page, as one types, and at the desk."""
    settings = app_state.settings.model_copy(update={"search": engine})
    wrong = []
    async with browsing(settings) as http:
        for person in EVERYBODY:
            become(http, app_state.world, person)
            for path, typed in product(("/tim-kiem", "/tra-cuu"), (BAIT, BAIT[:-2])):
                for headers in ({}, {"hx-request": "true"}):
                    response = await http.get(path, params={"q": typed}, headers=headers)
                    if response.status_code != 200:
                        continue
                    wrong += [
                        (person, path, one) for one in app_state.world.leaked(seen_in(response), person)
                    ]
                    count = found_count(response.text)
                    if count != (READABLE if person in ("officer", "head") and typed == BAIT else 0):
                        wrong.append((person, path, f"{count} found for {typed}"))
    assert wrong[:40] == []


# The restricted proposal and its answer, for its body's people.
READABLE = 2


def found_count(page: str) -> int:
    message = re.search(r'<h2 id="found"[^>]*>\s*([^<]*)', page)
    assert message is not None
    number = re.search(r"[\d.]+", message[1])
    return int(number[0].replace(".", "")) if number else 0


@pytest.mark.parametrize("engine", ["meilisearch", "postgresql"])
async def test_asking_for_a_hidden_word_itself_finds_nothing_and_names_no_other(
    app_state: Hidden, engine: str
) -> None:
    settings = app_state.settings.model_copy(update={"search": engine})
    wrong = []
    async with browsing(settings) as http:
        become(http, app_state.world, "member")
        for one in app_state.world.canaries:
            response = await http.get("/tim-kiem", params={"q": one.word}, headers={"hx-request": "true"})
            shown = seen_in(response).replace(one.word, "")
            if found_count(response.text) or CANARY in shown.lower():
                wrong.append((one.what, found_count(response.text)))
    assert wrong[:40] == []
