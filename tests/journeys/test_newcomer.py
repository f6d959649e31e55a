"""A newcomer whose browser runs no script registers, proposes, asks and gives an opinion: from the home page to each
receipt, on a phone, on a narrow screen with doubled type and on a desk, by day and by night."""

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests import page_checks as checks
from tests.journeys.person import PHONE, WIDE, AppState, Person, at_screen

NARROW = 320
PASSWORD = "mot-mat-khau-mau-dai"
FOUND_WITHIN_SECONDS = 60
SCREENS = {
    "phone": (PHONE, False, "light"),
    "narrow": (NARROW, True, "light"),
    "narrow-dark": (NARROW, True, "dark"),
    "desk-dark": (WIDE, False, "dark"),
}


@dataclass
class Walk:
    """Looks at each page that it comes to."""

    person: Person
    name: str
    is_doubled: bool
    pages: int = 0

    def look(self) -> None:
        page = self.person.page
        self.pages += 1
        if self.is_doubled:
            checks.double_the_type(page)
        self.person.keep_shot(f"walk-{self.name}-{self.pages:02}")
        longest = checks.LONGEST_SYLLABLE if self.is_doubled else 16
        found = [
            *checks.badly_built(page),
            *checks.too_wide(page),
            *checks.broken_words(page, longest),
            *checks.small_targets(page),
        ]
        text = self.person.main.inner_text()
        found += [f"a word is missing: {sign!r}" for sign in (" ,", " .", " ;", "None") if sign in text]
        assert found == [], self.person.path

    def go(self, path: str) -> None:
        self.person.go(path)
        self.look()

    def follow(self, link: str | re.Pattern[str]) -> None:
        with self.person.page.expect_navigation():
            self.person.main.get_by_role("link", name=link).first.click()
        self.look()

    def press(self, button: str) -> None:
        self.person.press(button)
        self.look()

    def send_empty(self, button: str) -> None:
        """By a browser that does not know which fields must be filled in."""
        self.person.page.evaluate(
            "() => document.querySelectorAll('form').forEach(one => { one.noValidate = true })"
        )
        self.press(button)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_newcomer_without_script_comes_from_the_home_page_to_each_receipt(
    chromium: Browser, app_state: AppState, screen: str
) -> None:
    width, is_doubled, theme = SCREENS[screen]
    with at_screen(chromium, app_state, width=width, java_script=False) as person:
        person.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        walk = Walk(person, screen, is_doubled)
        _register(walk, f"khong-kich-ban-{screen}@mau.example")
        _propose(walk, f"Một hiến kế không cần kịch bản ({screen})")
        _ask(walk)
        _give_opinion(walk)
        assert walk.pages > 15


def _register(walk: Walk, address: str) -> None:
    person = walk.person
    walk.go("/")
    _open_menu(person.page)
    with person.page.expect_navigation():
        person.page.get_by_role("link", name="Đăng ký", exact=True).locator("visible=true").first.click()
    person.fill("Họ và tên", "Người Mẫu Không Kịch Bản")
    person.fill("Thư điện tử", address)
    person.fill("Mật khẩu", PASSWORD)
    person.main.get_by_role("checkbox").first.check()
    walk.press("Đăng ký")
    letter = person.main.get_by_role("listitem").filter(has_text=address).get_by_role("link").first
    ends = time.monotonic() + FOUND_WITHIN_SECONDS
    person.go("/hop-thu")
    while not letter.is_visible() and time.monotonic() < ends:
        time.sleep(0.5)
        person.go("/hop-thu")
    walk.look()
    with person.page.expect_navigation():
        letter.click()
    walk.look()
    with person.page.expect_navigation():
        person.main.locator("p").get_by_role("link").first.click()
    walk.look()
    walk.press("Xác nhận")


def _open_menu(page: Page) -> None:
    """Where the menu is behind a button."""
    button = page.get_by_role("button", name="Danh mục", exact=True)
    if button.is_visible():
        button.click()


def _propose(walk: Walk, title: str) -> None:
    person = walk.person
    walk.go("/")
    walk.follow("Gửi hiến kế")
    walk.send_empty("Gửi")
    person.fill("Tiêu đề", title)
    person.fill("Nội dung", "Mỗi trường mở một buổi trong tuần cho người ngoài trường.")
    walk.press("Xem trước")
    person.sees("Xem trước, chưa gửi")
    person.check("III.3-1 ")
    walk.press("Gửi")
    person.sees("HK-")


def _ask(walk: Walk) -> None:
    person = walk.person
    walk.go("/")
    walk.follow("Đặt câu hỏi")
    walk.go("/ma/TX-2026-0001")
    walk.follow("Đặt câu hỏi")
    person.fill("Câu hỏi, kiến nghị", f"Bao giờ các phòng thí nghiệm mở cửa ({walk.name})")
    person.fill("Nội dung", "Xin cho biết thời gian và nơi đăng ký sử dụng.")
    walk.press("Gửi câu hỏi")
    person.sees("CH-")


def _give_opinion(walk: Walk) -> None:
    person = walk.person
    walk.go("/ma/LYK-2026-0001")
    paragraph = person.main.locator("[id^=doan-]").nth(2)
    with person.page.expect_navigation():
        paragraph.get_by_role("link").first.click()
    walk.look()  # the form is open under its paragraph
    person.check("Đề nghị sửa")
    person.fill("Câu chữ đề nghị", "Các trường cùng công bố lịch sử dụng.")
    person.fill("Lý do", "Lịch được công bố thì người ngoài mới đến đúng lúc.")
    walk.press("Gửi ngay")
    person.sees("GY-")
