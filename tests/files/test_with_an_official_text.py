"""Files of what is said in somebody's name: approved with the words, had by the readers of the words."""

import re

import pytest

from forum import urls
from forum.accounts.models import Account
from forum.actor import Role
from forum.steps import STEPS
from tests.builders import Builders
from tests.client import Client, Page
from tests.commitments.scene import approve_on_page, committed
from tests.files.test_with_a_text import chosen, ids_in, links_in, sent_with, word_file
from tests.matrix import FORMS
from tests.shared import ROOT
from tests.sources import TEMPLATES
from tests.threads.test_proposal_story import answered

REPORT = ("Báo cáo mẫu.docx", word_file("Kết quả rà soát bãi Đồng Mẫu."))
OTHER = ("Phụ lục mẫu.docx", word_file("Một phụ lục khác."))


async def approval_of(client: Client, head: Account, path: str, answer_id: int) -> dict[str, str]:
    await client.log_in(head)
    return (await client.get(path)).form(f"/tra-loi/{answer_id}/duyet")


async def test_an_answer_is_approved_with_its_files(client: Client, build: Builders) -> None:
    path, answer_id, _author, officer, head, _body = await answered(client, build)
    revise, submit = f"/chu-de/tra-loi/{answer_id}/sua", f"/chu-de/tra-loi/{answer_id}/trinh"
    approve = f"/chu-de/tra-loi/{answer_id}/duyet"
    before = await approval_of(client, head, path, answer_id)
    await client.log_in(officer)
    page = await chosen(build, client, REPORT, at=revise, words={})
    await client.post(revise, page.form(revise))
    await client.post(submit)
    await client.log_in(head)
    assert (await client.post(approve, before, status=409)).has("Dự thảo vừa được sửa")
    page = await client.get(approve)
    assert page.has("Báo cáo mẫu.docx")
    (link,) = [url for name, url in links_in(page).items() if name == "Báo cáo mẫu.docx"]
    for who in (await build.person(Role.intellectual), await build.person(Role.body_officer)):
        await client.log_in(who)
        await client.get(link, status=404)
    await client.log_in(head)
    await client.post(approve, page.form(approve))
    await client.log_out()
    assert links_in(await client.get(path))["Báo cáo mẫu.docx"] == link
    assert (await client.get(link)).response.content[:2] == b"PK"


async def test_a_file_taken_out_of_a_draft_is_nowhere_in_what_is_published(
    client: Client, build: Builders
) -> None:
    path, answer_id, _author, officer, head, _body = await answered(client, build)
    revise, submit = f"/chu-de/tra-loi/{answer_id}/sua", f"/chu-de/tra-loi/{answer_id}/trinh"
    await client.log_in(officer)
    page = await chosen(build, client, REPORT, OTHER, at=revise, words={})
    await client.post(revise, page.form(revise))
    page = await client.get(revise)
    gone = box_of(page, "Phụ lục mẫu.docx")
    await client.send(revise, {"removed_file_ids": gone})
    await client.post(submit)
    await client.log_in(head)
    approve = f"/chu-de/tra-loi/{answer_id}/duyet"
    page = await client.get(approve)
    assert list(links_in(page)) == ["Báo cáo mẫu.docx"]
    await client.post(approve, page.form(approve))
    await client.log_in(await build.person(Role.moderator))
    await client.get(f"/tep/{gone}", status=404)
    await client.log_out()
    assert list(links_in(await client.get(path))) == ["Báo cáo mẫu.docx"]
    await client.get(f"/tep/{gone}", status=404)


def box_of(page: Page, name: str) -> str:
    (label,) = [one for one in page.soup.find_all("label", class_="choice") if name in one.get_text()]
    box = label.find("input", attrs={"name": "removed_file_ids"})
    assert box is not None
    return str(box["value"])


async def test_an_author_takes_a_file_away_by_an_edit(client: Client, build: Builders) -> None:
    """Everybody has it until the edit is shown; then its name stands in the history, and its author and the
    moderators have it."""
    author = await build.person(Role.intellectual, is_trusted=True)
    await client.log_in(author)
    text = await sent_with(build, client, REPORT, OTHER)
    link = links_in(text)["Phụ lục mẫu.docx"]
    edit = str(text.soup.find("a", string="Sửa")["href"])  # type: ignore[index]  # a link that is missing fails the test too
    gone = box_of(await client.get(edit), "Phụ lục mẫu.docx")
    page = await client.send(edit, {"removed_file_ids": "999999"}, status=422)
    assert page.has("có tệp không còn ở đây")
    await client.send(edit, {"removed_file_ids": gone})
    assert (await client.get(str(text.response.url.path))).has("Đã bỏ khỏi bài")
    await client.log_in(await build.person(Role.moderator))
    await client.get(link)
    await client.log_out()
    await client.get(link, status=404)
    page = await client.get(text.response.url.path)
    assert list(links_in(page)) == ["Báo cáo mẫu.docx"]
    assert (await client.get(edit.replace("/sua", "/lich-su"))).has("Bỏ tệp: Phụ lục mẫu.docx")


async def test_a_report_of_a_body_brings_its_evidence(client: Client, build: Builders) -> None:
    scene, commitment_id = await committed(build)
    await client.log_in(scene.officer)
    at = f"/theo-doi/{commitment_id}/bao-cao"
    words = {"outcome": "progress", "text": "Đã lập danh mục mẫu."}
    page = await chosen(build, client, REPORT, at=at, words=words)
    assert len(ids_in(page)) == 1
    shown = await client.follow(await client.post(at, page.form(at)))
    (link,) = links_in(shown).values()
    await client.log_out()
    await client.get(link, status=404)
    shown = await approve_on_page(client, scene.officer, scene.head, f"/theo-doi/{commitment_id}")
    (link,) = links_in(shown).values()
    await client.log_out()
    assert (await client.get(link)).response.content[:2] == b"PK"


def test_each_official_text_that_somebody_writes_takes_files() -> None:
    """A notice's words are the program's own, or one reason."""
    without = [
        one.name
        for one in (ROOT / "forum").rglob("*.py")
        if "NewOfficial(" in (source := one.read_text(encoding="utf-8"))
        and not ("files=draft.files" in source or "files=words.files" in source)
        and one.parent.name != "official"
    ]
    assert without == ["notices.py"]


def _whole(name: str) -> str:
    """A template with all that it extends, includes and imports."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    others = re.findall(r'(?:extends|include|from) "([\w/.]+)"', source)
    return source + "".join(_whole(one) for one in others if one != "files/files.html")


FIELDS = {"file_ids": "file_field(", "removed_file_ids": "standing_files("}
WRITTEN = [
    (name, field)
    for name, one in sorted(STEPS.items())
    if (model := FORMS.get(urls.path(one.at))) is not None
    for field in FIELDS
    if field in model.model_fields
]


@pytest.mark.parametrize(("name", "field"), WRITTEN)
def test_the_page_of_each_form_over_files_has_their_field(name: str, field: str) -> None:
    assert FIELDS[field] in _whole(STEPS[name].template)
