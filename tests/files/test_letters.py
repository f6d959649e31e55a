"""The scan of a letter: required where a letter is entered for its writer, kept as it came, never public."""

from forum import clock
from forum.actor import Role
from forum.database import writing_session
from forum.finding.indexing import drain
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session
from tests.entering.scene import BY_LETTER, a_writer, newest_published
from tests.files.test_with_a_text import ids_in

LETTER = ("thư.txt", b"Kinh gui. Nha so 12 ngo Dong Mau.")
WORDS = {
    "title": "Khi nào sửa đường vào viện",
    "text": "Đường vào viện nghiên cứu ngập mỗi mùa mưa.",
    **BY_LETTER,
}


async def test_a_letter_comes_with_its_scan_which_is_not_public(client: Client, build: Builders) -> None:
    scene = await announced_session(build, clock.now())
    words = WORDS | {"persona_id": str(await a_writer(build, scene.secretariat))}
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/{scene.session_id}/cau-hoi/nhap"
    page = await client.send(at, words, status=422)
    assert page.has("đề nghị gửi kèm bản chụp thư")
    page = await client.send(at, words | {"_way": "attach"}, status=200, files=[LETTER])
    await build.run_jobs()
    page = await client.post(at, page.form(at) | {"_way": "attach"}, status=200)
    (scan,) = ids_in(page)
    await client.post(at, page.form(at))
    question_id = await newest_published(build)
    shown = await client.get(f"/tiep-xuc/{scene.session_id}/cau-hoi/{question_id}")
    assert shown.has("thư.txt") and shown.has("Bản chụp thư")
    async with writing_session(build.engine) as db:
        await drain(db, clock.now())
    for person, status in (
        (scene.secretariat, 200),
        (await build.person(Role.moderator), 200),
        (scene.asker, 404),
        (scene.assistant, 404),
    ):
        await client.log_in(person)
        assert (await client.http.get(f"/tep/{scan}")).status_code == status
    await client.log_out()
    assert not (await client.get(shown.response.url.path)).has("thư.txt")
    assert not (await client.get("/tim-kiem?q=ngo+Dong+Mau")).has(WORDS["title"])
