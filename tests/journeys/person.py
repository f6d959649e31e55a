"""A person before a screen: signs in, looks, fills in what labels name, presses what buttons say."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, StorageState, expect

from forum.sample.people import PASSWORD

SHOTS = Path(__file__).parent / "shots"
WIDE = 1280
PHONE = 390


@dataclass(frozen=True)
class AppState:
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
    app_state: AppState
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.app_state.url + path)
        assert answer is not None, path
        assert answer.ok, f"{path}: {answer.status}"

    def fill(self, label: str, text: str) -> None:
        self.main.get_by_label(label).and_(self.page.locator("input, textarea")).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        self.main.get_by_label(label).first.select_option(label=option)

    def check(self, label: str) -> None:
        self.main.get_by_label(label).first.check()

    def options(self, legend: str) -> Locator:
        """The choices that stand under one legend, in order."""
        return self.main.get_by_role("group", name=legend).locator("label.choice input")

    def press(self, button: str) -> None:
        """A button that leads to a page."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=button, exact=True).first.click()

    def send(self) -> None:
        """A step's form: its button says what the page's heading says."""
        self.press(self.main.get_by_role("heading", level=1).inner_text())

    def follow(self, link: str) -> None:
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=link).first.click()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.app_state.url)

    def keep_shot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@contextmanager
def at_screen(
    chromium: Browser,
    app_state: AppState,
    email: str | None = None,
    *,
    width: int = WIDE,
    java_script: bool = True,
) -> Iterator[Person]:
    """A person with a fresh profile, signed in as that sample account where one is named. What the browser's
    console holds against the pages fails the test at the end."""
    context = chromium.new_context(
        viewport={"width": width, "height": 844 if width == PHONE else 900},
        java_script_enabled=java_script,
        locale="vi-VN",
        has_touch=width == PHONE,
        storage_state=app_state.kept.get(email or ""),
    )
    context.set_default_timeout(15_000)
    person = Person(context.new_page(), app_state)

    def note(message: ConsoleMessage) -> None:
        refused_form = "status of 422" in message.text  # Chromium's own line on a form that came back
        if message.type == "error" and not refused_form:
            person.errors.append(message.text)

    person.page.on("console", note)
    person.page.on("pageerror", lambda error: person.errors.append(str(error)))
    try:
        if email is not None and email not in app_state.kept:
            sign_in(person, email)
            app_state.kept[email] = context.storage_state()
        yield person
        assert person.errors == [], person.errors
    finally:
        context.close()


@dataclass
class People:
    """Everybody of a story, each at a screen of their own from the first time they are named."""

    chromium: Browser
    app_state: AppState
    java_script: bool
    screens: ExitStack
    known: dict[str, Person] = field(default_factory=dict)

    def __call__(self, name: str, width: int = WIDE) -> Person:
        if name not in self.known:
            email = None if name == "visitor" else f"{name}@mau.example"
            screen = at_screen(
                self.chromium, self.app_state, email, width=width, java_script=self.java_script
            )
            self.known[name] = self.screens.enter_context(screen)
        return self.known[name]

    def days_later(self, days: int) -> None:
        """The clock goes on. Who was logged in is asked again: sessions that nobody uses end."""
        self.app_state.set_clock(self.app_state.at() + timedelta(days=days))
        self.app_state.kept.clear()
        for name, person in self.known.items():
            if name != "visitor":
                sign_in(person, f"{name}@mau.example")


def sign_in(person: Person, email: str, password: str = PASSWORD) -> None:
    person.go("/dang-nhap")
    person.fill("Thư điện tử", email)
    person.fill("Mật khẩu", password)
    person.press("Đăng nhập")
    assert "/dang-nhap" not in person.path, person.main.inner_text()
