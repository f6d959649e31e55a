"""A file goes with a text: chosen in its form, looked over there, then had by whoever may read the text."""

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from forum.accounts.models import Persona
from forum.actor import Purpose, Role
from forum.contributions.actions import withdraw_consent
from forum.contributions.actions.closing import end_account
from forum.contributions.attached import words_of_files
from forum.contributions.models import Contribution
from forum.files.names import disposition, safe_name
from tests.builders import Builders
from tests.client import Client, Page
from tests.paperwork.cleaning.traces import docx_full_of_names, jpeg_of_a_camera, mentions
from tests.sources import TEMPLATES, templates

AT = "/hien-ke/moi"
WORDS = {
    "title": "Một đề xuất mẫu có tệp",
    "text": "Chữ viết công phu không được mất.",
    "leaves_tasks_open": "true",
}


def word_file(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def ids_in(page: Page) -> list[str]:
    return [str(one["value"]) for one in page.soup.find_all("input", attrs={"name": "file_ids"})]


async def chosen(
    build: Builders, client: Client, *files: tuple[str, bytes], at: str = AT, words: dict[str, str] = WORDS
) -> Page:
    """The form with these files, once they are cleaned."""
    shown = await client.send(at, words | {"_way": "attach"}, status=200, files=files)
    await build.run_jobs()
    return await client.post(at, shown.form(at) | {"_way": "attach"}, status=200)


async def sent_with(build: Builders, client: Client, *files: tuple[str, bytes], at: str = AT) -> Page:
    """The page of a text that was sent with these files."""
    form = (await chosen(build, client, *files, at=at)).form(at)
    return await client.follow(await client.post(at, form))


def links_in(page: Page) -> dict[str, str]:
    return {link.get_text(): str(link["href"]) for link in page.soup.find_all("a", download=True)}


async def test_a_file_is_sent_with_a_text_without_a_script(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    page = await chosen(build, client, ("Báo cáo mẫu.docx", docx_full_of_names()))
    assert page.has("Báo cáo mẫu.docx") and page.has("Đã bỏ khỏi tệp")
    sent = await client.post(AT, page.form(AT))
    text = await client.follow(sent)
    (link,) = links_in(text).values()
    file = await client.get(link)
    headers = file.response.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20m%E1%BA%ABu.docx" in headers["content-disposition"]
    assert "docProps/core.xml" not in mentions(file.response.content)


async def test_words_and_other_files_stay_when_one_is_refused(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    files = (("Ảnh mẫu.jpg", jpeg_of_a_camera()), ("chương trình.exe", b"MZ\x90\x00" * 100))
    await client.send(AT, WORDS | {"_way": "attach"}, status=200, files=files)
    page = await client.send(AT, WORDS, status=422, files=files)
    await build.run_jobs()
    page = await client.post(AT, page.form(AT), status=422)
    assert page.has("không nhận được chương trình.exe")
    assert page.has("Chỉ nhận và làm sạch tệp DOCX")
    assert page.field("text") == WORDS["text"]
    assert len(ids_in(page)) == 1, "the picture is still chosen, the other is left out"
    assert list(links_in(await client.follow(await client.post(AT, page.form(AT))))) == ["Ảnh mẫu.jpg"]


async def test_a_photo_of_40_megabytes_is_refused_in_words(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    files = (("ảnh điện thoại.jpg", b"\xff\xd8\xff" + bytes(40 * 2**20)), ("Ảnh mẫu.jpg", jpeg_of_a_camera()))
    page = await client.send(AT, WORDS, status=422, files=files)
    assert page.has("không nhận được ảnh điện thoại.jpg")
    assert page.has("tệp lớn hơn 25 MB")
    assert page.field("text") == WORDS["text"] and len(ids_in(page)) == 1


async def test_what_is_hidden_in_a_file_is_shown_before_it_is_sent(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    page = await client.send(AT, WORDS, status=422, files=[("a.docx", docx_full_of_names())])
    assert page.has("đang kiểm tra a.docx")
    await build.run_jobs()
    page = await client.post(AT, page.form(AT), status=422)
    assert page.has("có phần ẩn trong a.docx")
    assert page.has("còn ghi vết (track changes)") and page.has("nhận xét (comments)")
    await client.post(AT, page.form(AT))


async def test_a_file_is_dropped_from_the_form(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    page = await chosen(
        build, client, ("a.jpg", jpeg_of_a_camera()), ("b.jpg", jpeg_of_a_camera(orientation=3))
    )
    first, second = ids_in(page)
    page = await client.post(AT, page.form(AT) | {"_drop": first}, status=200)
    assert ids_in(page) == [second] and page.field("text") == WORDS["text"]


async def test_the_form_pressed_twice_sends_its_file_once(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    form = (await chosen(build, client, ("a.jpg", jpeg_of_a_camera()))).form(AT)
    once = await client.post(AT, form)
    again = await client.post(AT, form)
    assert again.location == once.location
    with_it_again = await client.post(AT, form, files=[("a.jpg", jpeg_of_a_camera())])
    assert with_it_again.location == once.location
    assert len(links_in(await client.follow(once))) == 1


async def test_only_who_may_read_the_text_has_its_file(client: Client, build: Builders) -> None:
    author, stranger = await build.person(Role.intellectual), await build.person(Role.intellectual)
    moderator = await build.person(Role.moderator)
    await client.log_in(author)
    page = await chosen(build, client, ("a.jpg", jpeg_of_a_camera()))
    (own,) = ids_in(page)
    await client.log_in(stranger)
    await client.get(f"/tep/{own}", status=404)
    assert "a.jpg" not in (await client.get(f"/tep/da-chon?tep={own}", htmx=True)).text
    await client.send(AT, WORDS | {"file_ids": own}, status=422)
    await client.log_in(author)
    waiting = await client.follow(await client.post(AT, page.form(AT)))
    (link,) = links_in(waiting).values()
    for person, status in ((author, 200), (moderator, 200), (stranger, 404)):
        await client.log_in(person)
        assert (await client.http.get(link)).status_code == status
    await client.log_out()
    await client.get(link, status=404)


async def test_a_hidden_text_hides_its_file(client: Client, build: Builders) -> None:
    from sqlalchemy import update

    from forum.audience import Visibility
    from forum.contributions.models import Contribution
    from forum.database import writing_session

    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    text = await sent_with(build, client, ("a.jpg", jpeg_of_a_camera()))
    (link,) = links_in(text).values()
    await client.log_out()
    await client.get(link)
    async with writing_session(build.engine) as db:
        await db.execute(update(Contribution).values(visibility=Visibility.hidden))
    await client.get(link, status=404)


async def test_a_range_of_a_file_is_sent(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    text = await sent_with(build, client, ("a.txt", "Chữ mẫu của một tệp.".encode()))
    (link,) = links_in(text).values()
    part = await client.http.get(link, headers={"range": "bytes=2-5"})
    assert part.status_code == 206 and part.content == "Chữ mẫu".encode()[2:6]
    for too_long in (f"bytes={'9' * 5_000}-", f"bytes=-{'9' * 5_000}", f"bytes=0-{'9' * 5_000}"):
        whole = await client.http.get(link, headers={"range": too_long})
        assert whole.status_code == 200 and whole.content == "Chữ mẫu của một tệp.".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (word_file("TỐI MẬT", "Điều 1. Nội dung mẫu"), "dấu mật “TỐI MẬT”"),
        ("Mẫu\n\n  MẬT  \n\nNội dung".encode(), "dấu mật “MẬT”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office đời cũ"),
        (b"%PDF-1.7 broken", "Tệp PDF hỏng"),
        (b"PK\x03\x04 broken", "không mở được"),
    ],
)
async def test_a_file_that_may_not_stand_is_refused_and_its_bytes_go(
    client: Client, build: Builders, content: bytes, reason: str
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    page = await chosen(build, client, ("a.docx", content))
    assert page.has(reason) and ids_in(page) == []
    assert not [path for path in build.settings.storage_folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Thư mục\\Tờ trình.docx", "Tờ trình.docx"),
        ("a\u202excod.exe", "a xcod.exe"),
        ('a"b\r\nSet-Cookie: x.pdf', "a'b Set-Cookie: x.pdf"),
        ("Báo cáo.pdf", "Báo cáo.pdf"),
        ("", "tệp không tên"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_to_save_under(sent: str, shown: str) -> None:
    assert safe_name(sent) == shown
    assert "\n" not in disposition(shown) and disposition(shown).isascii()


async def test_what_stands_in_a_file_is_found_with_its_text(client: Client, build: Builders) -> None:
    from forum import clock
    from forum.database import writing_session
    from forum.finding.indexing import drain

    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    await sent_with(build, client, ("a.docx", word_file("Quy hoạch bãi Đồng Mẫu ven sông.")))
    async with writing_session(build.engine) as db:
        await drain(db, clock.now())
    await client.log_out()
    assert (await client.get("/tim-kiem?q=bãi+Đồng+Mẫu+ven+sông")).has("Một đề xuất mẫu có tệp")


async def test_an_edit_brings_a_file_that_waits_with_it(client: Client, build: Builders) -> None:
    """The public version keeps its files; the new one is its author's and the moderators' until it is judged."""
    author, moderator = (
        await build.person(Role.intellectual, is_trusted=True),
        await build.person(Role.moderator),
    )
    await client.log_in(author)
    text = await sent_with(build, client, ("a.jpg", jpeg_of_a_camera()))
    async with build.acting(None) as (db, _actor):
        (await db.get_one(Persona, author.persona_id)).trusted_at = None
    at = str(text.soup.find("a", string="Sửa")["href"])  # type: ignore[index]  # a link that is missing fails the test too
    page = await chosen(build, client, ("b.jpg", jpeg_of_a_camera()), at=at, words={})
    edited = await client.follow(await client.post(at, page.form(at)))
    link = links_in(edited)["b.jpg"]
    await client.log_in(moderator)
    await client.get(link)
    await client.log_out()
    await client.get(link, status=404)
    assert list(links_in(await client.get(text.response.url.path))) == ["a.jpg"]


@pytest.mark.parametrize("way", ["consent", "closing"])
async def test_an_edit_that_its_author_drops_brings_no_file_and_takes_none_away(
    client: Client, build: Builders, way: str
) -> None:
    """Nobody judged it: its file stays private, and the one that it left out stays where it was."""
    author = await build.person(Role.intellectual, is_trusted=True)
    await client.log_in(author)
    text = await sent_with(build, client, ("a.jpg", jpeg_of_a_camera()))
    async with build.acting(None) as (db, _actor):
        (await db.get_one(Persona, author.persona_id)).trusted_at = None
    at = str(text.soup.find("a", string="Sửa")["href"])  # type: ignore[index]  # a link that is missing fails the test too
    (kept,) = links_in(text).values()
    page = await chosen(build, client, ("b.jpg", jpeg_of_a_camera(orientation=3)), at=at, words={})
    form = page.form(at) | {"removed_file_ids": kept.rsplit("/", 1)[1]}
    (brought,) = (
        link for link in links_in(await client.follow(await client.post(at, form))).values() if link != kept
    )
    async with build.acting(author) as (db, actor):
        if way == "consent":
            await withdraw_consent(db, actor, Purpose.terms)
        else:
            await end_account(db, actor, keeps_name=True)
    await client.log_out()
    await client.get(brought, status=404)
    await client.get(kept)
    assert list(links_in(await client.get(text.response.url.path))) == ["a.jpg"]
    async with build.acting(None) as (db, _actor):
        thing_id = (await db.scalars(select(Contribution.id).where(Contribution.kind == "proposal"))).one()
        words = (await words_of_files(db, "proposal", [thing_id]))[thing_id]
    assert "a.jpg" in words or "a\n" in words
    assert "b" not in words.split("\n")[0]


SHOWN = re.compile(r"{{ ([\w.]+)\.text\.html\|trusted_html }}")


@pytest.mark.parametrize("name", templates())
def test_wherever_a_text_is_shown_its_files_are(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    missing = [who for who in SHOWN.findall(source) if f"file_list({who}.text.files)" not in source]
    assert missing == []


async def test_the_copy_of_ones_own_data_holds_ones_files(client: Client, build: Builders) -> None:
    from forum.papers.models import OwnCopy
    from forum.papers.own_data import ask_for_copy

    author = await build.person(Role.intellectual)
    await client.log_in(author)
    await sent_with(build, client, ("a.txt", "Chữ mẫu của một tệp.".encode()))
    async with build.acting(author) as (db, actor):
        await ask_for_copy(db, actor)
    await build.run_jobs()
    async with build.acting(author) as (db, _actor):
        (copy,) = await db.scalars(select(OwnCopy))
    with zipfile.ZipFile(BytesIO(copy.content or b"")) as archive:
        (name,) = [one for one in archive.namelist() if one.startswith("tep/")]
        assert name.endswith("-a.txt") and archive.read(name).decode() == "Chữ mẫu của một tệp."
