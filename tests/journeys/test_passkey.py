"""A finger instead of a code: a passkey is set up and opens the next log-in, in a real browser with an authenticator
of its own."""

from playwright.sync_api import Browser

from forum.sample.content import PASSWORD
from tests.journeys.person import AppState, at_screen

WHO = "tri-thuc-2@mau.example"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_set_up_and_then_opens_the_log_in(chromium: Browser, app_state: AppState) -> None:
    """Keys belong to a name, so the page is opened as localhost."""
    here = AppState(app_state.url.replace("127.0.0.1", "localhost"), app_state.clock)
    with at_screen(chromium, here, WHO) as person:
        telephone = person.page.context.new_cdp_session(person.page)
        telephone.send("WebAuthn.enable")
        telephone.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
        person.go("/cua-toi/bao-mat/khoa")
        person.fill("Tên của khóa", "Điện thoại mẫu")
        person.press("Thêm khóa truy cập")
        person.sees("Mời in trang này")
        person.follow("Đã cất mã, tiếp tục")
        person.sees("Điện thoại mẫu")
        person.page.context.clear_cookies()
        person.go("/dang-nhap?tiep=/cua-toi/bao-mat")
        person.fill("Thư điện tử", WHO)
        person.fill("Mật khẩu", PASSWORD)
        person.main.get_by_role("button", name="Đăng nhập", exact=True).click()
        person.page.wait_for_url("**/cua-toi/bao-mat")  # the browser asked the key at once
        person.sees("dùng lần cuối")
        person.press("Gỡ")
        person.does_not_see("Điện thoại mẫu")
