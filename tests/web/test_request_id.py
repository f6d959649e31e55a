"""A failure is shown with the id that the log has it under, so that a person can tell it."""

from typing import NoReturn

import pytest
from starlette.requests import Request
from starlette.routing import Route

from tests.client import Client


async def fail(request: Request) -> NoReturn:
    raise ValueError


@pytest.fixture
async def failing(client: Client) -> Client:
    """Before a program with pages that always fail."""
    client.app.router.routes[:0] = [Route("/hong", fail, methods=["GET", "POST"]), Route("/api/hong", fail)]
    return client


async def test_the_page_of_a_failure_shows_the_id_of_the_log(failing: Client) -> None:
    page = await failing.get("/hong", status=500)
    shown = page.soup.select_one("main code.request-id")
    assert shown is not None
    assert shown.get_text() == page.response.headers["x-request-id"]
    assert page.has("Mã yêu cầu")


async def test_so_does_the_line_in_place_of_a_part_of_a_page(failing: Client) -> None:
    line = await failing.http.post("/hong", headers={"hx-request": "true", "sec-fetch-site": "same-origin"})
    assert line.status_code == 500 and "<html" not in line.text
    assert f">{line.headers['x-request-id']}</code>" in line.text


async def test_so_does_the_answer_to_a_program(failing: Client) -> None:
    answer = await failing.http.get("/api/hong")
    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_refusal_that_is_no_failure_shows_none(client: Client) -> None:
    assert not (await client.get("/khong-co-trang-nay", status=404)).has("Mã yêu cầu")
