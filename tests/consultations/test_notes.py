"""What an office notes on an opinion is read by the office alone."""

from sqlalchemy import text

from forum.actor import Role
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
