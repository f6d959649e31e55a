"""A proposal from its writing to its author's word on the answer, over plain HTTP."""

from sqlalchemy import select

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.contributions.models import Contribution
from forum.kinds import publish
from forum.programme.models import Programme, Section, Task
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import approve_on_page
from tests.official_texts import seen_now


async def a_task(build: Builders) -> Task:
    async with build.acting(None) as (db, _):
        found = await db.scalar(select(Task).order_by(Task.position).limit(1))
        if found is not None:
            return found
        programme = Programme(code="MAU", title="Chương trình mẫu", issuing_body="Cơ quan Mẫu")
        db.add(programme)
        await db.flush()
        section = Section(programme_id=programme.id, code="I", position=1, title="Mục mẫu")
        db.add(section)
        await db.flush()
        task = Task(
            programme_id=programme.id,
            section_id=section.id,
            code="I-1",
            position=1,
            title="Nhiệm vụ mẫu",
            summary="Tóm tắt",
            schedule="ongoing",
        )
        db.add(task)
        return task


async def propose(
    client: Client, build: Builders, author: Account, title: str = "Dùng chung phòng thí nghiệm"
) -> str:
    """The author sends a proposal by the form; returns its path."""
    task, forum = await a_task(build), await build.forum()
    await client.log_in(author)
    form = (await client.get("/hien-ke/moi")).form("/hien-ke/moi")
    form |= {
        "title": title,
        "text": "Các trường mở phòng thí nghiệm cho nhau.",
        "forum_id": forum.id,
        "task_ids": task.id,
    }
    return (await client.post("/hien-ke/moi", form)).location


async def approve(build: Builders, title: str) -> int:
    async with build.acting(None) as (db, actor):
        it = (await db.scalars(select(Contribution).where(Contribution.typed_title == title))).one()
        await publish(db, actor, it.id)
        return it.id


async def test_a_new_author_gets_a_code_and_a_date_and_others_see_nothing_yet(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual)
    path = await propose(client, build, author)
    page = await client.get(path)
    assert page.has("HK-")
    assert page.has("Chờ duyệt")
    assert page.has("Thời hạn duyệt:")
    await client.log_out()
    await client.get(path, status=404)


async def test_sending_the_same_form_twice_makes_one_proposal(client: Client, build: Builders) -> None:
    author = await build.person(Role.intellectual)
    task, forum = await a_task(build), await build.forum()
    await client.log_in(author)
    form = (await client.get("/hien-ke/moi")).form("/hien-ke/moi")
    form |= {
        "title": "Một đề xuất mẫu",
        "text": "Nội dung đủ dài.",
        "forum_id": forum.id,
        "task_ids": task.id,
    }
    first = await client.post("/hien-ke/moi", form)
    second = await client.post("/hien-ke/moi", form)
    assert first.location == second.location


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    form = (await client.get("/hien-ke/moi")).form("/hien-ke/moi")
    form |= {"title": "abc", "text": "Một nội dung đã gõ lâu.", "task_ids": "", "forum_id": ""}
    page = await client.post("/hien-ke/moi", form, status=422)
    assert "ít nhất 5 ký tự" in page.error_of("title")
    assert page.field("text").strip() == "Một nội dung đã gõ lâu."


async def answered(client: Client, build: Builders) -> tuple[str, int, Account, Account, Account, Body]:
    author = await build.person(Role.intellectual)
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    head = await build.person(Role.body_head, body=body)
    path = await propose(client, build, author)
    proposal_id = await approve(build, "Dùng chung phòng thí nghiệm")
    await client.log_in(officer)
    await client.post(f"/chu-de/{proposal_id}/tiep-nhan", {"body_id": body.id})
    drafted = await client.post(
        f"/chu-de/{proposal_id}/tra-loi",
        {"outcome": "accepted_in_part", "text": "Tiếp thu phần dùng chung thiết bị."},
    )
    answer_id = int(drafted.location.rsplit("-", 1)[1])
    await client.post(f"/chu-de/tra-loi/{answer_id}/trinh")
    return path, answer_id, author, officer, head, body


