"""A session is held before two screens; its minutes are corrected by who asked; its chair concludes."""

from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.person import PHONE, at_screen
from tests.journeys.year.ink import mark_of
from tests.journeys.year.story import Session, Year, approve_text, of_page, option

ANSWERED = "/tiep-xuc/cau-hoi/{}/da-tra-loi"


def hold(year: Year, session: Session, answers: dict[int, tuple[int, str]]) -> None:
    """Each question of the agenda is called, answered aloud and its answer published, while the screen of the hall and
    a telephone at home follow."""
    office = year.by("to-thu-ky")
    office.press(f"/tiep-xuc/{session.id}/khai-mac")
    with (
        at_screen(year.chromium, year.app_state) as hall,
        at_screen(year.chromium, year.app_state, width=PHONE) as home,
    ):
        hall.go(f"{session.url}/man-hinh")
        home.go(f"{session.url}/truc-tiep")
        for question, (answer_id, text) in answers.items():
            title = year.titles[question]
            office.press(f"/tiep-xuc/cau-hoi/{question}/bat-dau")
            for screen in (hall, home):
                expect(screen.main).to_contain_text(mark_of(title))
                screen.does_not_see(mark_of(text))
            office.press(ANSWERED.format(question))
            year.not_found(text, f"{session.url}/cau-hoi/{question}", session.url)
            year.by("lanh-dao").send(f"/ban-lam-viec/duyet/{answer_id}")
            year.not_found(text, f"{session.url}/cau-hoi/{question}")  # approved, and not published
            year.ink.approved(text)
            year.by("tro-ly").press(f"/tiep-xuc/tra-loi/{answer_id}/cong-bo", how="answer_live")
            year.found(text, f"{session.url}/cau-hoi/{question}")
    office.press(f"/tiep-xuc/{session.id}/ket-thuc")


@dataclass(frozen=True)
class Minutes:
    """`texts` are the words of its draft: its course first, who wrote it down and who attended."""

    id: int
    texts: tuple[str, str, str]


def draft_minutes(year: Year, session: Session, *, is_opened: bool) -> Minutes:
    """Drafted with a slip, and perhaps opened to who asked."""
    office = year.by("to-thu-ky")
    words = ("Hội nghị mẫu nghe, trả lời và hẹn ngày mười", "Tổ thư ký mẫu ghi", "Lãnh đạo mẫu, trí thức mẫu")
    text, secretary, attending = (year.ink.office(one) for one in words)
    at = f"/tiep-xuc/{session.id}/bien-ban/soan"
    page = office.send(at, text=text, secretary=secretary, attending=attending)
    text_id = of_page(page, r"/van-ban/(\d+)")
    if is_opened:
        until = (year.today + timedelta(days=2)).strftime("%d/%m/%Y")
        office.send(f"/tiep-xuc/van-ban/{text_id}/mo-de-nghi-sua", until_on=until)
    year.not_found(text, session.url, f"{session.url}/bien-ban", "/tiep-xuc")
    return Minutes(text_id, (text, secretary, attending))


def correct_minutes(year: Year, session: Session, draft: Minutes) -> str:
    """Who asked reads the draft on a telephone and says what was promised; the office takes it over. Another
    suggestion is refused. Returns what the minutes now say."""
    right, other = (
        year.ink.person("Hội nghị mẫu nghe, trả lời và hẹn ngày hai mươi"),
        year.ink.person("Ghi dài hơn"),
    )
    with at_screen(year.chromium, year.app_state, "tri-thuc@mau.example", width=PHONE) as asker:
        asker.go(session.url)
        asker.follow("Xem dự thảo biên bản")
        asker.sees(mark_of(draft.texts[0]))
        for words in (right, other):
            asker.go(f"/tiep-xuc/{session.id}/bien-ban/de-nghi-sua")
            place = asker.main.locator("option").filter(has_text="Hội nghị mẫu").first.get_attribute("value")
            asker.main.get_by_label("Đoạn cần sửa").select_option(place)
            asker.fill("Đề nghị ghi thành", words)
            asker.send()
            asker.sees(mark_of(words))
    office = year.by("to-thu-ky")
    for words, step, fields in (
        (right, "tiep-thu", {}),
        (other, "khong-tiep-thu", {"reason": year.ink.office("Biên bản ghi điều đã nói")}),
    ):
        page = office.get(session.url)
        article = next(one for one in page.soup.select("article.opinion") if mark_of(words) in one.get_text())
        link = next(str(one["href"]) for one in article.select("a[href]") if str(one["href"]).endswith(step))
        office.send(link, **fields)
    year.not_found(right, session.url, f"{session.url}/bien-ban")
    return right


def publish_minutes(year: Year, session: Session, draft: Minutes, right: str = "") -> None:
    """`right` is what an asker said that its course should be."""
    page = year.by("to-thu-ky").get(f"/tiep-xuc/van-ban/{draft.id}")
    _, *beside = draft.texts
    approve_text(year, (right or draft.texts[0], *beside), page, session.url, f"{session.url}/bien-ban")
    year.found(right or draft.texts[0], f"{session.url}/bien-ban")


@dataclass(frozen=True)
class Promise:
    """A line of the conclusion notice."""

    title: str
    due_on: date
    question: int


def conclude(year: Year, session: Session, promises: list[Promise]) -> list[str]:
    """The notice with its lines, public once the chair approved it. Returns the commitments' addresses."""
    office = year.by("to-thu-ky")
    text = year.ink.office("Người chủ trì mẫu kết luận và giao việc")
    page = office.send(f"/tiep-xuc/{session.id}/ket-luan/soan", text=text)
    text_url = page.response.url.path
    details = [year.ink.office("Chi tiết của việc được giao") for _ in promises]
    for one, detail in zip(promises, details, strict=True):
        form = office.get(f"{text_url}/cam-ket")
        office.send(
            f"{text_url}/cam-ket",
            title=one.title,
            detail=detail,
            body_id=option(form, "body_id", "Sở Mẫu A"),
            due_on=one.due_on.strftime("%d/%m/%Y"),
            on_rest_day="true",
            code=option(form, "code", year.codes[one.question]),
        )
        year.not_found(one.title, "/", "/theo-doi", session.url)
    texts = (text, *details, *(one.title for one in promises))
    approve_text(year, texts, page, session.url, f"{session.url}/bien-ban")
    found = [year.ledger_of(one.title) for one in promises]
    for one, ledger in zip(promises, found, strict=True):
        year.found(one.title, ledger)
    return found
