"""What the people of a year of sessions do, each act by the form that the program offers for it."""

import re
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bs4 import Tag
from playwright.sync_api import Browser

from forum.clock import HANOI, local_date
from tests import page_checks as checks
from tests.client import Page
from tests.journeys.person import PHONE, AppState, at_screen
from tests.journeys.year.by_form import Senders
from tests.journeys.year.ink import Ink, mark_of
from tests.journeys.year.records import Records

ASKERS = ("tri-thuc", "tri-thuc-3")
FOUND_WITHIN_SECONDS = 20


def option(page: Page, name: str, words: str) -> str:
    """The value of a choice that says these words."""
    choices = page.soup.select(f"select[name={name}] option")
    found = [str(one["value"]) for one in choices if one.get("value") and words in one.get_text()]
    assert found, f"{name}: no choice {words}: {[one.get_text() for one in choices]}"
    return found[0]


@dataclass
class Session:
    id: int
    url: str
    held_on: date
    questions: list[int] = field(default_factory=list)


@dataclass
class Year:
    app_state: AppState
    chromium: Browser
    records: Records
    by: Senders
    ink: Ink = field(default_factory=Ink)
    series: str = ""
    series_id: int = 0
    codes: dict[int, str] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    sessions: list["Session"] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_date(self.app_state.at())

    def move_to(self, day: date, hour: int = 9) -> None:
        at = datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)
        assert at >= self.app_state.at(), f"{day} is over"
        self.app_state.set_clock(at)
        self.app_state.kept.clear()
        self.by.end_day()

    @property
    def sessions_pattern(self) -> str:
        return "(" + "|".join(str(one.id) for one in self.sessions) + ")"

    def ledger_of(self, title: str) -> str:
        ((id_,),) = self.records.rows("SELECT id FROM commitments WHERE title = %(title)s", title=title)
        return f"/theo-doi/{id_}"

    def not_found(self, text: str, *paths: str) -> None:
        """A visitor reads none of it, where there is a page at all."""
        for path in paths:
            answer = self.by("visitor").http.get(path)
            assert answer.status_code in (200, 404), (path, answer.status_code)
            assert mark_of(text) not in answer.text, (text, path)

    def found(self, text: str, path: str) -> None:
        assert mark_of(text) in self.by("visitor").get(path).text, (text, path)


def of_page(page: Page, pattern: str) -> int:
    found = re.search(pattern, page.response.url.path) or re.search(pattern, page.text)
    assert found is not None, (pattern, page.response.url, page.main[:500])
    return int(found[1])


def create_series(year: Year) -> None:
    """With its regulation: a session each quarter, announced thirty days ahead."""
    office = year.by("to-thu-ky")
    year.series = year.ink.setting("Lịch tiếp xúc mẫu của một năm")
    office.send(
        "/tiep-xuc/lich-moi",
        title=year.series,
        regulation=year.ink.setting("Quy chế 00/QC-MAU ngày 01/01/2026"),
        rhythm="quarter",
        next_on=(year.today + timedelta(days=50)).strftime("%d/%m/%Y"),
        announce_days="30",
        intake_days="7",
        chair_leader_id=option(office.get("/tiep-xuc/lich-moi"), "chair_leader_id", "Mẫu Bốn"),
        place=year.ink.setting("Hội trường mẫu"),
    )
    year.series_id = year.records.rows("SELECT max(id) FROM series")[0][0]


DRAFTED = """
    SELECT id, slug, starts_at FROM contact_sessions WHERE series_id = %(series)s AND state = 'planned'
    AND starts_at > %(at)s ORDER BY id DESC LIMIT 1"""


def drafted_by_the_clock(year: Year) -> Session:
    """Nobody thought of it: the house drafts the next session, and the secretariat alone sees it."""
    year.records.morning("draft_next_sessions")
    ends = time.monotonic() + FOUND_WITHIN_SECONDS
    while time.monotonic() < ends:
        if rows := year.records.rows(DRAFTED, series=year.series_id, at=year.app_state.at()):
            ((id_, slug, starts_at),) = rows
            year.sessions.append(Session(id_, f"/tiep-xuc/{id_}-{slug}", local_date(starts_at)))
            return year.sessions[-1]
        time.sleep(0.2)
    raise AssertionError("no session was drafted")


def approve_text(year: Year, texts: tuple[str, ...], page: Page, *where: str) -> None:
    """A text of the chair's: submitted, approved from the work list, published. No visitor reads it before, nor what
    stands beside it."""
    text_url = page.response.url.path
    text_id = of_page(page, r"/van-ban/(\d+)")
    year.by("to-thu-ky").press(f"{text_url}/trinh")
    for text in texts:
        year.not_found(text, *where)
    year.by("lanh-dao").send(f"/ban-lam-viec/duyet/{text_id}")
    year.not_found(texts[0], *where)  # approved, and not published
    for text in texts:
        year.ink.approved(text)
    year.by("to-thu-ky").press(f"{text_url}/cong-bo")


