"""A draft of 468 paragraphs on a telephone: one opinion and the way to the next paragraph, by hand, by keyboard, and
without a script."""

import re

import pytest
from playwright.sync_api import Locator, expect

from forum.clock import local_date
from tests.journeys.person import PHONE, People, Person

SCREEN = 844  # pixels high
SCREENS_MAX = 6
ARTICLES = 52
CLAUSE = (
    "Mức hỗ trợ cho người tham gia là {n} triệu đồng mỗi năm, chi trả theo kết quả công việc, do cơ quan chủ trì "
    "xác nhận và công khai trên trang của cơ quan."
)
POINTS = "\n".join(
    f"{letter}) Trường hợp thứ {letter} theo quy định của cơ quan có thẩm quyền;" for letter in "abcd"
)


def _draft() -> str:
    """52 articles of nine paragraphs: 468."""
    lines = []
    for n in range(1, ARTICLES + 1):
        clauses = "\n".join(f"{k}. {CLAUSE.format(n=n * 10 + k)}" for k in range(1, 5))
        lines.append(f"Điều {n}. Hỗ trợ loại {n}\n{clauses}\n{POINTS}")
    return "\n".join(lines)


def _announced(people: People, name: str) -> str:
    officer = people("can-bo")
    officer.go("/gop-y-du-thao/moi")
    officer.choose("Cơ quan soạn thảo", "Sở Mẫu A")
    officer.fill("Tên dự thảo", f"Quy định mẫu {name} về phát triển đội ngũ trí thức đến năm 2035")
    officer.options("Loại văn bản").last.check()
    officer.fill("Tóm tắt bằng lời dễ hiểu", "Mức hỗ trợ và ai được hỗ trợ.")
    officer.fill("Văn bản dự thảo", _draft())
    officer.press("Tách thành điều, khoản")
    _wait_until_read(officer)
    officer.follow("Thông báo lấy ý kiến")
    day = local_date(people.app_state.at())
    officer.fill("Từ ngày", day.strftime("%d/%m/%Y"))
    officer.fill("Ngày cuối nhận góp ý", day.replace(year=day.year + 1).strftime("%d/%m/%Y"))
    officer.send()
    head = people("thu-truong")
    head.go(officer.path)
    head.press("Duyệt")
    head.sees("Đang lấy ý kiến")
    return head.path.split("#")[0]


def _wait_until_read(officer: Person) -> None:
    """A long draft is read by the worker."""
    for _ in range(60):
        if "Hỗ trợ loại 1" in officer.main.inner_text():
            return
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    raise AssertionError(officer.main.inner_text()[:500])


def _screens(person: Person) -> float:
    return float(person.page.evaluate("document.documentElement.scrollHeight")) / SCREEN


def _scrolled(person: Person) -> float:
    return float(person.page.evaluate("window.scrollY")) / SCREEN


def _paragraph(person: Person, words: str) -> Locator:
    return person.main.locator(".para").filter(has_text=words)


def _is_in_sight(it: Locator) -> bool:
    box = it.bounding_box()
    return box is not None and -1 < box["y"] < SCREEN


def _give_opinion(writer: Person, words: str, reasons: str) -> None:
    """Four taps: the paragraph's link, a stance, the field of reasons, the button."""
    before = _scrolled(writer)
    _paragraph(writer, words).get_by_role("link", name=re.compile("^Góp ý")).first.click()
    expect(writer.main.get_by_role("heading", name="Góp ý của Ông/Bà về Điều 20 khoản 3")).to_be_in_viewport()
    writer.check("Không tán thành")
    expect(writer.main.get_by_label("Câu chữ đề nghị")).to_be_hidden()
    writer.fill("Lý do", reasons)
    send = writer.main.get_by_role("button", name="Gửi ngay")
    send.scroll_into_view_if_needed()
    assert abs(_scrolled(writer) - before) <= 2, "to the button"
    assert _screens(writer) <= SCREENS_MAX
    writer.press("Gửi ngay")
    writer.sees("GY-")


