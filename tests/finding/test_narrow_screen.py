"""At 320 px a word of 120 letters widens no page, and lines of no-break spaces break between syllables."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page as Screen
from playwright.async_api import async_playwright

from forum.rendering import STATIC
from scripts.tools import browser_path
from tests.client import Client
from tests.finding.conftest import Library

LONG = "Thử " + "x" * 120
PASTED = "bố\u00a0trí\u00a0vốn\u00a0nghiên\u00a0cứu\u00a0" * 12
BROKEN_SYLLABLES = """() => [...document.querySelectorAll('p.typed')].flatMap(p => [...p.childNodes]).filter(
  node => node.nodeType === 3 && node.data.includes('\\u00a0')).filter(node => {
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, node.data.trimEnd().length);
    return range.getClientRects().length > 1;
  }).map(node => node.data)"""


@pytest.fixture
async def screen() -> AsyncIterator[Screen]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield await browser.new_page(viewport={"width": 320, "height": 800})
        await browser.close()


async def show(screen: Screen, client: Client, path: str) -> None:
    """The page with its stylesheet, without a server."""
    page = await client.get(path)
    style = (STATIC / "hienke.css").read_text(encoding="utf-8")
    html = re.sub(r"<link[^>]*stylesheet[^>]*>|<script.*?</script>", "", page.response.text, flags=re.S)
    await screen.set_content(html.replace("</head>", f"<style>{style}</style></head>"))


async def test_a_word_of_120_letters_widens_no_page(client: Client, library: Library, screen: Screen) -> None:
    it = await library.propose(LONG, f"{'y' * 120}\n\n- {'z' * 120}\n\nhttps://mau.example/{'w' * 120}")
    await library.drain()
    await client.log_in(library.author)
    lists = ("/", "/hien-ke", "/dien-dan", "/tim-kiem?q=thử", "/cua-toi", "/ban-lam-viec")
    for path in (*lists, f"/bai/{it.id}/lich-su", f"/bai/{it.id}/ban/1", f"/bai/{it.id}/sua"):
        await show(screen, client, path)
        assert await screen.evaluate("document.documentElement.scrollWidth") == 320, path


async def test_a_pasted_paragraph_breaks_between_syllables(
    client: Client, library: Library, screen: Screen
) -> None:
    it = await library.propose("Một đề xuất mẫu", PASTED)
    await client.log_in(library.author)
    await show(screen, client, f"/bai/{it.id}/ban/1")
    assert await screen.evaluate("document.querySelectorAll('p.typed wbr').length") > 50
    assert await screen.evaluate(BROKEN_SYLLABLES) == []
