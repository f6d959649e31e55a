"""Somebody sends a file with a proposal: chosen, looked over, sent, and had by a visitor, with and without a script."""

from io import BytesIO

from docx import Document
from playwright.sync_api import FilePayload, expect

from tests import page_checks as checks
from tests.journeys.person import PHONE, People

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file() -> FilePayload:
    document, content = Document(), BytesIO()
    document.core_properties.author = "Người Mẫu Ẩn"
    document.add_paragraph("Số liệu mẫu về bến tàu.")
    document.save(content)
    return {"name": "Số liệu mẫu.docx", "mimeType": WORD, "buffer": content.getvalue()}


def test_a_file_goes_with_a_proposal(people: People) -> None:
    author = people("tri-thuc-2", PHONE)
    author.go("/hien-ke/moi")
    author.fill("Tiêu đề", f"Một đề xuất mẫu có tệp {'một' if people.java_script else 'hai'}")
    author.fill("Nội dung", "Chữ viết công phu không được mất.")
    author.check("Chưa rõ, nhờ người duyệt chọn")
    if people.java_script:  # the line breaks once
        author.page.route("**/hien-ke/moi", lambda route: route.abort(), times=1)
    author.page.set_input_files("#f-file_ids", [word_file()])
    if people.java_script:
        expect(author.main).to_contain_text("đường truyền bị ngắt, phần đã gửi được giữ lại")
        author.main.get_by_role("button", name="Thử tiếp").click()
        author.errors.clear()  # the browser's own line on the line that broke
    if not people.java_script:
        author.press("Gửi tệp lên để kiểm tra")
    chosen = author.main.locator("#tep-da-chon")
    expect(chosen).to_contain_text("Số liệu mẫu.docx")
    for _ in range(20):
        if "Đã bỏ khỏi tệp" in chosen.inner_text():
            break
        author.page.wait_for_timeout(1000)
        if not people.java_script:
            author.press("Gửi tệp lên để kiểm tra")
    expect(chosen).to_contain_text("Đã bỏ khỏi tệp")
    assert checks.too_wide(author.page) == [] and checks.small_targets(author.page) == []
    author.press("Gửi")
    expect(author.main.get_by_role("link", name="Số liệu mẫu.docx")).to_be_visible()
    assert checks.badly_built(author.page) == []
    with author.page.expect_download() as download:
        author.main.get_by_role("link", name="Số liệu mẫu.docx").click()
    assert download.value.suggested_filename == "Số liệu mẫu.docx"
