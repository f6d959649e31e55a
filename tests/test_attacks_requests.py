"""Requests that no browser of ours sends, and what every answer carries."""

import pytest

from forum.actor import Role
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client, open_client
from tests.threads.test_proposal_story import a_task

SAME = {"sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/khong-co", 404),
        ("GET", "/cua-toi", 303),
        ("GET", "/static/hienke.css", 200),
        ("GET", "/static/khong-co.css", 404),
        ("PUT", "/", 405),
        ("OPTIONS", "/hien-ke", 405),
        ("TRACE", "/", 405),
        ("POST", "/quen-mat-khau", 422),
        ("GET", "/healthz", 200),
    ],
)
async def test_every_answer_says_what_a_browser_may_run_and_keeps_signed_in_pages_out_of_caches(
    client: Client, method: str, path: str, status: int
) -> None:
    answered = await client.http.request(method, path, headers=SAME)
    assert answered.status_code == status
    policy = answered.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answered.headers["x-content-type-options"] == "nosniff"
    if not path.startswith("/static"):
        assert answered.headers["cache-control"] == "no-store"


async def test_a_refused_foreign_form_and_a_body_too_large_carry_the_policy_too(client: Client) -> None:
    foreign = await client.http.post("/dang-xuat", headers={"sec-fetch-site": "cross-site"})
    large = await client.http.post("/dang-xuat", content=b"x" * 2_000_001, headers=SAME)
    assert (foreign.status_code, large.status_code) == (403, 413)
    for answered in (foreign, large):
        assert "default-src 'none'" in answered.headers["content-security-policy"]


async def test_https_is_asked_for_again_where_the_site_has_it(settings: Settings) -> None:
    secure = settings.model_copy(update={"public_url": "https://hien-ke.test"})
    async with open_client(secure) as client:
        assert "max-age=" in (await client.http.get("/")).headers["strict-transport-security"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fsettings.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/..\\app.py",
    ],
)
async def test_no_path_leads_out_of_the_folder_of_the_face(client: Client, path: str) -> None:
    assert (await client.http.get(path)).status_code == 404


@pytest.mark.parametrize("header", ["x-http-method-override", "x-method-override", "x-http-method"])
async def test_a_header_does_not_turn_reading_into_writing(
    client: Client, build: Builders, header: str
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    await client.http.get("/dang-xuat", headers={header: "POST"})
    await client.http.get("/dang-xuat?_method=POST")
    assert (await client.http.get("/cua-toi")).status_code == 200


async def test_thousands_of_fields_and_files_are_refused_and_not_kept(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    fields = {f"f{n}": "x" for n in range(5000)}
    assert (await client.http.post("/hien-ke/moi", data=fields, headers=SAME)).status_code in (400, 413, 422)
    files = [("text", (f"{n}.txt", b"x")) for n in range(3000)]
    assert (await client.http.post("/hien-ke/moi", files=files, headers=SAME)).status_code in (400, 413, 422)


async def test_a_file_where_words_belong_is_no_text(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    task, forum = await a_task(build), await build.forum()
    sent = {"title": "Một đề xuất mẫu", "forum_id": str(forum.id), "task_ids": str(task.id)}
    files = {"text": ("../../x.txt", b"Noi dung trong mot tep", "text/plain")}
    answered = await client.http.post("/hien-ke/moi", data=sent, files=files, headers=SAME)
    assert answered.status_code == 422


@pytest.mark.parametrize("path", ["/hien-ke%0d%0aset-cookie:a=b", "/dang-nhap?tiep=/%0d%0aset-cookie:a=b"])
async def test_no_line_break_of_an_address_comes_back_as_a_header(client: Client, path: str) -> None:
    answered = await client.http.get(path)
    assert "set-cookie" not in answered.headers
