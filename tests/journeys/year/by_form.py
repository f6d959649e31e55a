"""People who send the program's forms without a browser: a hundred clicks of one kind in seconds.

What is filled in is what the page offers, as it stands there; the test names the fields that a person would touch.
"""

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx
from bs4 import BeautifulSoup

from forum.sample.people import PASSWORD
from tests import client
from tests.journeys.person import AppState

WAITS_SECONDS = 60


class Page(client.Page):
    """Read by the faster of the two parsers: a story reads a thousand."""

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "lxml")


@dataclass
class Sender:
    """Somebody with cookies of their own. A refusal fails the test with what the page says."""

    http: httpx.Client
    name: str

    def get(self, path: str) -> Page:
        return self._seen(self.http.get(path), path)

    def press(self, path: str, **fields: Any) -> Page:
        """A button without a form of its own; where it leads."""
        return self._seen(self.http.post(path, data=fields), path)

    def leads(self, path: str, **fields: Any) -> str:
        """A form sent as it would be filled in, without its page; the address to which it leads."""
        answer = self.http.post(path, data=fields, follow_redirects=False)
        assert answer.status_code == 303, f"{path}: {answer.status_code}\n{Page(answer).main[:1200]}"
        return str(answer.headers["location"])

    def send(self, path: str, at: str = "", **fields: Any) -> Page:
        """The form of that address, which stands on its own page or on `at`, filled in and sent; where it leads."""
        form = self.get(at or path).form(path.partition("?")[0])
        return self._seen(self.http.post(path, data=form | fields), path)

    def send_file(self, path: str, name: str, content: bytes, **fields: str) -> Page:
        """With a file, which the worker looks over before it goes with its form."""
        action = path.partition("?")[0]
        form = self.get(path).form(action) | fields
        page = Page(self.http.post(path, data=form | {"_way": "attach"}, files=[("files", (name, content))]))
        for _ in range(4 * WAITS_SECONDS):
            answer = self.http.post(path, data=page.form(action))
            if answer.status_code != 422:
                return self._seen(answer, path)
            page = Page(answer)
            time.sleep(0.25)
        raise AssertionError(page.main[:800])

    def _seen(self, answer: httpx.Response, path: str) -> Page:
        page = Page(answer)
        assert answer.status_code == 200, f"{self.name} at {path}: {answer.status_code}\n{page.main[:1200]}"
        return page


@dataclass
class Senders:
    """Everybody of a story, logged in when they are first asked for; the end of a day ends their sessions."""

    app_state: AppState
    known: dict[str, Sender] = field(default_factory=dict)

    def __call__(self, name: str) -> Sender:
        if name not in self.known:
            url = self.app_state.url
            http = httpx.Client(
                base_url=url, follow_redirects=True, timeout=WAITS_SECONDS, headers={"Origin": url}
            )
            self.known[name] = Sender(http, name)
            if name != "visitor":
                self.known[name].send("/dang-nhap", email=f"{name}@mau.example", password=PASSWORD)
        return self.known[name]

    def end_day(self) -> None:
        for sender in self.known.values():
            sender.http.close()
        self.known.clear()
