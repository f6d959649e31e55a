"""What a form asks for is done once or not at all, and the page then shown is what the database says."""

import ast
from datetime import datetime
from pathlib import Path

import pytest

from forum import clock
from forum.actor import Role
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_consultation_story import (
    SetClock,
    announced,
    drafting_body,
    give,
    pasted,
    set_clock,
)
from tests.contact.scene import announced_session, asked, held, minutes_drafted, on_agenda
from tests.sources import calls_in, named, sources, tree_of

__all__ = ["set_clock"]  # a fixture


async def test_the_head_is_not_shown_an_approval_that_never_was(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    opinions = [await give(client, url, None, f"Góp ý chung thứ {n}.") for n in (1, 2)]
    set_clock(datetime.fromisoformat("2026-12-11T09:00:00+07:00"))
    await client.log_in(officer)
    for opinion in opinions:
        draft = {"opinion_ids": opinion, "result": "accept", "text": f"Tiếp thu góp ý {opinion}."}
        await client.post(f"/gop-y-du-thao/{cid}/tiep-thu", draft)
    await client.post(f"/gop-y-du-thao/{cid}/trinh")
    await client.log_in(head)
    boxes = (await client.get(f"/gop-y-du-thao/{cid}/duyet?cach=danh-sach")).soup.select(
        "input[name=approved]"
    )
    ticked = [str(box["value"]) for box in boxes]
    await client.log_in(officer)
    edited = {"result": "accept", "text": "Tiếp thu, sau khi đã sửa lời văn."}
    second = f"/gop-y-du-thao/tiep-thu/{ticked[1].split(':')[0]}/sua"
    await client.post(second, (await client.get(second)).form("/sua") | edited)

    await client.log_in(head)
    page = await client.post(f"/gop-y-du-thao/{cid}/duyet", {"approved": ticked}, status=422)
    assert page.has("Nội dung này không còn chờ duyệt.")
    assert page.has("Đang trình duyệt")
    assert not page.has("Đã duyệt")
    assert not page.has("Công khai nội dung đã duyệt")


async def test_a_refused_approval_says_so_where_nothing_waits_any_more(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    opinion = await give(client, url, None, "Góp ý chung.")
    set_clock(datetime.fromisoformat("2026-12-11T09:00:00+07:00"))
    await client.log_in(officer)
    draft = {"opinion_ids": opinion, "result": "accept", "text": "Tiếp thu góp ý này."}
    await client.post(f"/gop-y-du-thao/{cid}/tiep-thu", draft)
    await client.post(f"/gop-y-du-thao/{cid}/trinh")
    await client.log_in(head)
    form = (await client.get(f"/gop-y-du-thao/{cid}/duyet")).form("/duyet")
    await client.post(f"/gop-y-du-thao/{cid}/duyet", {"approved": form["approved"]})
    page = await client.post(f"/gop-y-du-thao/{cid}/duyet", {"approved": form["approved"]}, status=422)
    assert page.has("Nội dung này không còn chờ duyệt.")


async def test_minutes_are_saved_after_a_conflict(client: Client, build: Builders) -> None:
    scene = await announced_session(build, clock.now())
    await on_agenda(build, scene, await asked(build, scene))
    await held(build, scene)
    await client.log_in(scene.secretariat)
    path = f"/tiep-xuc/van-ban/{await minutes_drafted(build, scene)}/sua"
    first, second = [(await client.get(path)).form("/sua") for _ in range(2)]
    await client.post(path, first | {"text": "Diễn biến do người thứ nhất ghi."})
    typed = second | {"text": "Diễn biến do người thứ hai ghi."}
    page = await client.post(path, typed, status=409)
    assert page.has("Diễn biến do người thứ nhất ghi.")
    assert page.has("Diễn biến do người thứ hai ghi.")
    assert page.field("text").strip() == "Diễn biến do người thứ hai ghi."
    page = await client.follow(await client.post(path, page.form("/sua")))
    assert page.has("Diễn biến do người thứ hai ghi.")


async def test_an_hour_that_does_not_fit_is_said_beside_its_field(client: Client, build: Builders) -> None:
    scene = await announced_session(build, clock.now())
    await client.log_in(scene.secretariat)
    path = f"/tiep-xuc/{scene.session_id}/sua"
    form = (await client.get(path)).form("/sua") | {"title": "Tên chưa lưu", "ends": "13:00"}
    page = await client.post(path, form, status=422)
    assert "sau giờ bắt đầu" in page.error_of("ends")
    assert page.field("title") == "Tên chưa lưu"
    assert not (await client.get(scene.url)).has("Tên chưa lưu")


async def test_a_form_sent_twice_leads_where_the_first_led(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.administrator))
    path = "/quan-tri/dien-dan"
    form = (await client.get(path)).form(path) | {"title": "Diễn đàn gửi hai lần"}
    first, second = [await client.post(path, form) for _ in range(2)]
    assert first.location == second.location
    assert (await client.get(path)).main.count("Diễn đàn gửi hai lần") == 1


async def test_what_was_changed_after_going_back_is_sent_anew(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.administrator))
    path = "/quan-tri/dien-dan"
    form = (await client.get(path)).form(path) | {"title": "Diễn đàn thứ nhất"}
    await client.post(path, form)
    await client.post(path, form | {"title": "Diễn đàn thứ hai"})
    page = await client.get(path)
    assert page.has("Diễn đàn thứ nhất")
    assert page.has("Diễn đàn thứ hai")


def test_refusals_have_one_home() -> None:
    """No route rolls back, claims a draft or marks it sent by itself, and the session knows no refusals."""
    own = {"rollback", "claim_draft", "mark_sent", "refusals"}
    found = {named(path): own & calls_in(tree_of(path)) for path in sources("forum/routes", "forum/database")}
    assert {name: calls for name, calls in found.items() if calls} == {}
    assert [
        named(path) for path in sources("forum") if '"refused"]' in path.read_text(encoding="utf-8")
    ] == []


@pytest.mark.parametrize("path", sources("forum/routes"), ids=named)
def test_an_attempt_is_left_by_its_own_way(path: Path) -> None:
    """What an attempt did is rolled back unless `attempt.go` ends it: another redirect would promise what is not."""
    tree = tree_of(path)
    for block in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncWith)):
        if ast.unparse(block.items[0].context_expr).startswith("form.attempt("):
            message = ast.unparse(block)
            assert "attempt.go(" in message
            assert "answer.go(" not in message
