"""A draft of forty pages that comes as a Word file: corrected, criticised by sixty opinions, answered, written anew,
criticised again, concluded, issued and compared."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

from docx import Document
from playwright.sync_api import FilePayload, Locator, expect

from forum.clock import local_date
from tests import page_checks as checks
from tests.journeys.person import PHONE, People, Person
from tests.journeys.test_files import WORD

ARTICLES = 60
WRITERS = ("tri-thuc", "tri-thuc-3")
CLAUSES = (
    "Mức hỗ trợ cho nhóm thứ {n} là {n} triệu đồng mỗi năm, chi trả theo kết quả công việc do cơ quan chủ trì xác nhận "
    "và công khai trên trang của cơ quan trong mười ngày làm việc kể từ ngày có kết quả nghiệm thu của hội đồng.",
    "Cơ quan chủ trì của nhóm thứ {n} lập kế hoạch hằng năm, lấy ý kiến của những người tham gia, và báo cáo kết quả "
    "bằng văn bản trước ngày 15 tháng 12; báo cáo nêu rõ việc đã làm, việc chưa làm, lý do và thời hạn tiếp theo.",
    "Người tham gia nhóm thứ {n} được dùng chung phòng làm việc, thư viện và thiết bị của các trường trong thành phố "
    "theo lịch đăng ký trước; việc sử dụng ngoài lịch do hai bên thỏa thuận và không thu thêm khoản nào khác.",
    "Hồ sơ của nhóm thứ {n} gồm đơn đăng ký, đề cương, dự toán và danh sách người tham gia; cơ quan tiếp nhận trả lời "
    "trong mười lăm ngày, nếu hồ sơ thiếu thì báo một lần bằng văn bản về toàn bộ những phần cần bổ sung.",
)
SPLIT = (
    "Cơ quan chủ trì của nhóm thứ 9 lập kế hoạch hằng năm và lấy ý kiến của những người tham gia trước khi gửi đi.",
    "Báo cáo kết quả bằng văn bản trước ngày 15 tháng 12; báo cáo nêu rõ việc đã làm, việc chưa làm, lý do và thời hạn "
    "tiếp theo.",
)


def _lines(is_later: bool) -> Iterator[str]:
    """The first version numbers two articles 30; the later one pays twice in Điều 20, splits Điều 9 khoản 2 and leaves
    out Điều 40 khoản 3."""
    for n in range(1, ARTICLES + 1):
        yield f"Điều {30 if n == 31 and not is_later else n}. Hỗ trợ nhóm thứ {n}"
        for k, clause in enumerate(CLAUSES, 1):
            text = clause.format(n=n)
            if is_later and (n, k) == (20, 1):
                text = text.replace("20 triệu", "40 triệu")
            if is_later and (n, k) == (9, 2):
                yield f"2. {SPLIT[0]}"
                text = SPLIT[1]
            if is_later and (n, k) == (40, 3):
                continue
            yield f"{k + (is_later and (n, k) > (9, 2) and n == 9)}. {text}"


def _draft(is_later: bool = False) -> FilePayload:
    document, content = Document(), BytesIO()
    for line in _lines(is_later):
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=2)
    for cells in (("Nhóm", "Mức"), ("Nhóm một", "10 triệu đồng"), ("Nhóm hai", "20 triệu đồng")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(content)
    name = f"Dự thảo {'lần hai' if is_later else 'lần một'}.docx"
    return {"name": name, "mimeType": WORD, "buffer": content.getvalue()}


def _send_draft(officer: Person, button: str, java_script: bool, *, is_later: bool = False) -> None:
    """The file is chosen, and read by the worker."""
    officer.page.set_input_files("#f-file_ids", [_draft(is_later)])
    if java_script:
        expect(officer.main.locator("#tep-da-chon")).to_contain_text(".docx")
    sends = officer.main.get_by_role("button", name=button, exact=True)
    for _ in range(60):
        if sends.count():  # again while the file is being looked at
            officer.press(button)
        elif CLAUSES[0].format(n=1)[:40] in officer.main.inner_text():
            return
        else:
            officer.page.reload()
        officer.page.wait_for_timeout(500)
    raise AssertionError(officer.main.inner_text()[:500])


def _new_consultation(officer: Person, people: People, title: str) -> None:
    officer.go("/gop-y-du-thao/moi")
    officer.choose("Cơ quan soạn thảo", "Sở Mẫu A")
    officer.fill("Tên dự thảo", title)
    officer.options("Loại văn bản").last.check()
    officer.fill("Tóm tắt bằng lời dễ hiểu", "Ai được hỗ trợ, mức nào, báo cáo ra sao.")
    _send_draft(officer, "Tách thành điều, khoản", people.java_script)


def _correct(officer: Person) -> None:
    """The draft numbers two articles 30: the reader says so at the place, and the officer renumbers the second."""
    officer.sees("chỗ còn ngờ")
    preparing = officer.path
    doubt = officer.main.locator("#con-ngo").get_by_role("link", name=re.compile("Điều 30")).last
    with officer.page.expect_navigation():
        doubt.click()
    second = officer.main.locator(".para").filter(has_text="Hỗ trợ nhóm thứ 31").first
    with officer.page.expect_navigation():
        second.get_by_role("link", name="Sửa", exact=True).click()
    officer.fill("Số của đoạn", "Điều 31.")
    officer.send()
    officer.go(preparing)


def _announce(officer: Person, head: Person, people: People, days: int, step: str) -> str:
    """Open from today for that many days, once the head has approved. Returns the reading page's address."""
    day = local_date(people.app_state.at())
    officer.follow(step)
    officer.fill("Từ ngày", day.strftime("%d/%m/%Y"))
    officer.fill("Ngày cuối nhận góp ý", (day + timedelta(days=days)).strftime("%d/%m/%Y"))
    doubts = officer.main.get_by_label(re.compile("^Đã xem .* chỗ còn ngờ"))
    if doubts.count():
        doubts.first.check()
    officer.send()
    head.go(officer.path)
    head.press("Duyệt")
    head.sees("Đang lấy ý kiến")
    return urlsplit(head.path).path


