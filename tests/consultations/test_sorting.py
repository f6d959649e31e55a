"""An office groups opinions by issue and shares them out; the group becomes the first column of the table."""

from forum.actor import Role
from forum.consultations.exports import line_of
from forum.consultations.queries.table import whole_table
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_desk import counted, listed
from tests.consultations.test_papers import critiqued


async def test_a_label_narrows_the_list_and_stands_first_in_the_table(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    await client.log_in(scene.officer)
    both = {"opinion_ids": [str(one) for one in scene.opinions], "label": "Kinh phí"}
    await client.post(f"{base}/nhom-van-de", both)
    page = await client.get(f"{base}/tiep-thu")
    value = str(page.soup.select("select[name=nhan] option")[1]["value"])
    assert counted(await client.get(f"{base}/tiep-thu?nhan={value}"))["Tất cả"] == 2
    one = both | {"opinion_ids": [str(scene.opinions[1])], "takes_away": "true"}
    await client.post(f"{base}/nhom-van-de", one)
    page = await client.get(f"{base}/tiep-thu?nhan={value}")
    assert counted(page)["Tất cả"] == len(listed(page)) == 1
    await client.log_out()
    assert (await client.get(f"{base}-x/tong-hop")).has("Kinh phí. Điều 2")
    async with build.acting(None) as (db, actor):
        lines = [line_of(row) for row in (await whole_table(db, actor, scene.consultation_id)).rows]
    places = [(line.group, line.place) for line in lines]
    assert ("Kinh phí", "Điều 2 đoạn 1") in places and ("", "Góp ý cho cả dự thảo") in places


async def test_an_opinion_is_assigned_to_a_colleague_and_to_nobody_else(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    stranger = await build.person(Role.body_officer, body=await build.body())
    await client.log_in(scene.head)
    given = {"opinion_ids": str(scene.opinions[0]), "officer_id": str(scene.officer.persona_id)}
    await client.post(f"{base}/giao-viec", given)
    await client.post(f"{base}/giao-viec", given | {"officer_id": str(stranger.persona_id)}, status=422)
    await client.post(f"{base}/giao-viec", given | {"opinion_ids": "999999"}, status=422)
    await build.run_jobs()
    await client.log_in(scene.officer)
    page = await client.get(f"{base}/tiep-thu?cua-toi=1")
    assert counted(page)["Tất cả"] == len(listed(page)) == 1
    assert (await client.get("/thong-bao")).has("được giao soạn")
    await client.log_in(stranger)
    await client.post(f"{base}/giao-viec", given, status=403)
    await client.post(f"{base}/nhom-van-de", given | {"label": "Kinh phí"}, status=403)


async def test_a_label_is_renamed_for_all_and_deleted_without_its_opinions(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    base = f"/gop-y-du-thao/{scene.consultation_id}"
    await client.log_in(scene.officer)
    for label in ("Kinh phí", "Nhân lực"):
        given = {"opinion_ids": [str(one) for one in scene.opinions], "label": label}
        await client.post(f"{base}/nhom-van-de", given)
    page = await client.get(f"{base}/nhom-van-de")
    rename = next(str(a["href"]) for a in page.soup.select("a") if "Đổi tên: Kinh phí" in a.get_text())
    assert (await client.send(rename, {"label": "Nhân lực"}, status=422)).has(
        "đã có nhóm vấn đề mang tên này"
    )
    await client.send(rename, {"label": "Tài chính"})
    table = await client.get(f"{base}-x/tong-hop")
    assert table.has("Nhân lực; Tài chính. Điều 2") and not table.has("Kinh phí;")
    await client.post(rename.replace("doi-ten", "xoa"), {})
    assert (await client.get(f"{base}-x/tong-hop")).has("Nhân lực. Điều 2")
    assert counted(await client.get(f"{base}/tiep-thu"))["Tất cả"] == 2


async def test_the_work_list_leads_to_the_desk_with_what_waits_for_this_person(
    build: Builders, client: Client
) -> None:
    scene = await critiqued(build)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"

    async def link() -> str:
        page = await client.get("/ban-lam-viec")
        return next(str(a["href"]) for a in page.soup.select("a") if str(a["href"]).startswith(desk))

    await client.log_in(scene.officer)
    assert await link() == f"{desk}?buoc=chua-soan"
    given = {"opinion_ids": str(scene.opinions[0]), "officer_id": str(scene.officer.persona_id)}
    await client.post(f"/gop-y-du-thao/{scene.consultation_id}/giao-viec", given)
    url = await link()
    assert "cua-toi=1" in url and len(listed(await client.get(url))) == 1