def plan_by_hand(year: Year, held_on: date) -> Session:
    """Beside those of the rhythm."""
    office = year.by("to-thu-ky")
    page = office.send(
        "/tiep-xuc/moi",
        series_id=str(year.series_id),
        title="Kỳ tiếp xúc mẫu bổ sung",
        format="in_person",
        held_on=held_on.strftime("%d/%m/%Y"),
        starts="14:00",
        ends="17:00",
        intake_from_on=year.today.strftime("%d/%m/%Y"),
        intake_until_on=(held_on - timedelta(days=7)).strftime("%d/%m/%Y"),
        chair_leader_id=option(office.get("/tiep-xuc/moi"), "chair_leader_id", "Mẫu Bốn"),
    )
    session_id = of_page(page, r"/tiep-xuc/(\d+)")
    year.sessions.append(Session(session_id, f"/tiep-xuc/{session_id}", held_on))
    return year.sessions[-1]


def announce_again(year: Year, session: Session) -> None:
    """After it was postponed: its new day is approved by the chair too."""
    text = year.ink.office("Kỳ tiếp xúc mẫu có ngày mới")
    page = year.by("to-thu-ky").send(f"/tiep-xuc/{session.id}/thong-bao/soan", text=text)
    approve_text(year, (text,), page, "/", session.url)


def announce(year: Year, session: Session, name: str, **changes: Any) -> None:
    """Its plan is filled in, and its announcement approved by the chair with the plan beside it."""
    office = year.by("to-thu-ky")
    title, summary = year.ink.office(name), year.ink.office("Nghe trí thức nói về một năm mẫu")
    office.send(f"/tiep-xuc/{session.id}/sua", title=title, summary=summary, **changes)
    session.url = f"/tiep-xuc/{session.id}"
    text = year.ink.office("Kính mời trí thức gửi câu hỏi")
    page = office.send(f"/tiep-xuc/{session.id}/thong-bao/soan", text=text)
    approve_text(year, (text, title, summary), page, "/", "/tiep-xuc")
    session.url = year.by("visitor").get(f"/tiep-xuc/{session.id}").response.url.path
    year.found(title, "/tiep-xuc")
    year.found(summary, session.url)


def ask(year: Year, session: Session, count: int) -> None:
    """By the same form, posted from each asker's session: to click for each would say nothing more."""
    for n in range(count):
        title = year.ink.person(f"Câu hỏi mẫu thứ {n + 1} của kỳ này về dữ liệu dùng chung")
        text = year.ink.person(f"Nội dung của câu hỏi mẫu thứ {n + 1}, xin trả lời rõ ngày và cơ quan")
        key = f"year-{mark_of(title)}-{session.id}"
        asker = year.by(ASKERS[n % len(ASKERS)])
        asker.leads(f"{session.url}/cau-hoi/moi", title=title, text=text, _key=key)
        note(year, session, title)


def ask_on_a_phone(year: Year, session: Session, name: str = "tri-thuc") -> int:
    title, text = (
        year.ink.person("Câu hỏi mẫu từ điện thoại"),
        year.ink.person("Nội dung viết trên xe buýt mẫu"),
    )
    with at_screen(year.chromium, year.app_state, f"{name}@mau.example", width=PHONE) as asker:
        asker.go(session.url)
        asker.follow("Đặt câu hỏi")
        asker.fill("Câu hỏi, kiến nghị", title)
        asker.fill("Nội dung", text)
        asker.press("Gửi câu hỏi")
        asker.sees("CH-")
        assert checks.too_wide(asker.page) == [], asker.path
        return note(year, session, title)


def enter_letters(year: Year, session: Session) -> None:
    """A letter with its scan and a call, entered for who has no account, and judged before anybody reads them."""
    office = year.by("to-thu-ky")
    day = year.today.strftime("%d/%m/%Y")
    letter = {"channel": "letter", "letter_on": day, "letter_number": "Số đến 12", "consent": "in_letter"}
    call = {"channel": "meeting", "consent": "aloud"}
    for n, way in enumerate((letter, call)):
        name = f"Người Mẫu Viết Thư {'Một' if n else 'Hai'}"
        added = office.send("/ban-lam-viec/nhap-ho/nguoi-moi", name=name, address="Số 1 đường Mẫu")
        person = of_page(added, r"/nhap-ho/(\d+)")
        at = f"/tiep-xuc/{session.id}/cau-hoi/nhap?nguoi={person}"
        title, text = year.ink.person("Câu hỏi mẫu trong thư"), year.ink.person("Nội dung của bức thư mẫu")
        words = {"title": title, "text": text, **way}
        if way is letter:
            office.send_file(at, "thư.txt", b"Kinh gui.", **words)
        else:
            office.send(at, **words)
        year.not_found(title, session.url, f"{session.url}/cau-hoi")
        publish_judged(year, title)
        note(year, session, title)


