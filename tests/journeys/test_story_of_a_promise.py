"""Two ways to a promise, walked by everybody who takes part: a proposal, and a question at a contact session."""

import re
import time
from datetime import date, datetime, timedelta

from playwright.sync_api import expect

from forum.clock import local_date
from forum.days import vndate
from tests.commitments.scene import working_day
from tests.journeys.person import PHONE, People, Person, sign_in

FOUND_WITHIN_SECONDS = 20


def _read_mail(person: Person, address: str) -> None:
    """Opens the newest mail to that address, as soon as the worker has sent it, and follows its link."""
    letter = person.main.get_by_role("listitem").filter(has_text=address).get_by_role("link").first
    ends = time.monotonic() + FOUND_WITHIN_SECONDS
    person.go("/hop-thu")
    while not letter.is_visible() and time.monotonic() < ends:
        time.sleep(0.5)
        person.go("/hop-thu")
    with person.page.expect_navigation():
        letter.click()
    with person.page.expect_navigation():
        person.main.locator("p").get_by_role("link").first.click()


def _register(person: Person, address: str) -> None:
    person.go("/")
    with person.page.expect_navigation():
        person.page.get_by_role("link", name="Đăng ký").first.click()
    person.fill("Họ và tên", "Người Mẫu Mới")
    person.fill("Thư điện tử", address)
    person.fill("Mật khẩu", "mot-mat-khau-mau-dai")
    for consent in person.main.get_by_role("checkbox").all():
        expect(consent).not_to_be_checked()
    person.main.get_by_role("checkbox").first.check()
    person.send()
    person.sees("Mời xem hộp thư")
    _read_mail(person, address)
    person.press("Xác nhận")


def _propose(person: Person, title: str) -> str:
    """Returns the code that the author is told at once."""
    person.go("/")
    person.follow("Gửi hiến kế")
    person.fill("Tiêu đề", title)
    person.fill("Nội dung", "Lập một quỹ mẫu cho **đổi mới sáng tạo** của các nhóm trẻ.")
    person.check("III.3-1 ")
    person.press("Gửi")
    person.sees("Thời hạn duyệt:")
    found = re.search(r"HK-\d{4}-\d{4}", person.main.inner_text())
    assert found is not None
    return found[0]


def _approve(moderator: Person, title: str) -> None:
    moderator.go("/duyet-noi-dung")
    moderator.follow(title)
    moderator.press("Nhận duyệt bài này")
    moderator.options("Kết quả duyệt").first.check()
    moderator.press("Gửi quyết định")


def _search_until_found(visitor: Person, words: str, title: str) -> None:
    ends = time.monotonic() + FOUND_WITHIN_SECONDS
    hit = visitor.main.get_by_role("link", name=title)
    while time.monotonic() < ends:
        visitor.go("/")
        box = visitor.page.get_by_role("searchbox").first
        box.fill(words)
        with visitor.page.expect_navigation():
            box.press("Enter")
        if hit.first.is_visible():
            return
        time.sleep(0.5)
    expect(hit.first).to_be_visible()


def _answer(people: People, code: str) -> None:
    officer, head, visitor = people("can-bo"), people("thu-truong"), people("visitor")
    officer.go("/ban-lam-viec")
    officer.follow(code)
    officer.press("Tiếp nhận (Sở Mẫu A)")
    officer.follow("Dự thảo trả lời")
    officer.check("Tiếp thu một phần")
    officer.fill("Trả lời và lý do", "Sở Mẫu A tiếp thu phần lập quỹ thử nghiệm.")
    officer.send()
    officer.follow("Thêm cam kết")
    officer.fill("Cam kết làm gì", "Lập quỹ thử nghiệm mẫu")
    officer.fill("Thời hạn", "31/12/2030")
    officer.send()
    officer.press("Trình duyệt")
    visitor.go(f"/ma/{code}")
    visitor.does_not_see("tiếp thu phần lập quỹ")
    visitor.does_not_see("Lập quỹ thử nghiệm mẫu")
    head.go("/ban-lam-viec")
    head.follow(code)
    head.press("Duyệt")
    visitor.go(f"/ma/{code}")
    visitor.sees("tiếp thu phần lập quỹ")


