"""The numbers for Prometheus: each moves by its fault, and none is served but where the operator says."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.database import PROBE, make_engine, writing_session
from forum.deadlines.models import Duty
from forum.finding.indexing import drain
from forum.health import metrics
from forum.jobs import defer
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client, open_client
from tests.notifications.test_mail import a_proposal

Numbers = dict[str, float]


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


class Served:
    """The program with its numbers, as the web process serves them."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address

    async def numbers(self) -> Numbers:
        async with httpx.AsyncClient(trust_env=False) as http:
            page = await http.get(f"http://{self.address}/metrics", timeout=60)
        found = {}
        for family in text_string_to_metric_families(page.text):
            for sample in family.samples:
                if not sample.name.endswith("_bucket"):
                    found[" ".join([sample.name, *(value for _, value in sorted(sample.labels.items()))])] = (
                        sample.value
                    )
        return found


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[Served]:
    address = free_address()
    async with open_client(settings) as client:
        state = client.app_state
        pools = {"writers": state.engine, "readers": state.readers}
        async with metrics.served(address, state.metrics, pools, state.probe):
            yield Served(client, address)


async def test_requests_are_counted_by_route_and_status_and_never_by_path(served: Served) -> None:
    await served.client.get("/quy-tac")
    await served.client.get("/nguoi-nao-do@mau.example", status=404)
    await served.client.get("/chu-de/77-mot-nguoi", status=404)
    found = await served.numbers()
    assert found["forum_request_seconds_count moderation.rules 200"] == 1
    assert found["forum_request_seconds_count - 404"] == 1
    assert found["forum_request_seconds_count threads.thread 404"] == 1
    assert not [name for name in found if "nguoi" in name]


async def test_a_connection_that_is_taken_and_one_that_is_waited_for_are_seen(
    served: Served, settings: Settings
) -> None:
    engine = served.client.app_state.engine
    one = make_engine(settings.database_url, pool_size=1, max_overflow=0)
    assert (await served.numbers())["forum_pool_in_use writers"] == 0
    async with engine.connect():
        found = await served.numbers()
        assert (found["forum_pool_in_use writers"], found["forum_pool_waits writers"]) == (1, 0)
        assert found["forum_pool_size writers"] == 14
    async with metrics.served(
        address := free_address(), metrics.Metrics(), {"one": one}, served.client.app_state.probe
    ):
        async with one.connect():
            waiting = asyncio.create_task(one.connect().__aenter__())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert (await Served(served.client, address).numbers())["forum_pool_waits one"] == 1
        await (await waiting).close()
    await one.dispose()


async def test_jobs_mails_and_their_ages_are_seen_until_they_are_done(
    served: Served, build: Builders
) -> None:
    async with writing_session(build.engine) as db:
        await defer(db, "mail_link", purpose="login", account_id=1)
        await db.execute(text("UPDATE procrastinate_events SET at = at - interval '1 hour'"))
    found = await served.numbers()
    assert (found["forum_jobs waiting"], found["forum_mails_unsent"], found["forum_workers"]) == (1, 1, 0)
    assert found["forum_jobs_oldest_seconds"] >= 3600 and found["forum_mails_oldest_seconds"] >= 3600
    async with writing_session(build.engine) as db:
        await db.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
        await db.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"))
    found = await served.numbers()
    assert (found["forum_jobs waiting"], found["forum_jobs set_aside"], found["forum_workers"]) == (0, 1, 1)


async def test_what_the_search_lacks_and_who_answers_is_seen(
    served: Served, build: Builders, settings: Settings
) -> None:
    author = await build.person(Role.intellectual)
    await a_proposal(build, author, "Hiến kế mẫu")
    assert (await served.numbers())["forum_search_marks"] > 0
    async with writing_session(build.engine) as db:
        await drain(db, now())
        await db.execute(text("UPDATE search.entries SET changed_at = changed_at - interval '1 hour'"))
    found = await served.numbers()
    assert found["forum_search_marks"] == 0 and found["forum_search_due"] > 0
    assert found["forum_search_due_oldest_seconds"] >= 3600
    await served.client.get("/tim-kiem", q="mẫu")
    found = await served.numbers()
    assert found["forum_searches_total postgresql false"] == 1


async def test_an_answer_of_the_fallback_is_counted_as_one(settings: Settings) -> None:
    away = settings.model_copy(update={"search": "meilisearch", "meilisearch_url": "http://127.0.0.1:1"})
    async with open_client(away) as client:
        await client.get("/tim-kiem", q="mẫu")
        counted = client.app_state.metrics.searches.labels("postgresql", "true")
        assert next(sample.value for family in counted.collect() for sample in family.samples) == 1


async def test_a_late_duty_and_refused_mail_are_seen(served: Served, build: Builders) -> None:
    author = await build.person(Role.intellectual)
    await a_proposal(build, author, "Hiến kế mẫu")
    before = await served.numbers()
    assert (before["forum_duties_late"], before["forum_mail_refused"]) == (0, 0)
    async with writing_session(build.engine) as db:
        await db.execute(update(Duty).values(due_at=now() - timedelta(days=1), nature="duty"))
        await db.execute(update(Account).values(mail_refused_at=now()))
    found = await served.numbers()
    assert found["forum_duties_late"] >= 1 and found["forum_mail_refused"] >= 1


async def test_a_blocked_event_loop_is_seen(served: Served) -> None:
    await asyncio.sleep(0.01)
    before = (await served.numbers())["forum_event_loop_lag_seconds_sum"]
    await asyncio.sleep(0.01)
    time.sleep(metrics.LOOK_EVERY_SECONDS + 0.3)
    await asyncio.sleep(0.05)
    assert (await served.numbers())["forum_event_loop_lag_seconds_sum"] >= before + 0.2


async def test_without_a_database_the_other_numbers_are_still_served(settings: Settings) -> None:
    nowhere = make_engine(settings.database_url.replace("/test_", "/nowhere_"), pool_size=1, patience=PROBE)
    async with (
        metrics.served(address := free_address(), metrics.Metrics(), {"writers": nowhere}, nowhere),
        httpx.AsyncClient(trust_env=False) as http,
    ):
        page = (await http.get(f"http://{address}/metrics", timeout=60)).text
    assert "forum_database_up 0.0" in page and "forum_pool_size" in page


async def test_an_address_that_is_taken_stops_nothing_and_the_site_itself_has_no_numbers(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    state = client.app_state
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        async with metrics.served(address, metrics.Metrics(), {}, state.probe):
            assert "FORUM_METRICS_ADDRESS" in caplog.text
    await client.get("/metrics", status=404)


def test_the_worker_that_serve_starts_takes_the_next_port() -> None:
    assert metrics.next_address("127.0.0.1:9100") == "127.0.0.1:9101"
    assert metrics.next_address("") == ""
    assert metrics.host_and_port("[::1]:9100") == ("::1", 9100)
