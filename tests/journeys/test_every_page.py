"""The pages that a newcomer opens, as each role, on a desk and in a hand."""

import pytest
from playwright.sync_api import Browser, Page

from forum.sample.people import accounts
from tests import page_checks as checks
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
    "doc-lap": "/duyet-noi-dung",
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
    assert [*checks.broken_words(page), *checks.too_wide(page)] == []


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
    assert checks.violations(person.page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_has_no_barrier(
    chromium: Browser, app_state: AppState, name: str, width: int
) -> None:
    who, path = PAGES[name]
    with at_screen(chromium, app_state, _email(who), width=width) as person:
        _look_over(person, name, path, width)
