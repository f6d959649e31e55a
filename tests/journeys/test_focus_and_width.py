"""What a keyboard, a screen reader and a narrow screen with large type meet."""

import pytest
from playwright.sync_api import Browser, expect

from tests import page_checks as checks
from tests.journeys.person import AppState, at_screen

NARROW = 320
PAGES = {
    "home": (None, "/"),
    "draft": (None, "/ma/LYK-2026-0001"),
    "session": (None, "/ma/TX-2026-0001"),
    "search": (None, "/tim-kiem?q=nghien+cuu"),
    "mailbox": (None, "/hop-thu"),
    "mine": ("tri-thuc", "/cua-toi"),
    "bodies": ("quan-tri", "/quan-tri/co-quan"),
    "people": ("quan-tri", "/quan-tri/nguoi"),
    "search-desk": ("chuyen-vien", "/tra-cuu?q=nghien"),
}


def _email(name: str | None) -> str | None:
    return f"{name}@mau.example" if name else None


@pytest.mark.parametrize("button", ["Ủng hộ", "Theo dõi"])
def test_the_hand_stays_on_a_toggle_and_the_ear_hears_what_changed(
    chromium: Browser, app_state: AppState, button: str
) -> None:
    with at_screen(chromium, app_state, _email("can-bo")) as person:
        person.go("/ma/HK-2026-0001")
        toggle = person.main.get_by_role("button", name=button, exact=True).first
        before = toggle.get_attribute("aria-pressed")
        toggle.focus()
        person.page.keyboard.press("Enter")
        after = {"true": "false", "false": "true"}[str(before)]
        expect(toggle).to_have_attribute("aria-pressed", after)
        expect(toggle).to_be_focused()
        expect(person.page.locator("#said")).to_contain_text(button.lower())


def test_a_day_can_be_chosen_from_the_calendar(chromium: Browser, app_state: AppState) -> None:
    with at_screen(chromium, app_state, _email("chuyen-vien")) as person:
        person.go("/tra-cuu")
        expect(person.main.get_by_role("button", name="Chọn ngày trên lịch")).to_have_count(2)
        person.page.locator("input[type=date]").first.evaluate(
            "one => { one.value = '2026-12-31'; one.dispatchEvent(new Event('change')); }"
        )
        expect(person.page.locator("[name=tu-ngay]")).to_have_value("31/12/2026")


@pytest.mark.parametrize("name", PAGES)
def test_large_type_on_a_narrow_screen_widens_no_page(
    chromium: Browser, app_state: AppState, name: str
) -> None:
    who, path = PAGES[name]
    with at_screen(chromium, app_state, _email(who), width=NARROW) as person:
        person.go(path)
        assert checks.violations(person.page) == []
        checks.double_the_type(person.page)
        width = person.page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= NARROW, f"{path} is {width} wide"