async def test_the_head_approves_and_the_author_judges_once(client: Client, build: Builders) -> None:
    path, answer_id, author, officer, head, _ = await answered(client, build)
    proposal_id = int(path.split("/")[2].split("-")[0])
    await client.log_out()
    assert not (await client.get(path)).has("Tiếp thu phần dùng chung thiết bị.")
    await client.log_in(officer)
    read = {"seen_digest": await seen_now(build, answer_id)}
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", read, status=403)
    await client.log_in(head)
    form = (await client.get(path)).form(f"/tra-loi/{answer_id}/duyet")
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", form)
    await client.log_out()
    page = await client.get(path)
    assert page.has("Tiếp thu phần dùng chung thiết bị.")
    await client.log_in(author)
    await client.post(f"/chu-de/{proposal_id}/danh-gia", {"answered": "false"})
    assert (await client.get(path)).has("cơ quan trả lời lại một lần")
    await client.post(f"/chu-de/{proposal_id}/danh-gia", {"answered": "true"}, status=422)


async def test_an_edit_of_the_draft_lifts_what_was_submitted(client: Client, build: Builders) -> None:
    _path, answer_id, _author, officer, head, _ = await answered(client, build)
    read = await seen_now(build, answer_id)
    await client.log_in(officer)
    await client.send(
        f"/chu-de/tra-loi/{answer_id}/sua", {"outcome": "declined", "text": "Chưa có căn cứ để tiếp thu."}
    )
    await client.log_in(head)
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", {"seen_digest": read}, status=422)


async def test_support_counts_once_and_can_be_taken_back(client: Client, build: Builders) -> None:
    author = await build.person(Role.intellectual)
    path = await propose(client, build, author)
    proposal_id = await approve(build, "Dùng chung phòng thí nghiệm")
    await client.log_in(await build.person(Role.intellectual))
    await client.post(f"/bai/{proposal_id}/ung-ho")
    fragment = await client.post(f"/bai/{proposal_id}/ung-ho", htmx=True, status=200)
    assert "1 ủng hộ" in fragment.soup.get_text()
    assert fragment.soup.find(id=f"endorsement-{proposal_id}") is not None
    await client.post(f"/bai/{proposal_id}/bo-ung-ho")
    assert (await client.get(path)).has("0 ủng hộ")


async def test_a_thread_page_costs_the_same_for_one_post_and_for_many(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    path = await propose(client, build, author)
    await client.post(path, {"text": "Trả lời thứ nhất, đủ dài."})
    one = await client.cost_of(path)
    for n in range(6):
        await client.post(path, {"text": f"Trả lời thứ {n}, đủ dài để gửi."})
    assert await client.cost_of(path) == one


async def test_an_accepted_proposal_leads_to_a_commitment_and_is_done_when_its_author_confirms(
    client: Client, build: Builders
) -> None:
    path, answer_id, author, officer, head, _body = await answered(client, build)
    line = {"title": "Lập danh mục thiết bị dùng chung", "due_on": "31/12/2030"}
    await client.send(f"/chu-de/tra-loi/{answer_id}/cam-ket", line)
    await client.post(f"/chu-de/tra-loi/{answer_id}/trinh")
    await client.log_in(head)
    page = await client.get(path)
    assert page.has(line["title"])
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", page.form(f"/tra-loi/{answer_id}/duyet"))
    page = await client.get(path)
    assert page.has("Đang triển khai")
    url = page.soup.select_one("main a[href^='/theo-doi/']")["href"]  # type: ignore[index]  # it is there
    await client.log_in(officer)
    report = {"outcome": "done", "text": "Đã công bố danh mục.", "evidence": "Trang của cơ quan"}
    await client.post(f"{url}/bao-cao", report)
    await approve_on_page(client, officer, head, str(url))
    await client.log_in(author)
    confirmation = (await client.get(f"{url}/xac-nhan")).form("/xac-nhan")
    await client.post(f"{url}/xac-nhan", confirmation)
    assert (await client.get(path)).has("Đã thực hiện")
