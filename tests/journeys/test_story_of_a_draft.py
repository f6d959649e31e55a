"""A draft document from its pasting to its conclusion, walked by officer, writer and head."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
from playwright.sync_api import expect

from forum.clock import local_date
from tests.journeys.person import PHONE, People, Person

DRAFT = """Điều 1. Phạm vi
1. Quy chế này quy định việc dùng chung phòng thí nghiệm.
2. Quy chế áp dụng cho các trường:
a) Trường thứ nhất;
đ) Trường khác.
Điều 2. Kinh phí
Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng.
"""
FUNDING = "Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng."


def _paste(officer: Person, title: str) -> None:
    officer.go("/gop-y-du-thao/moi")
    officer.choose("Cơ quan soạn thảo", "Sở Mẫu A")
    officer.fill("Tên dự thảo", title)
    officer.options("Loại văn bản").last.check()
    officer.fill("Tóm tắt bằng lời dễ hiểu", "Các trường mở phòng thí nghiệm cho nhau.")
    officer.fill("Văn bản dự thảo", DRAFT)
    officer.press("Tách thành điều, khoản")
    officer.sees("Trường khác")


def _announce(officer: Person, head: Person, people: People, days: int) -> str:
    """Open from today for that many days, once the head has approved. Returns the reading page's address."""
    day = local_date(people.app_state.at())
    officer.follow("Thông báo lấy ý kiến")
    officer.fill("Từ ngày", day.strftime("%d/%m/%Y"))
    officer.fill("Ngày cuối nhận góp ý", (day + timedelta(days=3)).strftime("%d/%m/%Y"))
    officer.send()
    officer.sees("ít nhất")  # the legal minimum, said beside the field; what was typed is still there
    officer.fill("Ngày cuối nhận góp ý", (day + timedelta(days=days)).strftime("%d/%m/%Y"))
    officer.check("Đã xem 1 chỗ còn ngờ")  # no point b, c or d
    officer.send()
    head.go(officer.path)
    head.press("Duyệt")
    head.sees("Đang lấy ý kiến")
    return head.path.split("#")[0]


def _give_opinion(writer: Person, reading: str) -> None:
    writer.go(reading)
    paragraph = writer.main.locator(".para, [id^=doan-]").filter(has_text=FUNDING).last
    paragraph.get_by_role("link").first.click()  # the form opens under it
    writer.check("Đề nghị sửa")
    writer.fill("Câu chữ đề nghị", FUNDING.replace("các trường", "thành phố và các trường"))
    writer.fill("Lý do", "Các trường nhỏ chưa đủ nguồn lực.")
    writer.press("Gửi ngay")
    writer.sees("GY-")
    writer.sees("thành phố và")


def _respond(officer: Person, head: Person, reading: str) -> None:
    officer.go(reading)
    with officer.page.expect_navigation():
        officer.main.get_by_role("link", name="Tiếp thu, giải trình", exact=True).click()
    officer.options("Chọn những ý kiến cùng nội dung").first.check()
    officer.check("Tiếp thu một phần")
    officer.fill("Chỉnh sửa tại", "Điều 2")
    officer.fill("Nội dung tiếp thu, giải trình", "Tiếp thu mức hỗ trợ của thành phố.")
    officer.press("Lưu dự thảo")
    officer.press("Trình duyệt")
    head.go("/ban-lam-viec")
    head.go(reading)
    with head.page.expect_navigation():
        head.main.get_by_role("link", name="Duyệt tiếp thu, giải trình", exact=True).click()
    head.press("Duyệt")


def _publish(head: Person, reading: str) -> None:
    head.go(reading)
    head.press("Công khai nội dung đã duyệt")


def _conclude(head: Person, reading: str) -> None:
    head.go(reading)
    head.main.get_by_text("Kết thúc lấy ý kiến", exact=True).first.click()  # unfolds the question
    head.press("Kết thúc")
    head.sees("Đã kết thúc lấy ý kiến")


def _cells(person: Person, java_script: bool) -> list[str]:
    """Asks for the workbook and waits for the worker: with a script the page looks again by itself."""
    paper = person.main.locator("section[aria-labelledby=van-ban-opinion_table]")
    paper.get_by_role("button", name="Lập văn bản XLSX").click()
    link = paper.get_by_role("link", name="Tải XLSX")
    for _ in range(60):
        if link.count():
            break
        person.page.wait_for_timeout(500)
        if not java_script:
            person.page.reload()
    with person.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.startswith("Bản tổng hợp ý kiến")
    sheet = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


def test_a_draft_is_read_critiqued_responded_to_and_concluded(people: People) -> None:
    officer, writer, head = people("can-bo"), people("tri-thuc", PHONE), people("thu-truong")
    visitor = people("visitor")
    _paste(officer, f"Quy chế mẫu {'một' if people.java_script else 'hai'} về phòng thí nghiệm dùng chung")
    reading = _announce(officer, head, people, 28)  # the shortest, with the longest holiday
    _give_opinion(writer, reading)
    people.days_later(30)
    writer.go(reading)
    expect(writer.main.get_by_role("link", name=re.compile("^Góp ý:"))).to_have_count(0)
    writer.sees("Đang chờ: Sở Mẫu A")
    _respond(officer, head, reading)
    visitor.go(f"{reading}/tong-hop")
    visitor.does_not_see("Tiếp thu mức hỗ trợ")
    _publish(head, reading)
    people.days_later(30)  # the author might have said that it misses the point
    _conclude(head, reading)
    visitor.go(f"{reading}/tong-hop")
    visitor.sees("Tiếp thu mức hỗ trợ của thành phố.")
    visitor.follow("Tải văn bản")
    cells = _cells(visitor, people.java_script)
    assert "NỘI DUNG TIẾP THU, GIẢI TRÌNH" in cells
    assert any("Tiếp thu mức hỗ trợ của thành phố." in cell for cell in cells)
