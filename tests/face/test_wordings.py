"""One term for one thing: words that were replaced do not come back beside those that replaced them."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.shared import ROOT
from tests.sources import TEMPLATES, named, sources, templates, tree_of

# What was on the screen → what is there now. A word before the arrow is nowhere any more, in capitals or not.
REPLACED = {
    "Tiếp thu tại": "Chỉnh sửa tại",
    "Xếp chỗ": "Gắn vào điều, khoản",
    "Lấy ý kiến một dự thảo": "Đăng dự thảo lấy ý kiến",
    "Đọc dự thảo": "Tách thành điều, khoản",
    "Xem trang đọc": "Xem như người đọc",
    "Thêm dưới": "Thêm đoạn sau",
    "Gộp đoạn dưới": "Gộp với đoạn sau",
    "Bỏ đoạn": "Xóa đoạn",
    "Góp ý chung": "Góp ý cho cả dự thảo",
    "ý kiến của mọi người": "Đang nhận góp ý",
    "việc nền": "việc chạy ngầm",
    "phút việc cũ nhất": "Việc chờ lâu nhất",
    "mục chờ cập nhật tìm kiếm": "nội dung chưa vào tìm kiếm",
    "Mã cuối": "Mã đối chiếu",
    "Nguyên vẹn": "Không bị sửa",
    "bị cắt": "thiếu phần cuối",
    "chưa được xếp": "chưa được xử lý",
    "Chưa xếp": "Chưa xử lý",
    "Kỳ gần nhất": "Kỳ tới",
    "Công bố: trả lời": "Công bố là trả lời",
    "làm bản mới": "lập bản mới",
    "Làm lại bản": "Lập lại",
    "Đưa văn bản Chương trình vào": "Nạp văn bản Chương trình",
    "Đưa các thay đổi này vào": "Áp dụng các thay đổi",
    "Mức chắc chắn": "Độ tin cậy",
    "nghi sai": "cần kiểm tra",
    "đã thành việc": "Kết quả đến nay",
    "đi đến đâu": "Quá trình xử lý",
    "đã đáp ứng hiến kế của Ông/Bà": "đã giải quyết điều Ông/Bà nêu",
    "hiện không nhận trả lời": "mở sau khi bài được duyệt",
    "Viết về nhiệm vụ này": "Trao đổi về nhiệm vụ này",
    "Mở chủ đề": "Đăng chủ đề",
    "trao đổi đã có vẫn giữ": "phần trao đổi vẫn giữ",
    "Dừng theo dõi": "Theo dõi",
    "Bỏ ủng hộ": "Ủng hộ",
    "Báo cho ai": "Liên hệ",
    "Đang hiển thị kết quả cho": "Kết quả cho",
    "phòng khi gõ nhầm": "Có thể Ông/Bà tìm",
    "chưa từng hiển thị": "chưa đăng, chỉ Ông/Bà xem được",
    "Viết thay mặt": "Thay mặt",
    "Góp ý thay mặt": "Thay mặt",
    "Thay mặt tổ chức": "Thay mặt",
    "Bảng tổng hợp": "Bản tổng hợp",
    "ượt tra cứu": "Tìm kiếm đã lưu",
    "Phản ánh vi phạm": "Phản ánh",
    "Nếu địa chỉ đã nhập dùng được": "Nếu chưa thấy",
    "Nhận xem xét": "Nhận duyệt bài này",
    "Trả về hàng chờ": "Chuyển lại hàng chờ",
    "khép lại": "Đóng hồ sơ",
    "lâu nhất từ": "bài chờ lâu nhất",
    "Xem tại chỗ": "Xem trên trang công khai",
    "đối chứng": "Xác nhận ý kiến duyệt trên giấy",
    "nói trực tiếp": "ý kiến trực tiếp",
    "duyệt bằng lời": "ý kiến trực tiếp",
    "người ngoài được chỉ định": "thành viên độc lập",
    "Cho đăng ngay": "Miễn duyệt trước",
    "đăng không chờ duyệt": "Miễn duyệt trước",
    "xem xét lần nữa": "Xem xét lại",
    "làm lúc": "lập lúc",
    "Kết quả do Meilisearch tìm": "Đã tìm trong toàn bộ",
}


@cache
def _words_by_file() -> dict[str, str]:
    """All that people may read, by the file that says it: strings of the program, templates, terms."""
    found = {named(path): " | ".join(_strings(tree_of(path))) for path in sources("forum")}
    found |= {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in templates()}
    terms = (ROOT / "forum/locale/terms.yaml").read_text(encoding="utf-8").splitlines()
    found["terms.yaml"] = "\n".join(line.partition("  #")[0] for line in terms)
    return {name: " ".join(words.casefold().split()) for name, words in found.items()}


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("old", REPLACED)
def test_a_replaced_wording_does_not_come_back(old: str) -> None:
    where = [name for name, words in _words_by_file().items() if old.casefold() in words]
    assert where == [], f"say {REPLACED[old]!r}"


def test_what_replaced_a_wording_is_said() -> None:
    """The better word is on some page, but for those that replaced a sentence with a form of it."""
    everything = "\n".join(_words_by_file().values())
    assert [old for old in REPLACED if REPLACED[old] in REPLACED] == []
    unsaid = [new for new in REPLACED.values() if new.casefold() not in everything]
    assert unsaid == []