def publish_judged(year: Year, title: str) -> None:
    moderator = year.by("nguoi-duyet")
    desk = moderator.get("/duyet-noi-dung").soup.select("main li")
    line = next(one for one in desk if mark_of(title) in one.get_text())
    case = re.search(r"/duyet-noi-dung/\d+", str(line))
    assert case is not None, line
    moderator.press(f"{case[0]}/nhan")
    moderator.send(f"{case[0]}/quyet-dinh", at=case[0], verdict="approve")


def note(year: Year, session: Session, title: str) -> int:
    """A question that was just acknowledged."""
    asked = "SELECT id, code FROM contributions WHERE title = %(title)s"
    ((question_id, code),) = year.records.rows(asked, title=title)
    year.codes[question_id], year.titles[question_id] = code, title
    session.questions.append(question_id)
    return int(question_id)


def place_on_agenda(year: Year, session: Session, questions: list[int]) -> None:
    batch(year, session, questions, do="place")


def batch(year: Year, session: Session, questions: list[int], **fields: str) -> None:
    office = year.by("to-thu-ky")
    at = f"/tiep-xuc/{session.id}/chuan-bi"
    form = office.get(at).form("/chuan-bi")
    office.press(at, **{**form, "question_ids": [str(one) for one in questions], **fields})


def merge(year: Year, session: Session, questions: list[int], into: int) -> None:
    batch(year, session, questions, do="merge", code=year.codes[into])


def triage(year: Year, question: int, step: str, **fields: str) -> str:
    """With its reason, which everybody reads. Returns the reason."""
    reason = year.ink.act("Lý do xử lý câu hỏi này")
    year.by("to-thu-ky").send(f"/tiep-xuc/cau-hoi/{question}/{step}", reason=reason, **fields)
    return reason


def refer(year: Year, question: int) -> str:
    form = year.by("to-thu-ky").get(f"/tiep-xuc/cau-hoi/{question}/chuyen-co-quan")
    return triage(year, question, "chuyen-co-quan", body_id=option(form, "body_id", "Sở Mẫu A"))


def postpone(year: Year, session: Session, to: date, written: list[int]) -> None:
    """Its questions stay with it, but for those that are answered in writing now."""
    reason = year.ink.act("Hội trường mẫu phải sửa mái")
    year.by("to-thu-ky").send(
        f"/tiep-xuc/{session.id}/hoan",
        held_on=to.strftime("%d/%m/%Y"),
        starts="14:00",
        ends="17:00",
        intake_until_on=(to - timedelta(days=7)).strftime("%d/%m/%Y"),
        reason=reason,
        place="stay",
        question_ids=[str(one) for one in written],
        places=["schedule_written_answer"] * len(written),
    )
    session.held_on = to
    year.found(reason, session.url)


def cancel(year: Year, session: Session, later: Session, places: dict[int, str]) -> None:
    """No question is left with it: all go to the later session, but for those that have a place of their own."""
    office, at = year.by("to-thu-ky"), f"/tiep-xuc/{session.id}/huy"
    reason = year.ink.act("Bão mẫu số năm")
    office.send(
        at,
        reason=reason,
        place="defer",
        session_id=str(later.id),
        body_id=option(office.get(at), "body_id", "Sở Mẫu A"),
        where_to_go=year.ink.act("Gửi cơ quan mẫu khác"),
        question_ids=[str(one) for one in places],
        places=list(places.values()),
    )
    year.found(reason, session.url)
    later.questions += [one for one in session.questions if one not in places]


def answer_in_writing(year: Year, session: Session, question: int, *, is_referred: bool = False) -> None:
    """By the leader, or by the body that it was given to, whose head approves."""
    drafter, approver = ("can-bo", "thu-truong") if is_referred else ("tro-ly", "lanh-dao")
    answer_id, text = draft_answer(year, session, question, drafter)
    year.by(approver).send(f"/ban-lam-viec/duyet/{answer_id}")
    year.not_found(text, f"{session.url}/cau-hoi/{question}")
    year.ink.approved(text)
    year.by(drafter).press(f"/tiep-xuc/tra-loi/{answer_id}/cong-bo", how="answer_in_writing")
    year.found(text, f"{session.url}/cau-hoi/{question}")


def draft_answer(year: Year, session: Session, question: int, by: str = "tro-ly") -> tuple[int, str]:
    text = year.ink.office("Thành phố giao cơ quan mẫu làm việc này")
    page = year.by(by).send(f"/tiep-xuc/cau-hoi/{question}/tra-loi", text=text)
    articles = [one for one in page.soup.select("article.response") if mark_of(text) in one.get_text()]
    assert len(articles) == 1, page.main[:800]
    answer_id = int(str(articles[0]["id"]).removeprefix("tra-loi-"))
    year.by(by).press(f"/tiep-xuc/tra-loi/{answer_id}/trinh")
    year.not_found(text, f"{session.url}/cau-hoi/{question}")
    return answer_id, text


def the_one(page: Page, selector: str) -> Tag:
    found = page.soup.select_one(selector)
    assert found is not None, (selector, page.main[:800])
    return found