def _paragraph(person: Person, words: str) -> Locator:
    return person.main.locator(".para").filter(has_text=words)


def _open_form(writer: Person, reading: str, cited: str, words: str) -> None:
    writer.go(f"{reading}/den?dieu={cited}")
    _paragraph(writer, words).get_by_role("link", name=re.compile("^Góp ý")).first.click()
    expect(writer.page.locator("#viet")).to_be_visible()


def _about_a_phrase(writer: Person, reading: str) -> None:
    _open_form(writer, reading, "9.2", "nhóm thứ 9 lập kế hoạch")
    writer.check("Đề nghị làm rõ")
    writer.fill("Lý do", "Kế hoạch lập vào tháng nào của năm?")
    writer.main.get_by_text("Chỉ nói về vài chữ").click()
    writer.fill("Chỉ nói về những chữ này", "lập kế hoạch hằng năm")
    writer.press("Gửi ngay")
    writer.sees("GY-")


def _with_a_file(writer: Person, reading: str, java_script: bool) -> None:
    _open_form(writer, reading, "20.1", "là 20 triệu")
    writer.check("Đề nghị sửa")
    writer.fill("Câu chữ đề nghị", CLAUSES[0].format(n=20).replace("20 triệu", "40 triệu"))
    writer.fill("Lý do", "Chi phí đã gấp đôi, số liệu trong tệp.")
    writer.main.get_by_text("Chỉ nói về vài chữ").click()
    writer.page.set_input_files("#f-file_ids", [_draft()])
    if java_script:
        expect(writer.main.locator("#tep-da-chon")).to_contain_text(".docx")
    _send_until_clean(writer)
    expect(writer.main.get_by_role("link", name="Dự thảo lần một.docx")).to_be_visible()


def _send_until_clean(writer: Person) -> None:
    """Once the file is cleaned, the form says what was hidden in it, and is sent again."""
    for _ in range(40):
        writer.press("Gửi ngay")
        if "/y-kien/" in writer.path:
            return
        writer.page.wait_for_timeout(500)
    raise AssertionError(writer.main.inner_text()[:500])


