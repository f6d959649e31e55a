"""The pages that a newcomer opens, as each role, on a desk and in a hand."""

import pytest
from playwright.sync_api import Browser, Page

from forum.sample.content import accounts
from scripts.tools import axe_path
from tests.journeys.person import PHONE, WIDE, AppState, Person, at_screen

WIDTHS = (WIDE, PHONE)
FIRST_PAGES = {
    "tri-thuc": "/cua-toi",
    "lanh-dao": "/ban-lam-viec",
    "tro-ly": "/ban-lam-viec",
    "to-thu-ky": "/ban-lam-viec",
    "can-bo": "/ban-lam-viec",
    "thu-truong": "/ban-lam-viec",
    "nguoi-duyet": "/duyet-noi-dung",
    "chuyen-vien": "/tra-cuu",
    "giam-sat": "/minh-bach",
    "quan-tri": "/quan-tri",
}
PAGES = {
    "home": (None, "/"),
    "programme": (None, "/chuong-trinh"),
    "task": (None, "/nhiem-vu/III.3-1"),
    "thread": ("tri-thuc", "/ma/HK-2026-0001"),
    "consultation": ("tri-thuc", "/ma/LYK-2026-0001"),
    "session": ("tri-thuc", "/ma/TX-2026-0001"),
    "search": (None, "/tim-kiem?q=nghien+cuu"),
    "ledger": (None, "/theo-doi"),
    "moderation": ("nguoi-duyet", "/duyet-noi-dung"),
    "log-in": (None, "/dang-nhap"),
    "registration": (None, "/dang-ky"),
    "work": ("can-bo", "/ban-lam-viec"),
}


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen, and no word of a usual length is broken in two; says what is."""
    broken = page.evaluate(
        """() => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
        const words = /[^\\s\\u2010-\\u2015\\/.@-]{2,16}/gu;
        while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(words)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            const around = texts.currentNode.parentElement;
            if (!around.checkVisibility() || around.clientWidth === 1) continue;  // folded away, or for the ear alone
            const tops = [...range.getClientRects()].map(one => one.top);
            if (Math.max(...tops) - Math.min(...tops) > 8) found.push(`${around.outerHTML}: ${word[0]}`);
        }
        return found.slice(0, 8);
        }"""
    )
    assert broken == []
    too_wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.tagName + '.' + e.className).slice(0, 8)"""
    )
    assert too_wide == []


def violations(page: Page) -> list[str]:
    """What axe-core finds, of any grade: rule and first place."""
    script = axe_path()
    assert script is not None, "scripts/tools.py axe brings it"
    page.evaluate(script.read_text())
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{rule['id']}: {rule['nodes'][0]['html']} {rule['nodes'][0]['failureSummary']}" for rule in found
    ]


def _email(name: str | None) -> str | None:
    return f"{name}@mau.example" if name else None


def test_every_role_has_a_first_page_here() -> None:
    roles = {account.role for account in accounts()}
    named = {account.role for account in accounts() if account.email.split("@")[0] in FIRST_PAGES}
    assert named == roles


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", FIRST_PAGES)
def test_a_role_finds_its_first_page_whole(
    chromium: Browser, app_state: AppState, name: str, width: int
) -> None:
    with at_screen(chromium, app_state, _email(name), width=width) as person:
        person.go(FIRST_PAGES[name])
        assert_fits(person.page)
        person.keep_shot(f"first-{name}-{width}")


def _look_over(person: Person, name: str, path: str, width: int) -> None:
    person.go(path)
    person.keep_shot(f"{name}-{width}")
    assert_fits(person.page)
    assert violations(person.page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_has_no_barrier(
    chromium: Browser, app_state: AppState, name: str, width: int
) -> None:
    who, path = PAGES[name]
    with at_screen(chromium, app_state, _email(who), width=width) as person:
        _look_over(person, name, path, width)
