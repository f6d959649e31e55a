"""Two-syllable expressions common in Vietnamese administration, for comparison with misspelt ones."""

from collections import defaultdict

from vietnamese import fold, fold_keeping_marks

_WORDS = """
ban hành, ban đầu, biên bản, biên soạn, biện pháp, báo chí, báo cáo, bình xét, bình đẳng, bước đầu, bảo
hiểm, bảo hộ, bảo tàng, bảo tồn, bảo vệ, bảo đảm, bố trí, bồi dưỡng, bổ nhiệm, bổ sung, chi phí, chi tiết,
chiến lược, chuyên gia, chuyên môn, chuyên ngành, chuyên sâu, chuyển biến, chuyển giao, chuyển đổi, chuẩn
bị, chính phủ, chính quyền, chính sách, chính trị, chú trọng, chăm lo, chương trình, chấp hành, chất lượng,
chế độ, chỉ số, chỉ thị, chỉ tiêu, chỉ đạo, chủ trì, chủ trương, chủ tịch, chủ yếu, chủ động, chức danh,
chức năng, chứng nhận, cung cấp, cán bộ, công bố, công chức, công dân, công khai, công nghiệp, công nghệ,
công nhân, công nhận, công trình, công tác, căn cứ, cơ bản, cơ chế, cơ cấu, cơ hội, cơ quan, cơ sở, cương
quyết, cải cách, cải thiện, cải tiến, cấp thiết, cấp ủy, cống hiến, cộng tác, cộng đồng, cụ thể, củng cố, cử
tri, danh hiệu, danh mục, diễn đàn, doanh nghiệp, duy trì, dân chủ, dân tộc, dân vận, dịch vụ, dự báo, dự
thảo, dự toán, dự án, giai đoạn, giá trị, giám sát, giám định, giáo dục, giáo sư, giáo viên, giải pháp, giải
quyết, giải thưởng, giảng dạy, giảng viên, giới thiệu, gương mẫu, hiện trạng, hiện đại, hiệu lực, hiệu quả,
hoàn thiện, hoàn thành, hoạch định, hoạt động, huy động, hàng năm, hành chính, hành động, hình thành, hình
thức, hướng dẫn, hưởng thụ, hạ tầng, hạn chế, hằng năm, học tập, học viện, hỗ trợ, hội nghị, hội nhập, hội
thảo, hội viên, hội đồng, hợp lý, hợp tác, khai thác, khen thưởng, khoa học, khu vực, khuyến khích, khuyết
điểm, khó khăn, khả năng, khảo sát, khắc phục, khẳng định, khởi nghiệp, kinh nghiệm, kinh phí, kinh tế, kiến
nghị, kiến thức, kiểm soát, kiểm tra, kiện toàn, kế hoạch, kế thừa, kết luận, kết nối, kết quả, kỹ năng, kỹ
thuật, lao động, liên hiệp, liên kết, liên quan, làm chủ, lâu dài, lãnh đạo, lĩnh vực, lắng nghe, lồng ghép,
lợi thế, lợi ích, lực lượng, mô hình, môi trường, mặt trận, mục tiêu, mục đích, nghiêm túc, nghiên cứu, nghệ
sĩ, nghệ thuật, nghị quyết, nghị viện, nghị định, ngoại ngữ, nguyên tắc, nguyện vọng, nguồn lực, ngân sách,
nhiệm kỳ, nhiệm vụ, nhu cầu, nhà nước, nhân dân, nhân lực, nhân sự, nhân tài, nhận thức, nâng cao, nông
nghiệp, nông thôn, năng lực, năng suất, nội dung, phong trào, phát hiện, phát huy, phát triển, phân công,
phân cấp, phân tích, phê duyệt, phòng chống, phù hợp, phương hướng, phương pháp, phương thức, phương án,
phạm vi, phản biện, phấn đấu, phối hợp, phổ biến, phục vụ, quan hệ, quan trọng, quan tâm, quan điểm, quy
chế, quy hoạch, quy mô, quy trình, quy định, quyết định, quyền lợi, quá trình, quán triệt, quản lý, quản
trị, quảng bá, quốc gia, quốc hội, quốc tế, rà soát, sinh viên, suy thoái, sáng chế, sáng kiến, sáng tác,
sáng tạo, sâu rộng, sơ kết, sản phẩm, sản xuất, sắp xếp, số lượng, sức khỏe, sử dụng, sự nghiệp, tham gia,
tham mưu, thanh niên, thanh tra, thi đua, thiết bị, thiết thực, thu hút, thu nhập, thuận lợi, thành lập,
thành phố, thành quả, thành tích, thành tựu, thành viên, thân thiện, thí điểm, thông báo, thông qua, thông
tin, thúc đẩy, thường trực, thường vụ, thường xuyên, thảo luận, thẩm quyền, thẩm định, thế giới, thế hệ, thế
mạnh, thị trường, thống kê, thống nhất, thời gian, thời hạn, thời kỳ, thủ trưởng, thủ tục, thực hiện, thực
tiễn, thực trạng, thực tế, tinh thần, tiên phong, tiên tiến, tiêu biểu, tiêu chuẩn, tiêu chí, tiến bộ, tiến
hành, tiến sĩ, tiến độ, tiếp cận, tiếp nhận, tiếp thu, tiếp tục, tiếp xúc, tiềm lực, tiềm năng, toàn diện,
trang bị, tri thức, triển khai, trung hạn, trung tâm, trung ương, truyền thông, truyền thống, trách nhiệm,
trình độ, trí thức, trí tuệ, trưởng thành, trọng dụng, trọng tâm, trọng điểm, trực thuộc, trực tiếp, tuyên
dương, tuyên giáo, tuyên truyền, tuyển chọn, tuyển dụng, tài chính, tài liệu, tài nguyên, tài năng, tài sản,
tác phẩm, tình hình, tín dụng, tôn vinh, tăng cường, tư duy, tư tưởng, tư vấn, tầm nhìn, tận dụng, tập huấn,
tập thể, tập trung, tổ chức, tổng hợp, tổng kết, tổng quát, tự chủ, vinh danh, viên chức, văn bản, văn hóa,
văn học, văn minh, văn phòng, vướng mắc, vận dụng, vận hành, vận động, vị trí, xuất bản, xuất sắc, xác định,
xây dựng, xã hội, xúc tiến, xử lý, yêu cầu, ý kiến, ý thức, đa dạng, điều chỉnh, điều hành, điều kiện, đoàn
kết, đoàn thể, đào tạo, đánh giá, đãi ngộ, đóng góp, đô thị, đăng ký, đơn vị, đương đại, đại biểu, đại diện,
đại học, đạo đức, đảm bảo, đảm nhiệm, đầu mối, đầu tư, đẩy mạnh, đặc biệt, đề nghị, đề tài, đề xuất, đề án,
địa bàn, địa phương, định hướng, định kỳ, đối ngoại, đối thoại, đối tượng, đồng bộ, đồng thời, đổi mới, đội
ngũ, động viên, đột phá, ưu tiên, ưu đãi, ổn định, ủy ban, ứng dụng
"""


def _by_letters() -> dict[tuple[str, ...], frozenset[tuple[str, ...]]]:
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for words in _WORDS.replace("\n", " ").split(","):
        found[tuple(fold(words).split())].add(tuple(fold_keeping_marks(words).split()))
    return {letters: frozenset(forms) for letters, forms in found.items()}


# Letters without marks → spellings, as given by fold_keeping_marks.
EXPRESSIONS = _by_letters()
KNOWN = frozenset(form for forms in EXPRESSIONS.values() for form in forms)