def test_one_opinion_and_the_next_paragraph_on_a_telephone(people: People) -> None:
    how = "một" if people.java_script else "hai"
    reading, writer = _announced(people, how), people("tri-thuc", PHONE)
    writer.go(reading)
    assert _screens(writer) <= SCREENS_MAX
    writer.fill("Đi tới điều", "20")
    writer.press("Đi tới")
    assert _is_in_sight(_paragraph(writer, "Hỗ trợ loại 20"))
    assert _screens(writer) <= SCREENS_MAX
    _give_opinion(writer, "là 203 triệu", f"Mức này chưa đủ cho người ở xa, lần {how}.")
    writer.follow("Góp ý đoạn sau")
    expect(writer.main.get_by_role("heading", name="Góp ý của Ông/Bà về Điều 20 khoản 4")).to_be_in_viewport()
    writer.main.get_by_role("link", name="Đoạn sau").first.click()
    expect(writer.main.get_by_role("heading", name=re.compile("khoản 4 điểm a"))).to_be_in_viewport()
    wide = people("visitor")
    wide.go(reading)
    assert _is_in_sight(_paragraph(wide, "Hỗ trợ loại 1")), "the first screen shows the draft"


def test_a_phrase_is_selected_and_marked(people: People) -> None:
    reading, writer = _announced(people, f"ba {people.java_script}"), people("tri-thuc", PHONE)
    writer.go(f"{reading}/den?dieu=20.3")
    text = _paragraph(writer, "là 203 triệu")
    if people.java_script:
        text.locator("[data-words]").evaluate(
            """one => {
                const words = one.firstChild, at = words.data.indexOf("kết quả công việc");
                getSelection().setBaseAndExtent(words, at, words, at + 17);
            }"""
        )
        with writer.page.expect_navigation():
            text.get_by_role("link", name="Góp ý về những chữ đã chọn").click()
    else:
        text.get_by_role("link", name=re.compile("^Góp ý")).first.click()
        writer.main.get_by_text("Chỉ nói về vài chữ").click()
        writer.fill("Chỉ nói về những chữ này", "kết quả công việc")
    expect(writer.main.get_by_label("Chỉ nói về những chữ này")).to_have_value("kết quả công việc")
    writer.check("Đề nghị làm rõ")
    writer.fill("Lý do", "Kết quả do ai đánh giá, theo tiêu chí nào?")
    writer.press("Gửi ngay")
    expect(writer.main.locator("mark")).to_have_text("kết quả công việc")


def _press_until_focused(person: Person, link: Locator, most: int = 60) -> None:
    for _ in range(most):
        person.page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("the keyboard does not come there")


@pytest.mark.parametrize("people", [True], ids=["with JavaScript"], indirect=True)
def test_the_keyboard_opens_writes_sends_and_comes_back(people: People) -> None:
    reading, writer = _announced(people, "bốn"), people("tri-thuc", PHONE)
    writer.go(f"{reading}/den?dieu=20")
    keys, third = writer.page.keyboard, _paragraph(writer, "là 203 triệu")
    third.scroll_into_view_if_needed()
    link = third.get_by_role("link", name=re.compile("^Góp ý")).first
    _press_until_focused(writer, link)
    keys.press("Enter")
    expect(writer.page.locator("#viet")).to_be_focused()
    writer.main.get_by_role("link", name="Đóng").focus()
    keys.press("Enter")
    expect(link).to_be_focused()
    keys.press("Enter")
    expect(writer.page.locator("#viet")).to_be_focused()
    keys.press("Tab")
    keys.press("ArrowDown")  # 'Không tán thành', the second
    _press_until_focused(writer, writer.main.get_by_label("Lý do"), 3)
    keys.type("Mức này chưa đủ cho người ở xa, viết bằng bàn phím.")
    _press_until_focused(writer, writer.main.get_by_role("button", name="Gửi ngay"), 3)
    with writer.page.expect_navigation():
        keys.press("Enter")
    writer.sees("GY-")
