"""A finger instead of a code: a passkey is set up and opens the next log-in, in a real browser with an authenticator
of its own."""

from datetime import timedelta

from playwright.sync_api import Browser, CDPSession

from forum.clock import now
from forum.sample.people import PASSWORD
from tests.journeys.person import PHONE, AppState, Person, at_screen

WHO = "tri-thuc-2@mau.example"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def by_name(app_state: AppState) -> AppState:
    """Keys belong to a name, so the page is opened as localhost."""
    return AppState(app_state.url.replace("127.0.0.1", "localhost"), app_state.clock)


def set_up_passkey(person: Person) -> CDPSession:
    """By the page. Returns the browser's authenticator, which lays the finger on by itself."""
    telephone = person.page.context.new_cdp_session(person.page)
    telephone.send("WebAuthn.enable")
    telephone.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    person.go("/cua-toi/bao-mat/khoa")
    person.fill("Tên của khóa", "Điện thoại mẫu")
    person.press("Thêm khóa truy cập")
    person.sees("Mời in trang này")
    person.follow("Đã cất mã, tiếp tục")
    person.sees("Điện thoại mẫu")
    return telephone


def test_a_passkey_is_set_up_and_then_opens_the_log_in(chromium: Browser, app_state: AppState) -> None:
    with at_screen(chromium, by_name(app_state), WHO) as person:
        set_up_passkey(person)
        person.page.context.clear_cookies()
        person.go("/dang-nhap?tiep=/cua-toi/bao-mat")
        person.fill("Thư điện tử", WHO)
        person.fill("Mật khẩu", PASSWORD)
        person.main.get_by_role("button", name="Đăng nhập", exact=True).click()
        person.page.wait_for_url("**/cua-toi/bao-mat")  # the browser asked the key at once
        person.sees("dùng lần cuối")
        person.press("Gỡ")
        person.does_not_see("Điện thoại mẫu")


def test_a_head_approves_after_ten_minutes_by_two_taps_and_a_finger(
    chromium: Browser, app_state: AppState
) -> None:
    """The first tap leads to the finger, which the browser asks for at once, and back; the second approves."""
    here, words = by_name(app_state), "Sở Mẫu A tiếp thu việc xét theo đề cương."
    with (
        at_screen(chromium, here, "can-bo@mau.example") as officer,
        at_screen(chromium, here, "thu-truong@mau.example", width=PHONE) as head,
    ):
        officer.go("/ban-lam-viec")
        officer.follow("Học bổng mẫu")
        officer.follow("Dự thảo trả lời")
        officer.check("Tiếp thu một phần")
        officer.fill("Trả lời và lý do", words)
        officer.send()
        officer.press("Trình duyệt")
        set_up_passkey(head)
        at = app_state.at() if app_state.clock.exists() else now()
        app_state.set_clock(at + timedelta(minutes=11))
        head.go("/ban-lam-viec")
        head.follow("Học bổng mẫu")
        head.main.get_by_role("button", name="Duyệt", exact=True).first.click()  # the first tap
        head.page.wait_for_url("**giu=**")  # the finger was given: the browser asked for it at once
        head.sees(words)  # what is approved
        head.send()  # the second
        officer.go(head.path)
        officer.sees(words)
        head.go("/cua-toi/bao-mat")
        head.press("Gỡ")
