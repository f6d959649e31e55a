"""The desk that answers: a list that filters narrow, one whole opinion, and the head who reads what he approves."""

import io

import openpyxl
from sqlalchemy import select, text, update

from forum import clock
from forum.actor import Role
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.models import Consultation, Opinion, OpinionSubmission, ParagraphText
from forum.consultations.policy import ConsultationState
from forum.contributions.models import Contribution
from tests.builders import Builders
from tests.client import Client, Page
from tests.consultations.test_papers import Scene, critiqued


def listed(page: Page) -> list[str]:
    return [str(one.get_text(" ", strip=True)) for one in page.soup.select(".queue li > a")]


def counted(page: Page) -> dict[str, int]:
    """The chips of the stages, with the number beside each."""
    found = {}
    for one in page.soup.select(".tabs li a"):
        words = one.get_text(" ", strip=True).split()
        found[" ".join(words[:-1])] = int(words[-1].replace(".", ""))
    return found


async def test_the_list_is_narrowed_and_each_count_is_what_its_list_holds(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    page = await client.get(desk)
    assert counted(page)["Chưa soạn"] == len(listed(page)) == 2
    article = await client.get(f"{desk}?cho=Điều+2")
    assert len(listed(article)) == counted(article)["Tất cả"] == 1
    assert article.has("Các trường nhỏ không đủ kinh phí.")
    assert article.has("Các trường cùng đóng góp."), "the paragraph as its author read it"
    agreeing = await client.get(f"{desk}?thai-do=agree")
    assert [one.split(",")[0].strip() for one in listed(agreeing)] == ["Góp ý cho cả dự thảo"]
    assert listed(await client.get(f"{desk}?buoc=cong-khai")) == []
    unknown = await client.get(f"{desk}?cho=Điều+99&thai-do=x&buoc=y")
    assert len(listed(unknown)) == 2


async def test_what_is_submitted_leads_to_the_next_opinion_of_the_filter(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?buoc=chua-soan"
    form = (await client.get(desk)).form("/tiep-thu")
    sent = form | {"result": "explain", "text": "Giữ như dự thảo.", "submits": "true"}
    page = await client.follow(await client.post(desk, sent))
    assert len(listed(page)) == 1
    assert page.form("/tiep-thu")["opinion_ids"] != form["opinion_ids"], "the other one"
    assert counted(page)["Đang trình"] == 1


async def test_the_head_reads_opinion_and_answer_and_approves_both(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    for opinion_id in scene.opinions:
        answer = {
            "opinion_ids": str(opinion_id),
            "result": "explain",
            "text": f"Giữ như dự thảo {opinion_id}.",
        }
        await client.post(desk, answer | {"submits": "true"})
    await client.log_in(scene.head)
    approving = f"/gop-y-du-thao/{scene.consultation_id}/duyet"
    page = await client.get(approving)
    assert page.has("Các trường nhỏ không đủ kinh phí.") and page.has("Các trường cùng đóng góp.")
    assert page.has(f"Giữ như dự thảo {scene.opinions[0]}.") and not page.has("Thống nhất với dự thảo.")
    page = await client.follow(await client.post(approving, page.form("/duyet")))
    assert page.has("Thống nhất với dự thảo.") and page.has(f"Giữ như dự thảo {scene.opinions[1]}.")
    page = await client.follow(await client.post(approving, page.form("/duyet")))
    assert page.has("Không có nội dung nào chờ duyệt")


async def test_a_group_is_listed_for_the_head_with_each_opinion_whole(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    answer = {
        "opinion_ids": [str(one) for one in scene.opinions],
        "result": "explain",
        "text": "Giữ như dự thảo.",
    }
    await client.post(f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu", answer | {"submits": "true"})
    await client.log_in(scene.head)
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/duyet")
    assert page.has("Trả lời chung 2 ý kiến")
    assert len(page.soup.select("details summary")) >= 2
    assert page.has("Các trường nhỏ không đủ kinh phí.") and page.has("Thống nhất với dự thảo.")


async def test_the_desk_is_closed_to_all_but_its_body(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    other = await build.person(Role.body_officer, body=await build.body())
    for person in (other, scene.author, await build.person(Role.moderator)):
        await client.log_in(person)
        await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu", status=403)
        await client.get(f"/gop-y-du-thao/{scene.consultation_id}/duyet", status=403)
    await client.log_in(scene.officer)
    await client.get(f"/gop-y-du-thao/{scene.consultation_id}/duyet", status=403)


async def open_scene(build: Builders) -> Scene:
    """The scene, a day after it was announced."""
    scene = await critiqued(build)
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Consultation, scene.consultation_id)
        it.opens_on, it.closes_on = actor.today.replace(day=1), actor.today.replace(year=actor.today.year + 1)
    return scene


async def test_answers_are_published_in_parts_while_people_still_write(
    build: Builders, client: Client
) -> None:
    scene = await open_scene(build)
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    await client.log_in(scene.officer)
    answer = {
        "opinion_ids": str(scene.opinions[0]),
        "result": "accept",
        "text": "Tiếp thu ngay.",
        "submits": "true",
    }
    await client.post(f"{base}/tiep-thu", answer)
    await client.log_in(scene.head)
    await client.post(f"{base}/duyet", (await client.get(f"{base}/duyet")).form("/duyet"))
    await client.post(f"{base}/cong-bo")
    async with build.acting(None) as (db, _):
        it = await db.get_one(Consultation, scene.consultation_id)
        assert it.state == ConsultationState.announced, "the consultation stays as it was"
    await client.log_out()
    page = await client.get(f"/gop-y-du-thao/y-kien/{scene.opinions[0]}")
    assert page.has("Tiếp thu ngay.")
    assert (await client.get(base)).has("Đang lấy ý kiến")
    async with build.acting(scene.author, clock.now()) as (db, actor):
        new = NewOpinion.model_validate({"target": "whole", "stance": "ask", "text": "Xin làm rõ thêm."})
        assert await give_opinion(db, actor, scene.consultation_id, new), "and opinions are still taken"


async def many_opinions(build: Builders, scene: Scene, count: int) -> None:
    """Rows as the action would leave them, put in at once."""
    async with build.acting(None) as (db, _):
        paragraph = await db.scalar(
            select(ParagraphText.paragraph_id).where(
                ParagraphText.consultation_id == scene.consultation_id,
                ParagraphText.text.startswith("Các trường"),
            )
        )
        copied = "kind, persona_id, channel, on_behalf, forum_id, subject_kind, subject_id, title, html, visibility"
        copied += ", audience, version, text_version, created_at, published_at, endorsement_count, reply_count, masks"
        made = text(
            f"WITH more AS (INSERT INTO contributions ({copied}, code, text) SELECT {copied}, "
            "'GY-2026-' || (10000 + n), 'Ý kiến thứ ' || n || ' về kinh phí' "
            "FROM contributions, generate_series(1, :count) n WHERE id = :like RETURNING id) "
            "INSERT INTO opinions (id, consultation_id, target, paragraph_id, place_id, version, stance, wording, "
            "quoted, needs_place) SELECT id, :consultation, 'paragraph', :paragraph, :paragraph, 1, 'object', '', "
            "'Các trường cùng đóng góp.', false FROM more"
        )
        given = {"count": count, "like": scene.opinions[0], "consultation": scene.consultation_id}
        await db.execute(made, given | {"paragraph": paragraph})


async def test_five_thousand_opinions_cost_the_statements_of_two(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?cho=Điều+2"
    for _ in range(2):
        await client.get(desk)
    few = client.statements
    await many_opinions(build, scene, 5_000)
    page = await client.get(desk)
    assert counted(page)["Tất cả"] == 5_001
    assert client.statements <= few, "no more than for one"
    seen = set(listed(page))
    for _ in range(3):
        following = page.soup.select_one("a[rel=next]")
        assert following is not None
        page = await client.get(str(following["href"]))
        assert not seen & set(listed(page)), "no page repeats an opinion"
        seen |= set(listed(page))
    assert len(seen) == 80


async def sent_together(build: Builders, scene: Scene, opinion_ids: list[int], code: str) -> int:
    """As if their author had sent these at once."""
    async with build.acting(scene.author) as (db, actor):
        it = OpinionSubmission(
            consultation_id=scene.consultation_id, persona_id=actor.persona_id, code=code, sent_at=actor.at
        )
        db.add(it)
        await db.flush()
        await db.execute(update(Opinion).where(Opinion.id.in_(opinion_ids)).values(submission_id=it.id))
        return it.id


async def test_what_came_in_one_submission_is_said_and_leads_to_all_of_it(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    await many_opinions(build, scene, 30)
    async with build.acting(None) as (db, _):
        others = list(await db.scalars(select(Opinion.id).order_by(Opinion.id.desc()).limit(3)))
    first, _alone = scene.opinions
    submission_id = await sent_together(build, scene, [first, *others], "PGY-2026-9001")
    hidden = update(Contribution).where(Contribution.id == others[0]).values(visibility="withdrawn")
    async with build.acting(None) as (db, _):
        await db.execute(hidden)
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    page = await client.get(f"{desk}?y-kien={first}")
    links = page.soup.find_all("a", string="cùng phiếu với 2 ý kiến khác")
    assert links, "what was withdrawn is not of the desk"
    assert not (await client.get(f"{desk}?thai-do=agree")).has("cùng phiếu với"), "sent alone"
    whole = await client.get(str(links[0]["href"]))
    assert counted(whole)["Tất cả"] == counted(whole)["Chưa soạn"] == len(listed(whole)) == 3
    assert whole.soup.select_one(f"input[name=phieu][value='{submission_id}'][checked]")
    joined = await client.get(f"{desk}?phieu={submission_id}&thai-do=agree")
    assert listed(joined) == [] and counted(joined)["Tất cả"] == 0
    for step in ("Xếp nhóm vấn đề", "Giao người soạn"):
        (link,) = whole.soup.find_all("a", string=step)
        assert f"phieu={submission_id}" in str(link["href"])
    nothing = await client.get(f"{desk}?phieu=999999")
    assert counted(nothing)["Tất cả"] == 31, "what names nothing narrows nothing"
    kind = str(whole.soup.select("input[name=kind]")[0]["value"])
    await client.post(scene.papers, {"kind": kind, "format": "xlsx"})
    await build.run_jobs()
    assert (await client.get(scene.papers)).has("3 ý kiến đã lọc")


async def test_an_opinion_on_another_page_says_what_it_was_sent_with(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    for _ in range(2):
        await client.get(f"{desk}?y-kien={scene.opinions[0]}")
    few = client.statements
    await many_opinions(build, scene, 60)
    async with build.acting(None) as (db, _):
        last = list(await db.scalars(select(Opinion.id).order_by(Opinion.id.desc()).limit(40)))
    await sent_together(build, scene, last, "PGY-2026-9002")
    page = await client.get(f"{desk}?y-kien={last[0]}")
    assert page.has("cùng phiếu với 39 ý kiến khác")
    assert len(listed(page)) == 20, "the list is the same page"
    assert client.statements <= few, "nothing is asked for each opinion"


async def test_what_the_filter_shows_is_what_its_paper_holds(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    await client.log_in(scene.officer)
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?cho=Điều+2")
    kind = str(page.soup.select("input[name=kind]")[0]["value"])
    await client.post(scene.papers, {"kind": kind, "format": "xlsx"})
    await build.run_jobs()
    papers = await client.get(scene.papers)
    assert papers.has(f"{counted(page)['Tất cả']} ý kiến đã lọc")
    url = next(str(a["href"]) for a in papers.soup.select("a.button") if a.get_text() == "Tải XLSX")
    book = openpyxl.load_workbook(io.BytesIO((await client.http.get(url)).content))
    words = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert "Các trường nhỏ không đủ kinh phí." in words and "Thống nhất với dự thảo." not in words
    await client.log_in(scene.author)
    await client.post(scene.papers, {"kind": kind, "format": "xlsx"}, status=404)
