"""The second half of story (a) over plain HTTP: a question becomes an answer, minutes and a kept promise."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forum.actor import Role
from forum.clock import now
from forum.workdays import local_date
from tests.builders import Builders
from tests.client import Client, Page
from tests.contact.scene import Scene, announced_session


@pytest.fixture
def set_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Moves the clock of the whole program."""
    path = tmp_path / "clock"

    def set_to(at: datetime) -> None:
        path.write_text(at.isoformat())

    monkeypatch.setenv("FORUM_CLOCK", os.fspath(path))
    return set_to


async def _send(client: Client, path: str, **fields: str) -> Page:
    """Open a form, fill it in, send it and see where it leads."""
    page = await client.get(path)
    return await client.follow(await client.post(path, page.form(path) | fields))


async def _ask(client: Client, scene: Scene) -> tuple[Page, str]:
    await client.log_in(scene.asker)
    page = await _send(
        client,
        f"{scene.url}/cau-hoi/moi",
        title="Bao giờ có danh mục dữ liệu dùng chung",
        text="Các viện đang đo cùng một chỗ mà không dùng chung số liệu.",
    )
    return page, page.response.url.path.rsplit("/", 1)[1]


async def test_a_question_is_answered_promised_upon_disputed_and_done(
    build: Builders, client: Client, set_clock: Callable[[datetime], None]
) -> None:
    scene = await announced_session(build, now())
    page, question = await _ask(client, scene)
    assert page.has("Đã nhận câu hỏi, mã số CH-")
    at = f"/tiep-xuc/cau-hoi/{question}"

    set_clock(scene.closed_at)
    await client.log_in(scene.secretariat)
    page = await client.get("/ban-lam-viec")
    assert page.has("1 câu hỏi chưa được xếp")
    page = await _send(client, f"{at}/chuong-trinh")
    assert page.has("Đưa vào chương trình, thứ tự 1.")
    await client.follow(await client.post(f"/tiep-xuc/{scene.session_id}/cong-bo-chuong-trinh"))

    await client.log_in(scene.assistant)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần dự thảo trả lời")
    page = await _send(client, f"{at}/tra-loi", text="Thành phố giao Sở Mẫu A lập danh mục.")
    answer = page.soup.select_one("article.response")
    assert answer is not None
    answer_id = str(answer["id"]).removeprefix("tra-loi-")
    await client.follow(await client.post(f"/tiep-xuc/tra-loi/{answer_id}/trinh"))

    await client.log_in(scene.asker)
    assert not (await client.get(f"{scene.url}/cau-hoi/{question}")).has("lập danh mục.")

    await client.log_in(scene.leader_person)
    page = await client.get("/ban-lam-viec")
    link = page.soup.find("a", string=lambda s: s is not None and "CH-" in s)
    assert link is not None
    page = await client.get(str(link["href"]).split("#")[0])  # the first tap
    approve = f"/tiep-xuc/tra-loi/{answer_id}/duyet"
    page = await client.follow(await client.post(approve, page.form(approve)))  # the second
    assert page.has("Lãnh đạo đã duyệt")

    set_clock(scene.held_at)
    await client.log_in(scene.secretariat)
    await client.post(f"/tiep-xuc/{scene.session_id}/khai-mac")
    publish = f"/tiep-xuc/tra-loi/{answer_id}/cong-bo"
    page = await client.follow(await client.post(publish, {"how": "answer_live"}))
    assert page.has("Đã trả lời tại kỳ tiếp xúc")
    await client.post(f"/tiep-xuc/{scene.session_id}/ket-thuc")

    await _send(client, f"/tiep-xuc/{scene.session_id}/bien-ban/soan", course="Hội nghị nghe và trả lời.")
    page = await client.follow(await client.post(f"/tiep-xuc/{scene.session_id}/bien-ban/cong-bo"))
    assert page.has("Thành phố giao Sở Mẫu A lập danh mục.")
    due = local_date(scene.held_at) + timedelta(days=30)
    page = await _send(
        client,
        f"{at}/cam-ket",
        title="Lập danh mục dữ liệu dùng chung",
        body_id=str(scene.body.id),
        due_on=due.isoformat(),
    )
    assert page.has("CK-")
    ledger = page.response.url.path
    await client.log_out()
    assert (await client.get(f"{scene.url}/bien-ban")).has("Lập danh mục dữ liệu dùng chung")

    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Lập danh mục dữ liệu dùng chung")
    later = (due + timedelta(days=20)).isoformat()
    page = await _send(client, f"{ledger}/thoi-han", due_on=later, reason="Chờ ba viện gửi số liệu.")
    assert page.has("Thời hạn giao ban đầu")
    assert page.has(due.strftime("%d/%m/%Y"))
    page = await _send(client, f"{ledger}/bao-cao", outcome="done", note="Đã công bố danh mục.")
    assert page.has("Báo cáo hoàn thành")

    await client.log_in(scene.asker)
    assert (await client.get("/ban-lam-viec")).has("Kết quả chờ xác nhận")
    page = await _send(client, f"{ledger}/chua-dong-y", reason="Danh mục thiếu hai viện.")
    assert page.has("Chưa thống nhất kết quả")

    await client.log_in(scene.officer)
    await _send(client, f"{ledger}/bao-cao", outcome="done", note="Đã bổ sung hai viện.")
    await client.log_in(scene.asker)
    page = await _send(client, f"{ledger}/xac-nhan")
    assert page.has("Đã xác nhận hoàn thành")
    assert page.has("Danh mục thiếu hai viện.")
    assert await build.run_jobs(scene.held_at) > 10


async def test_who_asked_by_letter_has_the_same_code_and_place(
    build: Builders, client: Client, set_clock: Callable[[datetime], None]
) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.secretariat)
    page = await _send(
        client,
        f"{scene.url}/cau-hoi/nhap",
        title="Khi nào sửa đường vào viện",
        text="Đường vào viện nghiên cứu ngập mỗi mùa mưa.",
        asker="Người Mẫu Viết Thư",
        channel="letter",
    )
    assert page.has("mã số CH-")
    assert page.has("gửi bằng thư")
    await client.log_out()
    assert (await client.get(f"{scene.url}/cau-hoi")).has("Người Mẫu Viết Thư")


async def test_a_new_person_s_question_waits_to_be_judged_and_is_seen_by_its_asker_alone(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    newcomer = await build.person(Role.intellectual)
    await client.log_in(newcomer)
    page = await _send(
        client, f"{scene.url}/cau-hoi/moi", title="Một câu hỏi mới", text="Nội dung đủ dài của câu hỏi."
    )
    assert page.has("Sẽ có kết quả duyệt trước")
    await client.get(page.response.url.path)
    await client.log_in(scene.asker)
    await client.get(page.response.url.path, status=404)
    assert not (await client.get(f"{scene.url}/cau-hoi")).has("Một câu hỏi mới")
