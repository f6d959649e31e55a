"""Where an opinion stands in a later version, and what its author is told of the words that it was about."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.consultations.actions import editing, versions
from forum.consultations.actions.editing import NewParagraph, ParagraphWords
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.actions.versions import Settlement
from forum.consultations.fates import Change
from forum.consultations.models import Opinion, ParagraphText
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.lines import consultation_line
from forum.consultations.queries.versions import version_page
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_consultation_story import SetClock, set_clock
from tests.consultations.test_deadlines import MONDAY, Scene, drafted
from tests.consultations.test_rounds import FIRST, LATER, at_paragraph, opened, prepared, texts

SPLIT = FIRST.replace(
    "2. Quy chế áp dụng cho mười hai trường mẫu của thành phố.\n",
    "2. Quy chế áp dụng cho mười hai trường mẫu.\n3. Việc dùng chung thực hiện trên địa bàn thành phố.\n",
).replace("3. Các trường báo cáo kết quả sử dụng hằng quý cho Sở Mẫu.\n", "")


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, FIRST)


async def on_phrase(build: Builders, scene: Scene, text: ParagraphText, phrase: str) -> int:
    async with build.acting(scene.author, MONDAY) as (db, actor):
        new = NewOpinion(
            target=Target.paragraph,
            paragraph_id=text.paragraph_id,
            phrase=phrase,
            stance=Stance.ask,
            text="Là những nơi nào ạ?",
        )
        return (await give_opinion(db, actor, scene.id, new)).id


async def settled(build: Builders, scene: Scene, old: ParagraphText, new: list[int], was: list[int]) -> None:
    async with build.acting(scene.officer, LATER) as (db, actor):
        chosen = Settlement.of(was).model_copy(update={"text_ids": new})
        assert old.paragraph_id is not None
        await versions.settle_paragraph(db, actor, scene.id, old.paragraph_id, chosen)


async def standing(build: Builders, scene: Scene, old: ParagraphText) -> tuple[list[int], set[Change]]:
    async with build.acting(scene.officer, LATER) as (db, actor):
        page = await version_page(db, actor, scene.id, 2)
    found = [one for one in [*page.changes, *page.unsure] if one.paragraph_id == old.paragraph_id]
    return [text.id for one in found for text in one.new], {one.change for one in found}


async def test_an_opinion_on_a_phrase_is_proposed_at_the_part_that_has_its_words(
    build: Builders, client: Client, scene: Scene
) -> None:
    whole, old = await at_paragraph(build, scene, "Quy chế áp dụng")
    words = await on_phrase(build, scene, old, "thành phố")
    await prepared(build, scene, SPLIT)
    first, second = (await texts(build, scene, 2))[2:4]
    was, _changes = await standing(build, scene, old)
    await settled(build, scene, old, [first.id, second.id], was)
    await opened(build, scene)
    first, second = (await texts(build, scene, 2))[2:4]
    async with build.acting(None) as (db, _):
        for opinion_id, part in ((whole, first), (words, second)):
            it = await load(db, Opinion, opinion_id)
            assert it.needs_place and it.place_id == part.paragraph_id
    await client.log_in(scene.officer)
    page = await client.get(f"/gop-y-du-thao/{scene.id}/xep-cho")
    chosen = page.soup.select_one(f"#doan-{words} option[selected]")
    assert chosen is not None and chosen["value"] == str(second.paragraph_id)


async def test_a_text_that_is_corrected_is_compared_again_and_what_a_person_settled_stays(
    build: Builders, scene: Scene
) -> None:
    await prepared(build, scene)
    old = {text.text: text for text in await texts(build, scene, 1)}
    purpose = next(text for words, text in old.items() if words.startswith("Quy chế này"))
    funds = next(text for words, text in old.items() if words.startswith("Kinh phí do"))
    new = await texts(build, scene, 2)
    here = next(text for text in new if text.text == purpose.text)
    there = next(text for text in new if text.text == funds.text)
    assert await standing(build, scene, purpose) == ([], set()), "it is kept"
    added = next(text for text in new if text.text.startswith("Mức hỗ trợ"))
    await settled(build, scene, funds, [added.id], [there.id])
    async with build.acting(scene.officer, LATER) as (db, actor):
        reworded = ParagraphWords.of(here).model_copy(
            update={"text": here.text.replace("các trường", "các viện mẫu")}
        )
        await editing.edit_paragraph(db, actor, here.id, reworded)
    async with build.acting(scene.officer, LATER) as (db, actor):
        more = NewParagraph(kind="clause", label="9.", text="Hội đồng bầu người phụ trách theo nhiệm kỳ.")
        await editing.insert_paragraph(db, actor, here.id, more)
    assert await standing(build, scene, purpose) == ([here.id], {Change.changed})
    assert await standing(build, scene, funds) == ([added.id], {Change.changed})
    async with build.acting(scene.officer, LATER) as (db, actor):
        page = await version_page(db, actor, scene.id, 2)
        assert "Hội đồng bầu người phụ trách theo nhiệm kỳ." in {text.text for text in page.added}


async def test_an_author_reads_what_became_of_the_words_that_they_wrote_on(
    build: Builders, client: Client, scene: Scene
) -> None:
    kept, _ = await at_paragraph(build, scene, "Quy chế này")
    changed, money = await at_paragraph(build, scene, "Thành phố hỗ trợ")
    phrase = await on_phrase(build, scene, money, "mỗi năm")
    removed, _ = await at_paragraph(build, scene, "Các trường báo cáo")
    split, old = await at_paragraph(build, scene, "Quy chế áp dụng")
    await prepared(build, scene)
    was, _changes = await standing(build, scene, old)
    last = (await texts(build, scene, 2))[-1]
    await settled(build, scene, old, [*was, last.id], was)
    await opened(build, scene, LATER + timedelta(hours=1))
    await client.log_in(scene.author)
    mine = await client.get("/cua-toi")
    words = {kept: "Còn nguyên", changed: "Đã đổi", phrase: "Còn nguyên", removed: "Đã bỏ", split: "Đã tách"}
    for opinion_id, word in words.items():
        link = mine.soup.select_one(f'a[href="/gop-y-du-thao/y-kien/{opinion_id}#chu-cu"]')
        assert link is not None and link.parent is not None
        assert word in link.parent.get_text(), (word, link.parent.get_text())
        assert ("Đoạn hiện nay" in link.parent.get_text()) == (opinion_id != removed)
        page = await client.get(f"/gop-y-du-thao/y-kien/{opinion_id}")
        assert page.soup.find(id="chu-cu") is not None and page.has(word)
    page = await client.get(f"/gop-y-du-thao/y-kien/{changed}")
    assert page.has("một trăm triệu") and page.soup.select_one("#chu-cu ins") is not None
    reading = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert all(reading.has(word) for word in words.values())
    await client.log_out()
    assert not (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has("Góp ý của Ông/Bà GY")


__all__ = ["set_clock"]  # a fixture
TABLE = (
    "Điều 1. Mức chi\nSTT\tĐối tượng\tMức\n1\tGiáo sư\t50 triệu\n2\tTiến sĩ\t30 triệu\n3\tThạc sĩ\t20 triệu\n"
)
GROWN = "Điều 1. Mức chi\nSTT\tĐối tượng\tMức\n1\tGiáo sư\t50 triệu\n2\tPhó giáo sư\t40 triệu\n3\tTiến sĩ\t35 triệu\n"


async def test_the_author_of_an_opinion_on_a_row_reads_that_row_though_others_were_put_in_above_it(
    build: Builders, client: Client
) -> None:
    scene = await drafted(build, TABLE)
    table = next(text for text in await texts(build, scene, 1) if text.rows)
    given = []
    for number in (2, 3):
        async with build.acting(scene.author, MONDAY) as (db, actor):
            new = NewOpinion(
                target=Target.paragraph,
                paragraph_id=table.paragraph_id,
                row_number=number,
                stance=Stance.object,
                text="Mức này còn thấp ạ.",
            )
            given.append((await give_opinion(db, actor, scene.id, new)).id)
    await prepared(build, scene, GROWN)
    await opened(build, scene)
    await client.log_in(scene.author)
    mine = await client.get("/cua-toi")

    def told(opinion_id: int) -> str:
        link = mine.soup.select_one(f'a[href="/gop-y-du-thao/y-kien/{opinion_id}#chu-cu"]')
        assert link is not None and link.parent is not None
        return link.parent.get_text()

    assert "Đã đổi" in told(given[0]) and "Đã bỏ" in told(given[1])
    page = await client.get(f"/gop-y-du-thao/y-kien/{given[0]}")
    now = page.soup.find(id="chu-cu")
    assert now is not None and "35 triệu" in now.get_text() and "Phó" not in now.get_text()


@pytest.mark.parametrize(
    ("number", "wording", "quoted"),
    [
        ("1", "1 | Giáo sư | 50 triệu", "1 | Giáo sư | 50 triệu"),
        ("2", "3 | Tiến sĩ | 35 triệu", "3 | Tiến sĩ | 35 triệu"),
        ("3", "STT | Đối tượng | Mức", ""),
    ],
)
async def test_a_form_on_a_row_asks_about_that_row_though_the_table_grew_meanwhile(
    build: Builders, client: Client, set_clock: SetClock, number: str, wording: str, quoted: str
) -> None:
    set_clock(MONDAY)
    scene = await drafted(build, TABLE)
    table = next(text for text in await texts(build, scene, 1) if text.rows)
    async with build.acting(scene.author, MONDAY) as (db, actor):
        url = (await consultation_line(db, actor, scene.id)).url
    await client.log_in(scene.author)
    form = (await client.get(f"{url}/dieu/{table.paragraph_id}?dong={number}")).form("/gop-y")
    assert form["row_number"] == number
    await prepared(build, scene, GROWN)
    await opened(build, scene)
    set_clock(LATER)
    sent = form | {"stance": "object", "text": "Mức này còn thấp ạ.", "wording": ""}
    page = await client.post(f"{url}/gop-y", sent, status=409)
    again = page.form("/gop-y")
    assert wording in page.text
    opinion = await client.follow(await client.post(f"{url}/gop-y", again))
    assert "Mức này còn thấp ạ." in opinion.text
    async with build.acting(scene.author, LATER) as (db, _actor):
        stored = (await db.scalars(select(Opinion))).one()
        assert (stored.quoted if stored.row_number is not None else "") == quoted
