"""Vietnamese-like text: syllables of our own put together by chance, the same for the same seed."""

import random

_COMMON = """
sở mẫu việc người năm trường viện hội quỹ nhóm biển đảo sông phố làng chợ cầu cảng tàu xe đường nước
gió nắng mưa rừng cây hoa lúa tôm cá muối dữ liệu máy số mạng tin học nghề thợ thầy trò sách báo tranh
nhạc kịch múa phim ảnh thơ văn chữ tiếng lời ý kế hoạch bước đầu cuối giữa trên dưới trong ngoài mới cũ
sớm muộn nhanh chậm lớn nhỏ nhiều ít đủ thiếu nên cần được phải có là và của cho với từ đến về theo
giao nhận gửi đọc viết nghe nói xem hỏi đáp góp sửa thêm bớt giữ đổi chọn lập dựng mở đóng họp bàn
kinh phí tiền công sức lương thưởng hạn mức giá thuế vốn vay trả đất nhà phòng bàn ghế điện đèn
nghiên cứu sáng tạo khoa kỹ thuật nghệ môi sức khỏe giáo dục đào du lịch dịch vụ cộng đồng trẻ già
"""
SYLLABLES = tuple(_COMMON.split())


class Writer:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def words(self, least: int, most: int) -> str:
        """Common syllables more often than rare ones, as in any text."""
        count = self.chance.randint(least, most)
        picked = (int(len(SYLLABLES) * self.chance.random() ** 2) for _ in range(count))
        return " ".join(SYLLABLES[place] for place in picked)

    def title(self) -> str:
        return self.words(6, 14).capitalize()

    def sentence(self) -> str:
        return self.words(8, 28).capitalize() + "."

    def paragraphs(self, least: int, most: int) -> str:
        count = self.chance.randint(least, most)
        return "\n\n".join(
            " ".join(self.sentence() for _ in range(self.chance.randint(1, 4))) for _ in range(count)
        )

    def draft(self, articles: int) -> str:
        """A draft document with three clauses to an article."""
        lines = []
        for number in range(1, articles + 1):
            lines.append(f"Điều {number}. {self.title()}")
            lines += [f"{clause}. {self.sentence()}" for clause in (1, 2, 3)]
        return "\n".join(lines) + "\n"
