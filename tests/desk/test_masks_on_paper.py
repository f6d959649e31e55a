"""What is masked is in no paper and no file that somebody takes away, not even its author's."""

import io
import zipfile

import openpyxl
import pypdfium2
import pytest

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.actions import mask
from forum.contributions.masks import Mask
from forum.contributions.models import Contribution
from forum.papers.own_data import ask_for_copy, copies_of, own_copy
from search.entry import BAR
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, docx_words, link_to, scene, taken
from tests.desk.test_masking import notice_to
from tests.finding.conftest import Library, library

__all__ = ["library", "scene"]

PASSAGE = "trường nhỏ"


async def bar(build: Builders, contribution_id: int, passage: str) -> None:
    async with build.acting(None) as (db, actor):
        await mask(
            db, actor, await db.get_one(Contribution, contribution_id), (Mask(passage, "Q4", clock.now(), 1),)
        )


async def test_the_table_of_opinions_holds_the_bar_in_every_format_for_everybody(
    client: Client, build: Builders, scene: Scene
) -> None:
    await taken(client, build, scene, "docx")
    older = await link_to(client, scene, "docx")
    await bar(build, scene.opinions[0], PASSAGE)
    assert (await client.http.get(older)).status_code == 409
    for person in (None, scene.author, scene.officer, await build.person(Role.moderator)):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
        for format_ in ("docx", "pdf", "xlsx"):
            words = words_of(format_, await taken(client, build, scene, format_))
            assert PASSAGE not in words, format_
            assert BAR in words, format_
            assert "quy tắc Q4" in words, format_
            assert "không đủ kinh phí" in words, format_


def words_of(format_: str, content: bytes) -> str:
    if format_ == "docx":
        return docx_words(content)
    if format_ == "pdf":
        pages = pypdfium2.PdfDocument(content)
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


async def test_the_table_on_the_page_holds_the_bar(client: Client, build: Builders, scene: Scene) -> None:
    await bar(build, scene.opinions[0], PASSAGE)
    await client.log_out()
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tong-hop")
    assert not page.has(PASSAGE)
    assert page.has(BAR)


@pytest.mark.parametrize("format_", ["csv", "ris"])
async def test_hits_taken_away_as_a_file_hold_the_bar_even_before_the_index_has_heard_of_it(
    client: Client, library: Library, build: Builders, format_: str
) -> None:
    it = await library.propose("Bảo tàng của bà Mẫu Thị Riêng")
    await library.drain()
    await bar(build, it.id, "bà Mẫu Thị Riêng")
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    for typed in ("bảo tàng", "Thị Riêng"):
        text = (await client.get("/tra-cuu/tep", q=typed, dang=format_)).text
        assert "Thị Riêng" not in text.replace(f'"{typed}"', "")


async def test_a_copy_of_one_s_data_holds_own_words_whole_and_no_masked_words_of_others(
    build: Builders, library: Library
) -> None:
    reader = await build.person(Role.intellectual)
    it = await library.propose("Bảo tàng của bà Mẫu Thị Riêng")
    async with build.acting(None) as (db, _):
        db.add(notice_to(reader.persona_id, it.id))
    await bar(build, it.id, "bà Mẫu Thị Riêng")
    assert "Thị Riêng" not in await copied(build, reader)
    assert "Thị Riêng" in await copied(build, library.author)


async def copied(build: Builders, person: Account) -> str:
    async with build.acting(person) as (db, actor):
        await ask_for_copy(db, actor)
    await build.run_jobs()
    async with build.acting(person) as (db, actor):
        [line] = await copies_of(db, actor)
        content = await own_copy(db, actor, line.id)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "\n".join(file.read(name).decode() for name in file.namelist())
