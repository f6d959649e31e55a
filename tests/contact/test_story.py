"""The second half of story (a) over plain HTTP: a question becomes an answer, minutes and a kept promise."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import Tag

from forum.actor import Role
from forum.clock import local_date, now
from forum.files.policy import FileRole
from tests.builders import Builders
from tests.client import Client, Page
from tests.commitments.scene import approve_on_page
from tests.contact.scene import Scene, announced_session
from tests.entering.scene import BY_LETTER, a_writer, newest_published
from tests.world_files import a_file


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


async def _place(client: Client, scene: Scene, question: str) -> None:
    await client.log_in(scene.secretariat)
    assert (await client.get("/ban-lam-viec")).has("1 câu hỏi chưa được xử lý")
    page = await _send(client, f"/tiep-xuc/cau-hoi/{question}/chuong-trinh")
    assert page.has("Đưa vào chương trình, thứ tự 1.")
    await client.follow(await client.post(f"/tiep-xuc/{scene.session_id}/cong-bo-chuong-trinh"))


async def _draft_answer(client: Client, scene: Scene, question: str) -> str:
    """Drafted and submitted; nobody outside the leader's side reads it. Returns the answer's id."""
    await client.log_in(scene.assistant)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần dự thảo trả lời")
    page = await _send(
        client, f"/tiep-xuc/cau-hoi/{question}/tra-loi", text="Thành phố giao Sở Mẫu A lập danh mục."
    )
    answer = page.soup.select_one("article.response")
    assert answer is not None
    answer_id = str(answer["id"]).removeprefix("tra-loi-")
    await client.follow(await client.post(f"/tiep-xuc/tra-loi/{answer_id}/trinh"))
    await client.log_in(scene.asker)
    assert not (await client.get(f"{scene.url}/cau-hoi/{question}")).has("lập danh mục.")
    return answer_id


async def _approve_in_two_taps(client: Client, scene: Scene, answer_id: str) -> None:
    await client.log_in(scene.leader_person)
    page = await client.get("/ban-lam-viec")
    link = page.soup.find("a", string=lambda s: s is not None and "CH-" in s)
    assert isinstance(link, Tag)
    desk = f"/ban-lam-viec/duyet/{answer_id}"
    assert link["href"] == desk  # the first tap
    await client.send(desk, {})  # the second


async def _hold(client: Client, scene: Scene, answer_id: str) -> None:
    """The session is held, the answer given, the minutes published."""
    session = f"/tiep-xuc/{scene.session_id}"
    await client.log_in(scene.secretariat)
    await client.post(f"{session}/khai-mac")
    assert (await client.get(scene.url)).has("Đang diễn ra")
    page = await client.follow(
        await client.post(f"/tiep-xuc/tra-loi/{answer_id}/cong-bo", {"how": "answer_live"})
    )
    assert page.has("Đã trả lời tại kỳ tiếp xúc")
    await client.post(f"{session}/ket-thuc")
    page = await _send(client, f"{session}/bien-ban/soan", text="Hội nghị nghe và trả lời.")
    await _approved(client, scene, page.response.url.path)
    await client.log_out()
    page = await client.get(f"{scene.url}/bien-ban")
    assert page.has("Thành phố giao Sở Mẫu A lập danh mục.")
    assert page.has("Lãnh đạo Mẫu Một: duyệt lúc")


async def _approved(client: Client, scene: Scene, text: str) -> None:
    """The secretariat submits it, the chair comes to it from the work list and approves, the secretariat publishes."""
    await client.post(f"{text}/trinh")
    await client.log_in(scene.leader_person)
    desk = f"/ban-lam-viec/duyet/{text.rsplit('/', 1)[1]}"
    assert (await client.get("/ban-lam-viec")).soup.find("a", href=desk) is not None  # the first tap
    await client.send(desk, {})  # the second
    await client.log_in(scene.secretariat)
    await client.post(f"{text}/cong-bo")


async def _promise(client: Client, scene: Scene, due: date) -> str:
    """A line of the conclusion notice, public once the chair approved it. Returns the commitment's address."""
    page = await _send(client, f"/tiep-xuc/{scene.session_id}/ket-luan/soan", text="Giao việc như sau.")
    text = page.response.url.path
    form = (await client.get(f"{text}/cam-ket")).soup
    option = form.select_one("select[name=code] option[value^=CH-]")
    assert isinstance(option, Tag)
    page = await _send(
        client,
        f"{text}/cam-ket",
        title="Lập danh mục dữ liệu dùng chung",
        body_id=str(scene.body.id),
        due_on=due.isoformat(),
        on_rest_day="true",
        code=str(option["value"]),
    )
    assert page.has("Lập danh mục dữ liệu dùng chung")
    await client.log_out()
    assert not (await client.get(f"{scene.url}/bien-ban")).has("Lập danh mục dữ liệu dùng chung")
    await client.log_in(scene.secretariat)
    await _approved(client, scene, text)
    await client.log_out()
    page = await client.get(f"{scene.url}/bien-ban")
    link = page.soup.find("a", string=lambda s: s is not None and "Lập danh mục dữ liệu dùng chung" in s)
    assert isinstance(link, Tag)
    return str(link["href"])


