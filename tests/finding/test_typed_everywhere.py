"""One text of every kind of mark: page, history, cited version, preview and excerpt show the same words."""

from forum.kinds import card
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client, Page
from tests.finding.conftest import Library

PARTS = (
    "kinh phí 5*10*20 triệu đồng",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\nKính gửi: Ông Mẫu",
    "\tĐoạn thụt đầu dòng\n\nvà đoạn sau",
    "Đề nghị:\n- Ý một\n- Ý hai\nKết luận chung.",
    "1) Một\n2) Hai",
    "3. Ba\n5. Năm\na) điểm a\nđ) điểm đ",
    "D:\\tailieu\\_moi và C:\\*",
    "Họ tên:\n____________",
    "Căn cứ: https://truong.example/nghien-cuu?id=5&b=1.",
    "\uf0b7\tÝ một\n\uf0a7\tÝ hai\n•\tÝ ba\no\tÝ bốn",
    "bố\u00a0trí\u00a0vốn",
    "👨\u200d👩\u200d👧 và می\u200cخواهم",
    "=SUM(1+1) <b>đậm</b> &amp; [a](b) `mã`",
)


def shows(page: Page, words: str, selector: str) -> bool:
    """White space aside; a line break is white space."""
    for line_break in page.soup.find_all("br"):
        line_break.replace_with("\n")
    shown = ["".join(one.get_text().split()) for one in page.soup.select(selector)]
    return any("".join(words.split()) in one for one in shown)


async def test_page_history_cited_version_and_preview_show_each_text_as_typed(
    client: Client, build: Builders, library: Library
) -> None:
    words = "\n\n".join(PARTS)
    it = await library.propose("Một đề xuất mẫu", words)
    async with build.acting(library.author) as (db, actor):
        path = (await card(db, actor, Thing(it.kind, it.id))).url
    await client.log_in(library.author)
    pages = [await client.get(one) for one in (path, f"/bai/{it.id}/ban/1", f"/bai/{it.id}/lich-su")]
    pages.append(await client.post("/hien-ke/moi", {"text": words, "_way": "preview"}, status=200, htmx=True))
    for page in pages:
        assert [part for part in PARTS if not shows(page, part, "body")] == [], page.response.url


async def test_the_excerpt_of_a_hit_shows_its_signs(client: Client, library: Library) -> None:
    for number, part in enumerate(PARTS):
        await library.propose(f"Đề xuất số {number}", f"kanari{chr(97 + number)}x {part}")
    await library.drain()
    for number, part in enumerate(PARTS):
        page = await client.get("/tim-kiem", q=f"kanari{chr(97 + number)}x")
        assert shows(page, part, ".excerpt"), part
