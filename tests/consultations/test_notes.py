"""What an office notes on an opinion is read by the office alone."""

from sqlalchemy import func, select, text

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.consultations.models import Consultation
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import critiqued

WORDS = "Phòng tài chính xem giúp mức hỗ trợ ghichunoibo."


async def test_a_colleague_who_is_mentioned_is_told_and_nobody_outside_reads_it(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    opinion_id = scene.opinions[0]
    note = f"/gop-y-du-thao/y-kien/{opinion_id}/ghi-chu"
    await client.log_in(scene.officer)
    await client.send(note, {"text": WORDS, "mentioned": str(scene.head.persona_id)})
    stranger = await build.person(Role.body_head, body=await build.body())
    outside = {"text": WORDS, "mentioned": str(stranger.persona_id)}
    assert (await client.send(note, outside, status=422)).has("người của cơ quan soạn thảo")
    await build.run_jobs()
    await client.log_in(scene.head)
    assert (await client.get("/thong-bao")).has("nhắc Ông/Bà trong ghi chú nội bộ")
    assert not (await client.get("/thong-bao")).has("ghichunoibo"), "a letter may be read by others"
    for page in (note, f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?y-kien={opinion_id}"):
        assert (await client.get(page)).has(WORDS)
    for person in (stranger, scene.author):
        await client.log_in(person)
        await client.get(note, status=403)
        await client.post(note, {"text": WORDS}, status=403)
        assert not (await client.get(f"/gop-y-du-thao/y-kien/{opinion_id}")).has("ghichunoibo")
    async with build.acting(None) as (db, _):
        found = await db.scalar(
            text("SELECT count(*) FROM search.entries e WHERE e::text LIKE '%ghichunoibo%'")
        )
    assert found == 0


async def told(build: Builders, person: Account) -> int:
    """How often somebody was told that a note mentions them."""
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        of_person = select(func.count()).where(Notice.persona_id == person.persona_id)
        return await db.scalar(of_person.where(Notice.path.endswith("/ghi-chu"))) or 0


async def test_a_writer_corrects_a_note_and_the_old_words_stay_for_the_office(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    async with build.acting(None) as (db, _):
        body = await db.get_one(Body, (await db.get_one(Consultation, scene.consultation_id)).body_id)
    colleague = await build.person(Role.body_officer, body=body, name="Cán Bộ Mẫu Hai")
    notes = f"/gop-y-du-thao/y-kien/{scene.opinions[0]}/ghi-chu"
    await client.log_in(scene.officer)
    await client.send(notes, {"text": WORDS, "mentioned": str(scene.head.persona_id)})
    (link,) = (await client.get(notes)).soup.find_all("a", string="Sửa ghi chú")
    at = str(link["href"])
    page = await client.get(at)
    assert page.field("text") == WORDS
    stale = page.form(at)
    assert stale["mentioned"] in (str(scene.head.persona_id), [str(scene.head.persona_id)])
    assert (await client.post(at, stale, status=422)).error_of("text"), "nothing is changed"
    assert (await client.post(at, stale | {"text": " "}, status=422)).error_of("text")

    corrected = "Phòng pháp chế xem giúp, không phải phòng tài chính."
    await client.post(at, stale | {"text": corrected, "mentioned": str(colleague.persona_id)})
    assert await told(build, colleague) == 1 and await told(build, scene.head) == 1
    late = await client.post(at, stale | {"text": "Ghi đè lời mới."}, status=409)
    assert late.has(corrected), "somebody who looks at an old form sees what stands"
    both = [str(one.persona_id) for one in (scene.head, colleague)]
    await client.send(at, {"text": corrected, "mentioned": both})
    assert await told(build, colleague) == 1 and await told(build, scene.head) == 1, "each is told once"

    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu?y-kien={scene.opinions[0]}"
    await client.log_in(colleague)
    for place in (notes, desk):
        page = await client.get(place)
        assert page.has("đã sửa lúc") and page.has(corrected)
        assert page.has("Lời trước khi sửa") and page.has(WORDS)
        assert not page.soup.find_all("a", string="Sửa ghi chú")
    stranger = await build.person(Role.body_officer, body=await build.body())
    typed = {"text": "Lời của người khác.", "seen_version": late.field("seen_version")}
    nowhere = "/gop-y-du-thao/ghi-chu/999999/sua"
    for person, status in ((colleague, 403), (scene.head, 403), (stranger, 404), (scene.author, 404)):
        await client.log_in(person)
        refused = [await client.get(at, status=status), await client.post(at, typed, status=status)]
        if status == 404:  # whoever may not read notes does not learn which there are
            missing = [await client.get(nowhere, status=404), await client.post(nowhere, typed, status=404)]
            assert [one.main for one in refused] == [one.main for one in missing]
    assert not (await client.get(f"/gop-y-du-thao/y-kien/{scene.opinions[0]}")).has("phòng tài chính")
