"""Two hundred questions in an hour: how far each is, several at once, from draft to draft, at the same cost."""

from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.questions import Referral
from forum.contributions.models import Contribution
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, approved, asked, drafted, on_agenda


async def _codes(build: Builders, ids: list[int]) -> list[str]:
    async with build.acting(None) as (db, _):
        return [(await load(db, Contribution, one)).code or "" for one in ids]


def _at(scene: Scene) -> str:
    return f"/tiep-xuc/{scene.session_id}/chuan-bi"


async def test_each_question_stands_at_its_step_and_the_steps_are_counted(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    titles = ["Câu chưa xếp", "Câu chưa dự thảo", "Câu chờ duyệt", "Câu đã duyệt"]
    ids = [await asked(build, scene, title) for title in titles]
    for one in ids[1:]:
        await on_agenda(build, scene, one)
    await drafted(build, scene, ids[2])
    await approved(build, scene, await drafted(build, scene, ids[3]))
    await client.log_in(scene.assistant)
    for step, title in zip(["unplaced", "undrafted", "awaiting_approval", "approved"], titles, strict=True):
        page = await client.get(_at(scene), buoc=step)
        assert [title for title in titles if page.has(title)] == [title]
    assert (await client.get(_at(scene), buoc="undrafted")).has("Dự thảo trả lời")
    assert not (await client.get(_at(scene))).soup.select("input[name=question_ids]")


async def test_several_are_merged_into_one_at_once_or_not_at_all(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    ids = [await asked(build, scene, f"Câu giống {n}") for n in range(4)]
    codes = await _codes(build, ids)
    await client.log_in(scene.secretariat)
    chosen = {"question_ids": [str(one) for one in ids[1:]], "do": "merge"}
    page = await client.post(_at(scene), chosen | {"code": "CH-1999-0001"}, status=422)
    assert "mã số này" in page.error_of("code")
    assert len(page.soup.select("input[name=question_ids][checked]")) == 3
    page = await client.follow(await client.post(_at(scene), chosen | {"code": codes[0]}))
    assert page.has("Đã gộp 3 câu hỏi")
    assert page.has("và 3 người cùng hỏi")


async def test_several_are_put_on_the_agenda_in_the_order_they_came(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    ids = [await asked(build, scene, f"Câu {n}") for n in range(3)]
    await client.log_in(scene.secretariat)
    await client.post(_at(scene), {"question_ids": [str(one) for one in reversed(ids)], "do": "place"})
    page = await client.get(scene.url)
    assert page.has("1. Câu 0")
    assert page.has("3. Câu 2")


async def test_questions_of_another_session_are_not_dealt_with(build: Builders, client: Client) -> None:
    scene, other = await announced_session(build, now()), await announced_session(build, now())
    foreign = await asked(build, other)
    await client.log_in(scene.secretariat)
    page = await client.post(_at(scene), {"question_ids": [str(foreign)], "do": "place"}, status=422)
    assert page.has("đề nghị chọn câu hỏi trong danh sách")


async def test_one_button_submits_a_draft_and_opens_the_next(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    ids = [await asked(build, scene, f"Câu {n}") for n in range(2)]
    for one in ids:
        await on_agenda(build, scene, one)
    await client.log_in(scene.assistant)
    step = f"/tiep-xuc/cau-hoi/{ids[1]}/tra-loi"
    fields = (await client.get(step)).form(step) | {"text": "Trả lời mẫu cho câu này.", "then": "next"}
    sent = await client.post(step, fields)
    assert sent.location == f"/tiep-xuc/cau-hoi/{ids[0]}/tra-loi"
    fields = (await client.get(sent.location)).form(sent.location) | {
        "text": "Trả lời mẫu khác.",
        "then": "next",
    }
    assert (await client.post(sent.location, fields)).location == _at(scene)
    page = await client.get(_at(scene), buoc="awaiting_approval")
    assert page.has("Câu 0")
    assert page.has("Câu 1")


async def test_the_next_draft_is_one_that_the_assistant_may_write(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    ids = [await asked(build, scene, f"Câu {n}") for n in range(3)]
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        referral = Referral(body_id=scene.body.id, reason="Thuộc thẩm quyền của Sở.")
        await actions.refer(db, actor, ids[1], referral)
    for one in (ids[0], ids[2]):
        await on_agenda(build, scene, one)
    await client.log_in(scene.assistant)
    step = f"/tiep-xuc/cau-hoi/{ids[0]}/tra-loi"
    fields = (await client.get(step)).form(step) | {"text": "Trả lời mẫu cho câu này.", "then": "next"}
    sent = await client.post(step, fields)
    assert sent.location == f"/tiep-xuc/cau-hoi/{ids[2]}/tra-loi"
    await client.follow(sent)


async def test_before_and_after_lead_from_question_to_question(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    ids = [await asked(build, scene, f"Câu {n}") for n in range(3)]
    await client.log_in(scene.assistant)
    page = await client.get(f"{scene.url}/cau-hoi/{ids[1]}")
    assert page.soup.select("a[rel=prev]")[0]["href"] == f"{scene.url}/cau-hoi/{ids[0]}"
    assert page.soup.select("a[rel=next]")[0]["href"] == f"{scene.url}/cau-hoi/{ids[2]}"
    await client.log_in(scene.asker)
    page = await client.get(f"{scene.url}/cau-hoi/{ids[1]}")
    assert not page.soup.select("a[rel=next]")


async def test_sixty_questions_cost_what_one_costs(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await asked(build, scene)
    await client.log_in(scene.secretariat)
    await client.get(_at(scene))
    one = client.statements
    for n in range(60):
        await asked(build, scene, f"Câu số {n}")
    page = await client.get(_at(scene))
    assert client.statements == one
    assert page.has("Trang sau")
    assert page.has("Tất cả 61")


async def test_others_have_no_such_page(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.asker)
    await client.get(_at(scene), status=403)
    await client.log_in(await build.person(Role.moderator))
    await client.post(_at(scene), {"question_ids": ["1"], "do": "place"}, status=403)