def _say_that_it_was_answered(author: Person, address: str, code: str) -> None:
    """The author's verdict, once; the page then shows it to all and asks no more."""
    sign_in(author, address, "mot-mat-khau-mau-dai")
    author.go(f"/ma/{code}")
    author.press("Đã đáp ứng")
    author.sees("Tác giả: câu trả lời đã đáp ứng")
    expect(author.main.get_by_role("button", name="Đã đáp ứng")).to_have_count(0)


def test_a_newcomers_proposal_is_approved_found_answered_and_becomes_a_promise(people: People) -> None:
    kind = "một" if people.java_script else "hai"
    title = f"Quỹ mẫu thứ {kind} cho đổi mới sáng tạo"
    author = people("visitor")
    _register(author, f"moi-{people.java_script}@mau.example".lower())
    code = _propose(author, title)
    author.page.context.clear_cookies()
    _approve(people("nguoi-duyet"), title)
    _search_until_found(author, "doi moi sang tao", title)
    _answer(people, code)
    _say_that_it_was_answered(author, f"moi-{people.java_script}@mau.example".lower(), code)
    officer = people("can-bo")
    officer.go(f"/ma/{code}")
    officer.sees("Tác giả: câu trả lời đã đáp ứng")
    author.go(f"/ma/{code}")
    author.sees("Lập quỹ thử nghiệm mẫu")
    author.sees("Đang triển khai")


def _held_on(day: date) -> date:
    """A rest day is asked about."""
    return working_day(day + timedelta(days=10))


def _announce_session(people: People, title: str, day: date) -> str:
    """A series and a session in it, announced. Returns the session's address."""
    secretariat = people("to-thu-ky")
    secretariat.go("/tiep-xuc")
    secretariat.follow("Lập lịch tiếp xúc")
    secretariat.fill("Tên lịch tiếp xúc", f"Lịch của {title}")
    secretariat.send()
    secretariat.go("/tiep-xuc")
    secretariat.follow("Lập kỳ tiếp xúc")
    secretariat.main.get_by_role("combobox").first.select_option(label=f"Lịch của {title}")
    secretariat.fill("Tên kỳ tiếp xúc", title)
    secretariat.options("Hình thức").first.check()
    secretariat.fill("Địa điểm", "Hội trường mẫu")
    secretariat.fill("Ngày tiếp xúc", _held_on(day).isoformat())
    secretariat.fill("Giờ bắt đầu", "14:00")
    secretariat.fill("Giờ kết thúc", "17:00")
    secretariat.fill("Nhận câu hỏi từ ngày", day.isoformat())
    secretariat.fill("Ngày cuối nhận câu hỏi", (day + timedelta(days=5)).isoformat())
    secretariat.press("Lưu")
    session = secretariat.path
    secretariat.follow("Soạn thông báo")
    secretariat.press("Lưu dự thảo")
    _publish_for_the_chair(people, "Thông báo kỳ tiếp xúc")
    return session


def _publish_for_the_chair(people: People, title: str) -> None:
    """The secretariat has the text open; the chair approves it from the work list, in two taps."""
    secretariat, leader = people("to-thu-ky"), people("lanh-dao", PHONE)
    text = secretariat.path
    secretariat.press("Trình duyệt")
    leader.go("/ban-lam-viec")
    leader.follow(title)
    leader.press("Duyệt")
    secretariat.go(text)
    secretariat.press("Công bố")