def _about_a_row(writer: Person, reading: str) -> None:
    writer.go(f"{reading}/den?dieu=60.4")
    rows = writer.main.get_by_role("link", name=re.compile("dòng 1|Góp ý.*dòng"))
    rows.first.click()
    expect(writer.page.locator("#viet")).to_be_visible()
    writer.check("Không tán thành")
    writer.fill("Lý do", "Nhóm một cần nhiều hơn mười triệu đồng.")
    writer.press("Gửi ngay")
    writer.sees("GY-")


def _others(people: People, reading: str, count: int) -> None:
    """More opinions, by the same form, posted from each writer's session: to click for each would say nothing more."""
    visitor = people("visitor")
    visitor.go(f"{reading}/toan-van")
    shown = visitor.main.locator("[id^=doan-]").evaluate_all("all => all.map(one => one.id.slice(5))")
    clauses = [one for n, one in enumerate(shown) if n % 5][-count - 60 : -60]
    for n, paragraph_id in enumerate(clauses):
        writer = people(WRITERS[n % 2], PHONE)
        form = {
            "target": "paragraph",
            "paragraph_id": paragraph_id,
            "stance": ("agree", "object", "ask")[n % 3],
            "text": f"Mức và thời hạn ở đoạn này cần căn cứ rõ hơn, xin nêu số liệu của năm thứ {n + 1}.",
            "_key": f"two-rounds-{paragraph_id}",
        }
        here = people.app_state.url
        answer = writer.page.request.post(f"{here}{reading}/gop-y", form=form, headers={"Origin": here})
        assert answer.ok and "GY-" in answer.text(), (answer.status, answer.text()[:400])


def _publish_waiting(moderator: Person, words: str) -> None:
    moderator.go("/duyet-noi-dung")
    moderator.main.locator("li").filter(has_text=words).get_by_role("link").first.click()
    moderator.press("Nhận duyệt bài này")
    moderator.options("Kết quả duyệt").first.check()
    moderator.press("Gửi quyết định")


def _answer(officer: Person, reading: str, count: int) -> None:
    """One opinion is answered alone, the others together, as many as the page offers at a time."""
    officer.go(reading)
    with officer.page.expect_navigation():
        officer.main.get_by_role("link", name="Tiếp thu, giải trình", exact=True).click()
    officer.follow("Chưa soạn")
    _fill_response(officer, "Tiếp thu mức hỗ trợ mới của nhóm.")
    officer.press("Trình và sang ý sau")
    for _ in range(count):
        if not officer.main.get_by_role("button", name="Trình và sang ý sau").count():
            return
        boxes = officer.options("Chọn những ý kiến cùng nội dung")
        for place in range(boxes.count()):
            boxes.nth(place).check()
        _fill_response(officer, "Số liệu của từng nhóm nêu ở thuyết minh kèm dự thảo.")
        officer.press("Trình và sang ý sau")
    raise AssertionError("never done")


def _fill_response(officer: Person, text: str) -> None:
    officer.check("Tiếp thu một phần")
    officer.fill("Chỉnh sửa tại", "Điều 20")
    officer.fill("Nội dung tiếp thu, giải trình", text)


def _approve_and_publish(head: Person, reading: str) -> None:
    """All on one page, each with the opinions that it answers, then in public."""
    head.go(reading)
    with head.page.expect_navigation():
        head.main.get_by_role("link", name="Duyệt tiếp thu, giải trình", exact=True).click()
    if head.main.get_by_role("link", name="Đọc nhiều nội dung trên một trang").count():
        head.follow("Đọc nhiều nội dung trên một trang")
        boxes = head.main.get_by_label("Duyệt nội dung này")
        for place in range(boxes.count()):
            boxes.nth(place).check()
        head.press("Duyệt các nội dung đã chọn")
    else:
        head.press("Duyệt")
    head.go(reading)
    head.press("Công khai nội dung đã duyệt")


def _settle(officer: Person) -> int:
    """Each paragraph of which the program is not sure, by the officer's word. Returns how many there were."""
    comparing, count = officer.path, 0
    unsure = officer.main.locator("section").filter(has_text="Chưa rõ đã thành đoạn nào")
    while unsure.count():
        with officer.page.expect_navigation():
            unsure.get_by_role("link", name=re.compile("^Xác định")).first.click()
        officer.send()
        officer.go(comparing)
        count += 1
    return count


