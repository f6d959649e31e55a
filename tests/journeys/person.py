"""A person before a screen: signs in, looks, fills in what labels name, presses what buttons say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, StorageState, expect

from forum.sample.content import PASSWORD

SHOTS = Path(__file__).parent / "shots"
WIDE = 1280
PHONE = 390


@dataclass(frozen=True)
class House:
    """`kept` holds the cookies of who has signed in by the form once: many log-ins look like guessing."""

    url: str
    clock: Path
    kept: dict[str, StorageState] = field(default_factory=dict)

    def set_clock(self, at: datetime) -> None:
        """For the web server and its worker alike, from their next look at the clock on."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(at.isoformat())
        beside.replace(self.clock)

    def at(self) -> datetime:
        return datetime.fromisoformat(self.clock.read_text())


@dataclass
class Person:
    """One browser profile. `page` is Playwright's, for what is rarer than the verbs here."""

    page: Page
    house: House
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.house.url + path)
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def check(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def press(self, button: str) -> None:
        self.main.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, link: str) -> None:
        self.main.get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.house.url)

    def keep_shot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@contextmanager
def at_screen(
    chromium: Browser, house: House, email: str | None = None, *, width: int = WIDE, java_script: bool = True
) -> Iterator[Person]:
    """A person with a fresh profile, signed in as that sample account where one is named. What the browser's
    console holds against the pages fails the test at the end."""
    height = 844 if width == PHONE else 900
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=java_script,
        locale="vi-VN",
        has_touch=width == PHONE,
        storage_state=house.kept.get(email or ""),
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    person = Person(page, house)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            person.errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: person.errors.append(str(error)))
    try:
        if email is not None and email not in house.kept:
            sign_in(person, email)
            house.kept[email] = context.storage_state()
        yield person
        assert person.errors == []
    finally:
        context.close()


def sign_in(person: Person, email: str, password: str = PASSWORD) -> None:
    person.go("/dang-nhap")
    person.fill("Thư điện tử", email)
    person.fill("Mật khẩu", password)
    person.press("Đăng nhập")
    assert "/dang-nhap" not in person.path, person.main.inner_text()