def _ask(people: People, session: str, title: str) -> str:
    """Returns the question's address."""
    asker = people("tri-thuc", PHONE)
    asker.go(session)
    asker.follow("Đặt câu hỏi")
    asker.fill("Câu hỏi, kiến nghị", title)
    asker.fill("Nội dung", "Các viện đo cùng một chỗ mà chưa dùng chung số liệu.")
    asker.press("Gửi câu hỏi")
    asker.sees("CH-")
    return asker.path.split("#")[0]


def _place_and_answer(people: People, session: str, question: str) -> None:
    secretariat, assistant, leader = people("to-thu-ky"), people("tro-ly"), people("lanh-dao", PHONE)
    secretariat.go(question)
    secretariat.follow("Đưa vào chương trình")
    secretariat.send()
    secretariat.go(session)
    secretariat.press("Công bố chương trình")
    assistant.go(question)
    assistant.follow("Dự thảo trả lời")
    assistant.fill("Trả lời", "Thành phố giao Sở Mẫu A lập danh mục dùng chung.")
    assistant.send()
    assistant.press("Trình duyệt")
    people("tri-thuc").go(question)
    people("tri-thuc").does_not_see("lập danh mục dùng chung")
    leader.go("/ban-lam-viec")
    leader.follow("CH-")  # the first tap
    leader.press("Duyệt")  # the second
    leader.sees("Đã duyệt.")


def _hold(people: People, session: str, question: str) -> None:
    secretariat = people("to-thu-ky")
    secretariat.go(session)
    secretariat.press("Khai mạc")
    visitor = people("visitor")
    visitor.go(session)
    visitor.sees("Chưa có câu hỏi nào đang được trả lời")
    secretariat.main.get_by_role("button", name="Bắt đầu", exact=True).first.click()
    expect(secretariat.main.get_by_role("button", name="Đã trả lời", exact=True)).to_be_visible()
    visitor.go(session)
    expect(visitor.main.locator("#dien-bien .panel")).to_contain_text("Bao giờ có danh mục")
    secretariat.main.get_by_role("button", name="Đã trả lời", exact=True).click()
    secretariat.sees("Chưa có câu hỏi nào đang được trả lời")
    visitor.go(question)
    visitor.sees("Đã trả lời tại kỳ tiếp xúc")
    visitor.sees("lập danh mục dùng chung")
    secretariat.go(session)
    secretariat.press("Kết thúc")
    secretariat.go(session)
    secretariat.follow("Soạn biên bản")
    secretariat.fill("Diễn biến", "Hội nghị nghe câu hỏi và trả lời.")
    secretariat.press("Lưu dự thảo")
    _publish_for_the_chair(people, "Biên bản")
    people("visitor").go(f"{session}/bien-ban")
    people("visitor").sees("lập danh mục dùng chung")


def _work(people: People) -> str:
    """The session of the second walk shows what became of the first one's promises, so each has a name of its own."""
    return f"Lập danh mục dữ liệu dùng chung thứ {'một' if people.java_script else 'hai'}"


def _promise(people: People, session: str, due: date) -> str:
    """A line of the conclusion notice, which becomes a commitment when the chair has approved it."""
    secretariat, visitor = people("to-thu-ky"), people("visitor")
    secretariat.go(session)
    secretariat.follow("Soạn thông báo kết luận")
    secretariat.fill("Kết luận của người chủ trì", "Giao việc như sau, báo cáo tại kỳ tới.")
    secretariat.press("Lưu dự thảo")
    secretariat.follow("Thêm cam kết")
    secretariat.fill("Cam kết làm gì", _work(people))
    secretariat.choose("Cơ quan chịu trách nhiệm", "Sở Mẫu A")
    secretariat.fill("Thời hạn", due.isoformat())
    secretariat.check("Vẫn lấy ngày này nếu là ngày nghỉ")
    secretariat.main.get_by_label("Từ câu hỏi").select_option(index=1)
    secretariat.send()
    _publish_for_the_chair(people, "Thông báo kết luận")
    visitor.go(session)
    visitor.follow(_work(people))
    return visitor.path


