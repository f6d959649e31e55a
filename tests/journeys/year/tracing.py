"""Each line that a visitor reads has something behind it: an approval, its author, an official act, or the program.

Twice: by the marks of the story, each of which stands in one text alone; and by every sentence of every page, whoever
wrote it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from babel.messages.pofile import read_po

from forum.words import DOMAIN, LOCALES
from tests.client import Page
from tests.journeys.year.ink import MARK, Hand
from tests.journeys.year.records import NAMES, OWN_WORDS, SETTINGS, Records
from tests.journeys.year.story import Year

START = (
    "/",
    "/tiep-xuc",
    "/theo-doi",
    "/theo-doi?trang-thai=disputed",
    "/chuong-trinh",
    "/minh-bach",
    "/tim-kiem?q=zq0001",
)
HREF = re.compile(r'href="(/[^"#]*)')
FOLLOWED = re.compile(r"^/(tiep-xuc|theo-doi)\b[^?]*($|\?sau=)")
NO_PAGE = re.compile(r"(/lich\.ics|/luong|\.(docx|pdf|xlsx|ics))($|\?)|/moi$|/dang-ky$|/van-ban$")
ENDS = re.compile(r"[\n.,:;()·“”\"!?/–-]+")
NUMBERED = re.compile(r"^((\S*\d\S*|[IVX]+|[a-zđ])\s+)+")  # codes before titles
VIETNAMESE = re.compile(r"[^\W\d_a-zA-Z]")
GAP = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")
LEAST_QUOTED = 3  # of the words of a sentence that goes on as the program's own
ACT_KINDS = {  # whose reasons everybody reads
    "contact.WrittenAnswerScheduled",
    "contact.QuestionReferred",
    "contact.QuestionDeclined",
    "contact.QuestionDeferred",
    "contact.SessionPostponed",
    "contact.SessionCancelled",
    "contact.SessionChanged",
}


def crawl(year: Year, *more: str) -> dict[str, Page]:
    """The pages of the year that a visitor comes to, each once."""
    waiting, seen = [*START, *more], dict[str, Page]()
    ours = re.compile(rf"^/tiep-xuc/(?!{year.sessions_pattern}\b)\d")
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = page = year.by("visitor").get(path)
        for found in HREF.findall(page.text):
            found = found.replace("&amp;", "&")
            if FOLLOWED.search(found) and not NO_PAGE.search(found) and not ours.search(found):
                waiting.append(found)
    return seen


def untraced_marks(year: Year, pages: dict[str, Page]) -> list[str]:
    """Marks that stand on a page without what must stand behind them."""
    records = year.records
    behind = {
        Hand.office: " ".join(records.approved()),
        Hand.person: " ".join(records.texts(OWN_WORDS)),
        Hand.act: " ".join(one for kind in ACT_KINDS for one in records.official_acts().get(kind, [])),
        Hand.setting: " ".join(records.texts(SETTINGS)),
    }
    return [
        f"{path}: {year.ink.texts[mark]}, {year.ink.hands[mark]}"
        for path, page in pages.items()
        for mark in set(MARK.findall(page.text))
        if mark in year.ink.hands
        and (mark in year.ink.unapproved or mark not in behind[year.ink.hands[mark]])
    ]


def unread(year: Year, pages: dict[str, Page]) -> list[str]:
    """Approved and published, and on none of the pages: the tracing would have looked at nothing. The reason why a
    question was given on is read until it is answered."""
    read = {mark for page in pages.values() for mark in MARK.findall(page.text)}
    missing = year.ink.of(Hand.office) - year.ink.unapproved - read
    return sorted(year.ink.texts[mark] for mark in missing)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text).split()).lower()


@dataclass
class Sources:
    """All that a sentence of a public page may come from. `sayings` are the program's own, between their gaps."""

    texts: str
    names: frozenset[str]
    sayings: frozenset[str] = frozenset()
    gapped: list[re.Pattern[str]] = field(default_factory=list)

    def has(self, chunk: str) -> bool:
        """Whole, or by parts that stand beside each other."""
        return self._whole(chunk) or self._covered(chunk.split())

    def _whole(self, words: str) -> bool:
        if not words or words in self.sayings or words in self.names or not VIETNAMESE.search(words):
            return True
        return f" {words} " in self.texts or any(
            (match := one.fullmatch(words)) is not None and all(self._filled(part) for part in match.groups())
            for one in self.gapped
        )

    def _filled(self, words: str) -> bool:
        return self._known(words.strip()) or f" {words.strip()} " in self.texts

    def _known(self, words: str) -> bool:
        return not VIETNAMESE.search(words) or words in self.sayings or words in self.names

    def _covered(self, words: list[str]) -> bool:
        """By sayings, names and what somebody wrote, from the start to the end."""
        reached = {0}
        for start in range(len(words)):
            if start in reached:
                ends = range(start + 1, len(words) + 1)
                reached |= {end for end in ends if self._is_part(words[start:end])}
        return len(words) in reached

    def _is_part(self, words: list[str]) -> bool:
        said = " ".join(words)
        return self._known(said) or (len(words) >= LEAST_QUOTED and f" {said} " in self.texts)


def untraced_sentences(year: Year, pages: dict[str, Page]) -> list[str]:
    """Sentences that are neither the program's own nor anybody's who may put them there."""
    known = sources(year.records)
    found = {one: path for path, page in pages.items() for one in sentences(page)}
    return [f"{path}: {one}" for one, path in found.items() if not known.has(one)]


def sources(records: Records) -> Sources:
    acts = [one for kind in ACT_KINDS for one in records.official_acts().get(kind, [])]
    texts = [*records.approved(), *records.texts(OWN_WORDS, SETTINGS), *acts, records.stood]
    names = frozenset(plain(one) for one in records.texts(*NAMES))
    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        messages = [str(part) for one in read_po(file) if one.id for part in _forms(one.id)]
    pieces = [piece for one in messages for piece in ENDS.split(GAP.sub("\0", re.sub(r"<[^>]*>", "\n", one)))]
    return Sources(
        " " + " | ".join(plain(one) for one in texts) + " ",
        names,
        frozenset(plain(one) for one in pieces if "\0" not in one),
        [_pattern(one) for one in pieces if "\0" in one and plain(one.replace("\0", " "))],
    )


def _forms(id_: str | Iterable[str]) -> Iterable[str]:
    return (id_,) if isinstance(id_, str) else id_


def _pattern(piece: str) -> re.Pattern[str]:
    return re.compile(r" ?(.*?) ?".join(re.escape(plain(one)) for one in piece.split("\0")))


def sentences(page: Page) -> set[str]:
    main = page.soup.select_one("main") or page.soup
    for hidden in main.select("script, style, textarea, input, form option"):
        hidden.decompose()
    return {plain(NUMBERED.sub("", one.strip())) for one in ENDS.split(main.get_text("\n"))} - {""}
