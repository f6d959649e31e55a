"""Cases of the kinds that went wrong on amended laws: titles and points, same numbers, whole new titles."""

import pytest

from forum.paperwork.matching.passages import Passage, passages
from forum.paperwork.matching.versions import Outcome, match
from forum.paperwork.reading.text import read_text

TITLES = {"part", "chapter", "section", "subsection", "article"}
BODIES = ["clause", "point", "item", "paragraph"]


def outcomes(old: str, new: str) -> dict[str, Outcome]:
    """By old anchor."""
    matching = match(passages(read_text(old)), passages(read_text(new)))
    return {outcome.key: outcome for outcome in matching.outcomes}


@pytest.mark.parametrize("title", sorted(TITLES))
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("text", ["Kết luận của tổ", "Kết luận của tổ kiểm tra mẫu"])
def test_a_title_is_never_what_became_of_a_point_nor_the_other_way(title: str, body: str, text: str) -> None:
    heading, line = Passage("a", "Kết luận của tổ", title, "", "1"), Passage("b", text, body, "", "1")
    assert match([heading], [line]).outcomes[0].to == ()
    assert match([line], [heading]).outcomes[0].to == ()


REWORDED = (
    "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Nơi nhận hồ sơ\n1. Hồ sơ được nộp ở các nơi sau:\n"
    "a) Bộ phận một cửa của xã mẫu;\nb) Trang nộp trực tuyến;\n2. Người nộp được trả biên nhận.",
    "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Nơi nhận hồ sơ\n1. Người dân chọn một trong các nơi nộp sau đây:\n"
    "a) Xã mẫu nơi cư trú, tại quầy một cửa;\nb) Nộp qua trang dịch vụ công;\n2. Biên nhận gửi ngay cho người nộp.",
)


def test_reworded_points_with_the_same_number_under_the_same_article_are_followed() -> None:
    found = outcomes(*REWORDED)
    for key in ("khoan-1", "khoan-1-diem-a", "khoan-1-diem-b", "khoan-2"):
        assert found[f"dieu-1-{key}"].to == (f"dieu-1-{key}",)
        assert found[f"dieu-1-{key}"].fate in {"changed", "unsure"}
    assert sum(outcome.fate == "unsure" for outcome in found.values()) <= 1


def test_a_clause_put_in_before_reworded_ones_does_not_take_their_number() -> None:
    old = "Điều 2. Kinh phí\n1. Kinh phí do ngân sách xã mẫu cấp mỗi năm.\n2. Tiền còn lại cuối năm nộp về quỹ mẫu."
    new = (
        "Điều 2. Kinh phí\n1. Dự toán lập trước tháng bảy.\n2. Kinh phí hằng năm do ngân sách xã mẫu bảo đảm.\n"
        "3. Tiền chưa dùng hết cuối năm được nộp về quỹ mẫu."
    )
    found = outcomes(old, new)
    assert found["dieu-2-khoan-1"].to == ("dieu-2-khoan-2",)
    assert found["dieu-2-khoan-2"].to == ("dieu-2-khoan-3",)


def test_an_article_with_another_title_over_the_same_clauses_is_the_same_article() -> None:
    clauses = "1. Trưởng thôn mẫu mở sổ góp ý.\n2. Sổ được đọc trước dân mỗi quý."
    renamed = outcomes(f"Điều 3. Sổ góp ý\n{clauses}", f"Điều 3. Sổ ghi lời dân\n{clauses}")
    assert (renamed["dieu-3"].fate, renamed["dieu-3"].to) == ("changed", ("dieu-3",))
    unlike = outcomes(f"Điều 3. Sổ góp ý\n{clauses}", f"Điều 3. Lắng nghe\n{clauses}")
    assert (unlike["dieu-3"].fate, unlike["dieu-3"].to, unlike["dieu-3"].others) == (
        "unsure",
        (),
        ("dieu-3",),
    )


def test_articles_that_changed_places_are_moved_and_their_numbers_mislead_nobody() -> None:
    one = "Nhận đơn\n1. Đơn nhận tại nhà văn hóa mẫu.\n2. Đơn ghi vào sổ đến trong ngày."
    other = "Trả lời\n1. Trả lời bằng văn bản trong mười ngày.\n2. Bản trả lời dán ở bảng tin của thôn mẫu."
    found = outcomes(f"Điều 1. {one}\nĐiều 2. {other}", f"Điều 1. {other}\nĐiều 2. {one}")
    assert found["dieu-1"].to == ("dieu-2",)
    assert found["dieu-2-khoan-2"].to == ("dieu-1-khoan-2",)
    assert {found["dieu-1"].is_moved, found["dieu-2"].is_moved} == {True, False}


