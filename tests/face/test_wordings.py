"""One term for one thing: words that were replaced do not come back beside those that replaced them."""

import pytest
from babel.messages.pofile import read_po

from tests.shared import ROOT

# What was on the screen → what is there now. A word before the arrow is in no message any more.
REPLACED = {
    "Chưa có nội dung tiếp thu, giải trình": "Ý kiến chưa soạn trả lời",
    "Tiếp thu tại": "Chỉnh sửa tại",
    "xếp chỗ": "gắn vào điều, khoản",
    "Xếp chỗ": "Gắn vào điều, khoản",
    "danh tính riêng": "góp ý vẫn đi theo đoạn",
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
    "nối dòng": "liên kết dòng",
    "chưa được xếp": "chưa được xử lý",
    "Chưa xếp": "Chưa xử lý",
    "Kỳ gần nhất": "Kỳ tới",
    "Công bố: trả lời": "Công bố là trả lời",
    "Làm bản": "Lập văn bản",
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
    "Kết quả do Meilisearch tìm": "Đã tìm trong toàn bộ",
}


def _messages() -> set[str]:
    with (ROOT / "forum/locale/hien_ke.pot").open("rb") as pot:
        return {str(message.id) for message in read_po(pot)}


@pytest.mark.parametrize("old", REPLACED)
def test_a_replaced_wording_does_not_come_back(old: str) -> None:
    assert [one for one in _messages() if old in one] == [], f"say {REPLACED[old]!r}"
