"""People before their browsers, who send what they wrote again until it is taken."""

import asyncio
import random
import re
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from forum.sample.people import PASSWORD

TLS = ssl.create_default_context()  # read once for all browsers
WORD = re.compile(r"\bthu[bcdghklmnprstvx]{10}\b")


def new_words(seed: int) -> Iterator[str]:
    """Words that stand nowhere else, and none of which is another's slip."""
    dice = random.Random(seed)
    while True:
        yield "thu" + "".join(dice.choices("bcdghklmnprstvx", k=10))


@dataclass
class Ledger:
    """What was acknowledged, by the word that is in it alone, and how all else was answered."""

    acts: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    words_lost: list[str] = field(default_factory=list)


class Browser:
    def __init__(self, site: str, ledger: Ledger) -> None:
        self.http = httpx.AsyncClient(
            base_url=site,
            headers={"sec-fetch-site": "same-origin"},
            timeout=40,
            verify=TLS,
            trust_env=False,
        )
        self.ledger = ledger

    async def get(self, path: str) -> str:
        """The page, asked for until it comes."""
        while True:
            try:
                page = await self.http.get(path)
            except httpx.HTTPError:
                self.ledger.unanswered += 1
            else:
                if page.status_code == 200:
                    return page.text
                self.ledger.statuses[page.status_code] += 1
            await asyncio.sleep(random.uniform(0.5, 1.5))

    async def key_at(self, path: str) -> str:
        """Of the form at that address."""
        return key_of(await self.get(path), path)

    async def send(self, path: str, typed: dict[str, str], word: str = "", key: str = "") -> str:
        """Fill in the form at that address and send it until it is taken; returns where it leads. Each refusal must
        show the word that was typed."""
        key = key or await self.key_at(path)
        while True:
            try:
                answer = await self.http.post(path, data={"_key": key, **typed})
            except httpx.HTTPError:
                self.ledger.unanswered += 1
            else:
                self.ledger.statuses[answer.status_code] += 1
                if answer.status_code == 303:
                    return urlsplit(answer.headers["location"]).path
                if word not in answer.text:
                    self.ledger.words_lost.append(f"{word} by {answer.status_code}")
            await asyncio.sleep(random.uniform(0.5, 1.5))

    async def log_in(self, email: str, key: str = "") -> None:
        where = await self.send("/dang-nhap", {"email": email, "password": PASSWORD}, email, key)
        assert where == "/", where


def key_of(page: str, path: str) -> str:
    form = re.compile(
        rf'<form action="{re.escape(path)}(?:\?[^"]*)?" method="post".*?name="_key" value="([^"]+)"',
        re.DOTALL,
    )
    found = form.search(page)
    assert found is not None, f"no form {path} on this page: {page[:2000]}"
    return found[1]


class Writer:
    """Proposes, and now and then replies where all others reply too."""

    def __init__(self, browser: Browser, words: Iterator[str], task_id: int) -> None:
        self.browser, self.words, self.task_id = browser, words, task_id

    async def propose(self, title: str = "") -> str:
        """A reply is also found by the title of its thread, which then must not hold the word."""
        word = next(self.words)
        typed = {"title": title or f"Hiến kế mẫu {word}", "text": f"Nội dung mẫu của {word}."}
        where = await self.browser.send("/hien-ke/moi", typed | {"task_ids": str(self.task_id)}, word)
        self._acknowledged(where, word)
        return where

    async def reply(self, thread: str) -> None:
        word = next(self.words)
        self._acknowledged(await self.browser.send(thread, {"text": f"Trả lời mẫu của {word}."}, word), word)

    def _acknowledged(self, where: str, word: str) -> None:
        assert where.startswith("/chu-de/"), where
        self.browser.ledger.acts.append(word)

    async def write_until(self, ending: asyncio.Event, thread: str) -> None:
        while not ending.is_set():
            await (self.reply(thread) if random.random() < 0.15 else self.propose())
            await asyncio.sleep(random.uniform(0.3, 1.2))