def test_boilerplate_far_away_is_not_what_became_of_a_dropped_point() -> None:
    others = "\n".join(
        f"Điều {number}. Việc {name}\n1. Tổ {name} lập sổ riêng."
        for number, name in enumerate(["câu cá", "trồng rừng", "đan lưới", "làm muối", "nuôi tằm"], start=2)
    )
    old = f"Điều 1. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn theo mẫu ban hành kèm theo Quy định này;\nb) Ảnh màu.\n{others}"
    new = (
        f"Điều 1. Hồ sơ\n1. Hồ sơ gồm:\na) Ảnh màu.\n{others}\n"
        "Điều 7. Báo cáo\n1. Tổ trưởng lập bảng kê theo mẫu ban hành kèm theo Quy định này vào cuối quý."
    )
    dropped = outcomes(old, new)["dieu-1-khoan-1-diem-a"]
    assert dropped.fate in {"removed", "unsure"}


def test_of_two_that_are_equally_close_one_is_proposed_and_the_other_named() -> None:
    old = [
        Passage("o1", "Tổ mẫu họp mỗi tháng một lần vào ngày đầu tháng tại nhà văn hóa", "clause", "x", "1")
    ]
    new = [
        Passage("n1", "Tổ mẫu họp mỗi tháng một lần nếu có việc gấp cần bàn với dân", "clause", "y", "4"),
        Passage("n2", "Tổ mẫu họp mỗi tháng một lần khi ít nhất ba hộ dân đề nghị họp", "clause", "z", "7"),
    ]
    (found,) = match(old, new).outcomes
    assert (found.fate, {*found.to, *found.others}) == ("unsure", {"n1", "n2"})
    assert len(found.to) == 1


def test_a_clause_that_changed_its_place_within_its_article_and_was_reworded_is_followed() -> None:
    old = (
        "Điều 9. Việc cấm\n1. Nhận quà của người nộp đơn.\n2. Để lộ nội dung đơn khi chưa có kết luận của tổ.\n"
        "3. Làm hỏng, làm mất giấy tờ trong hồ sơ của tổ.\n"
        "4. Xen vào việc của tổ, dùng ảnh hưởng của mình để tác động đến người đang làm nhiệm vụ."
    )
    new = (
        "Điều 9. Việc cấm\n1. Nhận quà của người nộp đơn.\n"
        "2. Xen vào việc của tổ; tác động làm sai lệch kết quả, kết luận hoặc đề nghị của người làm nhiệm vụ.\n"
        "3. Để lộ nội dung đơn khi kết luận của tổ chưa được công khai.\n"
        "4. Làm hỏng, làm mất, sửa chữa giấy tờ trong hồ sơ của tổ."
    )
    found = outcomes(old, new)
    assert [found[f"dieu-9-khoan-{number}"].to for number in (2, 3, 4)] == [
        ("dieu-9-khoan-3",),
        ("dieu-9-khoan-4",),
        ("dieu-9-khoan-2",),
    ]
    assert found["dieu-9-khoan-4"].fate in {"moved", "unsure"}


def test_points_drawn_into_their_clause_are_joined_there_however_short_they_are() -> None:
    old = (
        "Điều 5. Hồ sơ\n1. Hồ sơ của người nộp lần đầu gồm các giấy tờ sau:\na) Đơn theo mẫu in sẵn của xã;\n"
        "b) Bản mô tả việc làm được;\nc) Hai ảnh màu.\n2. Hồ sơ nộp lại chỉ có đơn."
    )
    new = (
        "Điều 5. Hồ sơ\n1. Hồ sơ của người nộp lần đầu gồm các giấy tờ sau: đơn theo mẫu in sẵn của xã; "
        "bản mô tả việc làm được; hai ảnh màu.\n2. Hồ sơ nộp lại chỉ có đơn."
    )
    found = outcomes(old, new)
    clause = "dieu-5-khoan-1"
    for key in (clause, f"{clause}-diem-a", f"{clause}-diem-b", f"{clause}-diem-c"):
        assert (found[key].fate, found[key].to) == ("joined", (clause,)), key
    back = outcomes(new, old)[clause]
    assert (back.fate, len(back.to)) == ("split", 4)
