"""A worker as its operator sees it: numbers at its own address, and lines with time, level and part."""

import signal

import httpx
from sqlalchemy import text

from forum.database import writing_session
from forum.jobs import defer
from tests.builders import Builders
from tests.jobs.workers import PATIENCE_SECONDS, running, until
from tests.test_logs import LINE
from tests.test_metrics import free_address


async def test_a_worker_serves_its_numbers_and_logs_a_line_for_what_fails(build: Builders) -> None:
    settings = build.settings.model_copy(update={"mode": "production", "metrics_address": free_address()})
    async with writing_session(build.engine) as db:
        await defer(db, "mail_link", purpose="of nobody's", account_id=0)

    async def is_seen() -> bool:
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                page = await http.get(f"http://{settings.metrics_address}/metrics", timeout=60)
        except httpx.HTTPError:
            return False
        return "forum_workers 1.0" in page.text and 'forum_pool_size{pool="worker"}' in page.text

    async def is_tried() -> bool:
        tried = text(
            "SELECT count(*) FROM procrastinate_jobs "
            "WHERE task_name = 'mail_link' AND (status = 'doing' OR attempts = 0)"
        )
        async with writing_session(build.engine) as db:
            return not await db.scalar(tried)

    with running(settings) as worker:
        await until(is_seen)
        await until(is_tried)
        worker.send_signal(signal.SIGTERM)
        output = worker.communicate(timeout=PATIENCE_SECONDS)[0].decode()
        assert worker.returncode == 0, output[-3000:]
    lines = output.splitlines()
    assert [line for line in lines if not LINE.match(line)] == []
    assert [line for line in lines if "(mail_link)" in line or ("mail_link" in line and " job=" in line)]