def _move_due(people: People, ledger: str, first: date, later: date) -> None:
    """The body's head asks for a new date with its reason, the chair grants it; the first date stays beside it for
    all."""
    officer, head, visitor = people("can-bo"), people("thu-truong"), people("visitor")
    secretariat, leader = people("to-thu-ky"), people("lanh-dao")
    officer.go(ledger)
    officer.follow("Đề nghị thời hạn khác, cơ quan khác")
    officer.check("Đề nghị thời hạn khác")
    officer.fill("Thời hạn mới", later.isoformat())
    officer.fill("Lý do", "Hai viện gửi số liệu chậm.")
    officer.send()
    officer.press("Trình duyệt")
    head.go(ledger)
    head.press("Duyệt và công bố")
    secretariat.go(ledger)
    secretariat.follow("Quyết định về đề nghị")
    secretariat.check("Đồng ý với đề nghị của cơ quan")
    secretariat.fill("Lý do", "Đồng ý với lý do của cơ quan.")
    secretariat.send()
    secretariat.press("Trình duyệt")
    leader.go(ledger)
    leader.press("Duyệt")
    secretariat.go(ledger)
    secretariat.press("Công bố")
    visitor.go(ledger)
    facts = visitor.page.locator(".facts").first
    expect(facts).to_contain_text(vndate(first))
    expect(facts).to_contain_text(f"{vndate(later)} (điều chỉnh lần 1)")
    visitor.sees("Hai viện gửi số liệu chậm.")


def _report_done(people: People, ledger: str, note: str) -> None:
    officer, head = people("can-bo"), people("thu-truong")
    officer.go(ledger)
    officer.follow("Báo cáo thực hiện")
    officer.check("Đã hoàn thành")
    officer.fill("Đã làm được gì", note)
    officer.send()
    officer.press("Trình duyệt")
    head.go(ledger)
    head.press("Duyệt và công bố")


def test_a_question_is_answered_promised_upon_disputed_and_done(people: People) -> None:
    at: datetime = people.app_state.at()
    day = local_date(at)
    session = _announce_session(people, "Kỳ tiếp xúc mẫu về dữ liệu", day)
    question = _ask(people, session, "Bao giờ có danh mục dữ liệu dùng chung")
    people.days_later(6)
    _place_and_answer(people, session, question)
    people.days_later((_held_on(day) - day).days - 6)
    _hold(people, session, question)
    due, later = working_day(day + timedelta(days=40)), working_day(day + timedelta(days=60))
    ledger = _promise(people, session, due)
    _move_due(people, ledger, due, later)
    asker, visitor = people("tri-thuc"), people("visitor")
    _report_done(people, ledger, "Đã công bố danh mục.")
    asker.go("/ban-lam-viec")
    asker.follow(_work(people))
    asker.follow("Chưa đồng ý với kết quả")
    asker.fill("Điều gì chưa đạt", "Danh mục thiếu hai viện.")
    asker.send()
    asker.sees("Chưa thống nhất kết quả")
    visitor.go(ledger)
    visitor.sees("Danh mục thiếu hai viện.")
    visitor.does_not_see("Đã xác nhận hoàn thành")
    _report_done(people, ledger, "Đã bổ sung hai viện.")
    asker.go(ledger)
    asker.follow("Xác nhận kết quả")
    asker.send()
    asker.sees("Đã xác nhận hoàn thành")
    visitor.go(ledger)
    steps = visitor.main.locator(".story").inner_text()
    told = ["Đã công bố danh mục.", "Danh mục thiếu hai viện.", "Đã bổ sung hai viện.", "Xác nhận kết quả"]
    places = [steps.find(words) for words in told]
    assert -1 not in places, steps
    assert places == sorted(places)
    visitor.sees("Đã xác nhận hoàn thành")
    visitor.go("/theo-doi")
    visitor.sees(_work(people))
