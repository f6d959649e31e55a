"""Opinions that say much the same are offered to be answered together."""

from forum.consultations.likeness import alike
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_desk import many_opinions
from tests.consultations.test_papers import critiqued

SAID = "Mức năm mươi triệu đồng không đủ thuê máy đo trong một năm."


def test_the_same_thought_in_nearly_the_same_words_is_like_it_and_another_is_not() -> None:
    others = {
        1: "MUC NAM MUOI TRIEU DONG KHONG DU thuê máy đo trong một năm, đề nghị nâng lên.",
        2: "Hỗ trợ theo năm không giữ được người.",
        3: "",
        4: SAID,
    }
    assert sorted(alike(SAID, others)) == [1, 4]
    assert alike("", others) == []


async def test_like_opinions_are_offered_beside_the_chosen_one(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    await many_opinions(build, scene, 100)  # 'Ý kiến thứ … về kinh phí'
    await client.log_in(scene.officer)
    desk = f"/gop-y-du-thao/{scene.consultation_id}/tiep-thu"
    page = await client.get(f"{desk}?y-kien={scene.opinions[0]}")
    assert not page.has("Giống ý này"), "it says something else"
    of_many = page.soup.select(".queue li > a")[-1]["href"]
    page = await client.get(str(of_many))
    assert page.has("Giống ý này, có thể trả lời chung")