def _new_version(officer: Person, reading: str, java_script: bool) -> None:
    officer.go(reading)
    officer.follow("Lập bản dự thảo mới")
    officer.fill(
        "Thay đổi gì, vì sao", "Tăng mức của nhóm 20, tách việc lập kế hoạch khỏi báo cáo, bỏ một khoản."
    )
    _send_draft(officer, "Lập bản dự thảo mới", java_script, is_later=True)


def _place_lost(officer: Person, reading: str) -> None:
    officer.go(reading)
    officer.follow("Góp ý chưa gắn với điều, khoản")
    officer.main.get_by_label("Đoạn phù hợp").first.select_option(index=3)
    officer.main.get_by_role("button", name=re.compile("^Gắn vào điều")).first.click()


def _looked_at(person: Person, name: str, is_shot: bool) -> None:
    assert checks.too_wide(person.page) == [] and checks.badly_built(person.page) == [], person.path
    if is_shot:
        person.keep_shot(name)


def _first_round(people: People) -> str:
    """From the file to the last published response. Returns the reading page's address."""
    script, officer, head = people.java_script, people("can-bo"), people("thu-truong")
    writer, other = people("tri-thuc", PHONE), people("tri-thuc-2", PHONE)
    _new_consultation(
        officer, people, f"Quy chế mẫu dài {'một' if script else 'hai'} về hỗ trợ nhóm nghiên cứu"
    )
    _looked_at(officer, "two-rounds-doubts", script)
    _correct(officer)
    reading = _announce(officer, head, people, 61, "Thông báo lấy ý kiến")
    _about_a_phrase(writer, reading)
    _looked_at(writer, "two-rounds-phrase", script)
    _about_a_row(writer, reading)
    _with_a_file(other, reading, script)
    _others(people, reading, 57)
    _publish_waiting(people("nguoi-duyet"), "Chi phí đã gấp đôi")
    people.days_later(62)
    _answer(officer, reading, 60)
    _approve_and_publish(head, reading)
    return reading


def _second_round(people: People, reading: str) -> None:
    """From the second file to the last published response."""
    script, officer, head = people.java_script, people("can-bo"), people("thu-truong")
    writer = people("tri-thuc", PHONE)
    _new_version(officer, reading, script)
    officer.follow("So với bản 1")
    assert _settle(officer) <= 3
    _looked_at(officer, "two-rounds-version", script)
    assert _announce(officer, head, people, 61, "Lấy ý kiến về bản mới") == reading
    _place_lost(officer, reading)
    _open_form(writer, reading, "20.1", "là 40 triệu")
    writer.sees("Chi phí đã gấp đôi")  # what was said of the first version stands at its paragraph
    writer.main.get_by_label("Tán thành", exact=True).check()
    writer.fill("Lý do", "Mức mới sát thực tế.")
    writer.press("Gửi ngay")
    writer.sees("GY-")
    _looked_at(writer, "two-rounds-second", script)
    people.days_later(62)
    _answer(officer, reading, 3)
    _approve_and_publish(head, reading)


def _issue(officer: Person, head: Person, reading: str, day: str) -> None:
    head.go(reading)
    head.main.get_by_text("Kết thúc lấy ý kiến", exact=True).first.click()  # unfolds the question
    head.press("Kết thúc")
    officer.go(reading)
    officer.follow("Ghi số, ngày ban hành")
    officer.fill("Số, ký hiệu", "00/QĐ-MAU")
    officer.fill("Ngày ban hành", day)
    officer.send()
    officer.sees("00/QĐ-MAU")


def test_a_draft_of_forty_pages_goes_through_two_rounds(people: People) -> None:
    reading = _first_round(people)
    _second_round(people, reading)
    people.days_later(30)  # the authors might have said that a response misses the point
    day = local_date(people.app_state.at()).strftime("%d/%m/%Y")
    _issue(people("can-bo"), people("thu-truong"), reading, day)
    visitor = people("visitor", PHONE)
    visitor.go(f"{reading}/ban/2")
    expect(visitor.main.locator("ins").filter(has_text="40").first).to_be_visible()
    _looked_at(visitor, "two-rounds-compared", people.java_script)
    visitor.go(f"{reading}/tong-hop")
    visitor.sees("61")
    _looked_at(visitor, "two-rounds-table", people.java_script)
