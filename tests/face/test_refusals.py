"""The page of each refusal says what happened and what can be done now."""

import jinja2
import pytest

from forum.web.errors import MESSAGES, TEMPLATES
from forum.web.refusals import ErrorPage
from forum.web.render import Chrome
from tests.client import Client, look_over
from tests.face.conftest import chrome_for, page_of


async def test_a_page_that_is_not_there_offers_a_search(passer_by: Client) -> None:
    page = await passer_by.get("/khong-co-trang-nay", status=404)
    assert page.has("Không tìm thấy trang")
    assert page.form("/tim-kiem").keys() == {"q"}
    assert len(page.soup.select("main form[role=search] input[name=q]")) == 1


async def test_a_page_that_takes_no_post_says_so(passer_by: Client) -> None:
    page = await passer_by.post("/styleguide", status=405)
    assert page.has("quay lại trang trước")


async def test_a_refused_fragment_is_one_sentence_with_one_root(passer_by: Client) -> None:
    page = await passer_by.get("/khong-co-trang-nay", status=404, htmx=True)
    body = page.soup.body
    assert body is not None
    assert len(body.find_all(True, recursive=False)) == 1
    assert page.soup.select_one("#refusal[role=alert]") is not None


@pytest.mark.parametrize("status", [*TEMPLATES, 413])
def test_each_refusal_has_a_page_that_says_its_message(
    jinja: jinja2.Environment, chrome: Chrome, status: int
) -> None:
    template = jinja.get_template(f"errors/{status}.html")
    message = MESSAGES.get(status, "Việc này chưa thực hiện được.")
    page = page_of(template.render(page=ErrorPage(status, "code", message), chrome=chrome), status)
    look_over(page, f"errors/{status}.html")
    if status not in (404, 413):
        assert page.has(str(message))
    assert page.soup.select_one("main a[href='/']") is not None


def test_too_late_is_told_apart_from_not_allowed(jinja: jinja2.Environment) -> None:
    template = jinja.get_template("errors/403.html")
    late = ErrorPage(403, "too_late", "Đã hết thời hạn gửi lúc 17:00.")
    barred = ErrorPage(403, "forbidden", "Ông/Bà chưa được phân quyền thực hiện việc này.")
    signed_in = chrome_for("Người Mẫu Một")
    assert "đã hết" in template.render(page=late, chrome=signed_in)
    assert "quản trị hệ thống" in template.render(page=barred, chrome=signed_in)
    assert "/dang-nhap" in template.render(page=barred, chrome=chrome_for(None))
