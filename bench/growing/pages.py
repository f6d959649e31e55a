"""Which pages are asked for at each size, and by whom."""

from dataclasses import dataclass
from urllib.parse import quote

from bench.growing.crowding import HITS, RARE_WORD
from bench.growing.filling import House
from forum.web.login import COOKIE


@dataclass(frozen=True, slots=True)
class Asked:
    """`reader` is a name of the tests' world; empty for a visitor, whom the front answers."""

    name: str
    path: str
    reader: str = ""


def pages_of(house: House) -> list[Asked]:
    names, thread = house.world.names, house.filled.discussions[0]
    session = f"/tiep-xuc/{names['asking_session']}"
    return [
        Asked("home", "/"),
        Asked("list of threads", "/dien-dan"),
        Asked("list of proposals", "/hien-ke"),
        Asked("a forum", f"/dien-dan/{names['forum']}"),
        Asked("thread of 20 posts", thread),
        Asked("proposal", house.filled.proposals[0]),
        Asked("task", house.filled.task),
        Asked("article of a draft of 100 opinions", house.draft),
        Asked("consultation", house.draft.split("/doc/")[0]),
        Asked("session with 2,000 questions", session),
        Asked("its questions", f"{session}/cau-hoi"),
        Asked("ledger, 20,000 commitments", "/theo-doi"),
        Asked(f"search, {HITS:,} hits", f"/tim-kiem?q={RARE_WORD}"),
        Asked("search, common words", "/tim-kiem?q=kinh+phi"),
        Asked("thread, signed in", thread, "author"),
        Asked("'Của tôi'", "/cua-toi", "author"),
        Asked("100,000 notices", "/thong-bao", "author"),
        Asked("officer's desk", "/ban-lam-viec", "officer"),
        Asked("desk of 5,000 opinions", f"{house.desk}/tiep-thu", "head"),
        Asked("moderator's desk, 50,000 cases", "/duyet-noi-dung", "moderator"),
        Asked("secretariat's desk", "/ban-lam-viec", "secretariat"),
    ]


def cookie_of(house: House, reader: str) -> str:
    return f"{COOKIE}={house.world.tokens[reader]}" if reader else ""


def url_of(path: str) -> str:
    return quote(path, safe="/?=+&")