async def _report(client: Client, scene: Scene, ledger: str) -> None:
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Lập danh mục dữ liệu dùng chung")
    await _send(client, f"{ledger}/bao-cao", outcome="done", text="Đã công bố danh mục.")
    page = await approve_on_page(client, scene.officer, scene.head, ledger)
    assert page.has("Báo cáo hoàn thành")


async def test_a_question_is_answered_promised_upon_disputed_and_done(
    build: Builders, client: Client, set_clock: Callable[[datetime], None]
) -> None:
    scene = await announced_session(build, now())
    page, question = await _ask(client, scene)
    assert page.has("Đã nhận câu hỏi, mã số CH-")
    set_clock(scene.closed_at)
    await _place(client, scene, question)
    answer_id = await _draft_answer(client, scene, question)
    await _approve_in_two_taps(client, scene, answer_id)
    set_clock(scene.held_at)
    await _hold(client, scene, answer_id)
    due = local_date(scene.held_at) + timedelta(days=30)
    await client.log_in(scene.secretariat)
    ledger = await _promise(client, scene, due)
    await _report(client, scene, ledger)

    await client.log_in(scene.asker)
    assert (await client.get("/ban-lam-viec")).has("Kết quả chờ xác nhận")
    page = await _send(client, f"{ledger}/chua-dong-y", reason="Danh mục thiếu hai viện.")
    assert page.has("Chưa thống nhất kết quả")
    await client.log_in(scene.officer)
    await _send(client, f"{ledger}/bao-cao", outcome="done", text="Đã bổ sung hai viện.")
    await approve_on_page(client, scene.officer, scene.head, ledger)
    await client.log_in(scene.asker)
    page = await _send(client, f"{ledger}/xac-nhan")
    assert page.has("Đã xác nhận hoàn thành")
    assert page.has("Danh mục thiếu hai viện.")
    assert await build.run_jobs(scene.held_at) > 10


async def test_who_asked_by_letter_has_the_same_code_and_place(
    build: Builders, client: Client, set_clock: Callable[[datetime], None]
) -> None:
    scene = await announced_session(build, now())
    scan = await a_file(build, scene.secretariat, "Mẫu bức thư", FileRole.letter)
    writer = await a_writer(build, scene.secretariat)
    await client.log_in(scene.secretariat)
    page = await _send(
        client,
        f"{scene.url}/cau-hoi/nhap",
        file_ids=str(scan),
        title="Khi nào sửa đường vào viện",
        text="Đường vào viện nghiên cứu ngập mỗi mùa mưa.",
        persona_id=str(writer),
        **BY_LETTER,
    )
    assert page.has("mã số CH-") and page.has("Thời hạn duyệt")
    question_id = await newest_published(build)
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("nhập từ thư")
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
    assert page.has("Thời hạn duyệt:")
    await client.get(page.response.url.path)
    await client.log_in(scene.asker)
    await client.get(page.response.url.path, status=404)
    assert not (await client.get(f"{scene.url}/cau-hoi")).has("Một câu hỏi mới")
