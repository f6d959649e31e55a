"""The sample papers. No person, office, draft or meeting named here exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from forum.paperwork.description import Frame, Issuer, OfficialPaper, Signature, Table, TableColumn
from forum.paperwork.description import Row as TableRow
from forum.paperwork.writing.papers.comparison import (
    ComparedLine,
    InForceComparison,
    VersionComparison,
    comparison_paper,
    in_force_paper,
)
from forum.paperwork.writing.papers.letters import RequestLetter, request_letter
from forum.paperwork.writing.papers.opinions import OpinionCounts, OpinionLine, OpinionTable, opinion_table
from forum.paperwork.writing.papers.reports import (
    CritiqueReport,
    Listed,
    Remark,
    Section,
    SynthesisReport,
    critique_report,
    roster_paper,
    synthesis_report,
)
from forum.paperwork.writing.papers.responses import OpinionForm, opinion_form, response_report
from forum.paperwork.writing.papers.sessions import (
    Agenda,
    AgendaItem,
    AssignedTask,
    ConclusionNotice,
    Minutes,
    MinutesPart,
    QuestionOutcome,
    Statement,
    agenda_paper,
    conclusion_paper,
    minutes_paper,
)

YEAR = 2026
MEETING = "Hội nghị tiếp xúc định kỳ mẫu"
DEPARTMENT = Issuer("state", "Sở Mẫu A", "UBND thành phố Mẫu", "Thành Mẫu", "BC-SMA")
CITY_OFFICE = Issuer("state", "Văn phòng", "UBND thành phố Mẫu", "Thành Mẫu", "TB-VP")
COMMITTEE = Issuer("party", "Ban Thường vụ", "Thành ủy Mẫu", "Thành Mẫu", "TB/TU")
UNION = Issuer("front", "Liên hiệp Hội Mẫu", "Mặt trận Mẫu", "Thành Mẫu", "BC-LHHM")
INTERNAL = Issuer("none", "Tổ thư ký hội nghị mẫu", place="Thành Mẫu")
HEAD_SIGNS = (Signature("Giám đốc", "Người Mẫu Một"),)
ON_BEHALF = (Signature("Chánh Văn phòng", "Người Mẫu Hai", "TL", "Chủ tịch"),)
TWO_SIGN = (Signature("Thư ký", "Người Mẫu Ba"), Signature("Chủ tọa", "Người Mẫu Bốn"))
RECIPIENTS = ("Như thành phần dự họp", "Sở Mẫu B", "Lưu: VT, TH")
OPINIONS = OpinionTable(
    document_name="Quy định mẫu về hỗ trợ sáng kiến",
    basis=("Kế hoạch mẫu về lấy ý kiến",),
    opened_on=date(2026, 9, 1),
    closed_on=date(2026, 9, 30),
    sources=("văn bản của cơ quan, tổ chức", "hệ thống Hiến Kế"),
    counts=OpinionCounts(
        asked_count=12,
        bodies_count=2,
        persons_count=3,
        withheld_count=1,
        opinions_count=6,
        accepted_count=3,
        accepted_in_part_count=1,
        explained_count=2,
    ),
    agreeing=("Sở Mẫu C (Công văn số 01/MAU ngày 15/9/2026)",),
    lines=(
        OpinionLine(
            "Góp ý cho cả dự thảo",
            "Hội Mẫu D",
            "Thống nhất sự cần thiết ban hành; đề nghị rút gọn phần căn cứ.",
            "Tiếp thu, điều chỉnh phần căn cứ cho gọn.",
            outcome="accepted",
        ),
        OpinionLine(
            "Điều 2 khoản 1",
            "Người Mẫu Năm",
            "Đề nghị bổ sung đối tượng là nhóm tác giả.",
            "Tiếp thu, bổ sung vào dự thảo.",
            "Điều 2. Đối tượng áp dụng",
            "accepted",
        ),
        OpinionLine(
            "Điều 2 khoản 2",
            "Trí thức đã xác thực",
            "Cụm từ “có thành tích” chưa rõ, đề nghị nêu tiêu chí:\n- số sáng kiến được áp dụng;\n"
            "- phạm vi áp dụng.",
            "Tiếp thu một phần: nêu tiêu chí thứ nhất; tiêu chí thứ hai để văn bản hướng dẫn quy định.",
            "Điều 2. Đối tượng áp dụng",
            "in_part",
        ),
        OpinionLine(
            "Điều 5 khoản 2 điểm đ",
            "Người Mẫu Sáu",
            "Đề nghị nâng mức hỗ trợ từ 10 triệu đồng lên 20 triệu đồng.",
            "Đề xuất giữ nguyên theo dự thảo. Lý do: mức hỗ trợ đã cân đối trong dự toán mẫu năm 2026.",
            "Điều 5. Mức hỗ trợ",
            "explained",
        ),
        OpinionLine(
            "Điều 5 khoản 3",
            "Hội Mẫu D",
            "Đề nghị quy định thời hạn chi trả.",
            "Tiếp thu, bổ sung thời hạn 15 ngày làm việc.",
            "Điều 5. Mức hỗ trợ",
            "accepted",
        ),
        OpinionLine(
            "Điều 9",
            "Sở Mẫu E",
            "Đề nghị làm rõ trách nhiệm báo cáo hằng năm.",
            "Giải trình: trách nhiệm báo cáo đã nêu tại Điều 8; nội dung Điều 9 chỉ về hiệu lực.",
            "Điều 9. Hiệu lực thi hành",
            "explained",
        ),
    ),
)


COMPARISON = VersionComparison(
    "Quy định mẫu về hỗ trợ sáng kiến",
    1,
    2,
    (
        ComparedLine("Điều 2. Đối tượng áp dụng", "Điều 2. Đối tượng áp dụng", "Giữ nguyên"),
        ComparedLine("1. Người có sáng kiến mẫu.", "1. Người, nhóm tác giả có sáng kiến mẫu.", "Sửa đổi"),
        ComparedLine("2. Người có thành tích mẫu.", "", "Bỏ"),
        ComparedLine("", "2. Sáng kiến mẫu đã được áp dụng.", "Bổ sung"),
    ),
)
IN_FORCE = InForceComparison(
    "Quy định mẫu về hỗ trợ sáng kiến",
    "Quyết định mẫu số 00/2020/QĐ-UBND",
    (
        ComparedLine(
            "Điều 2. Đối tượng áp dụng",
            "Điều 2. Đối tượng và phạm vi áp dụng",
            "Sửa đổi",
            "Gộp phạm vi và đối tượng cho gọn.",
        ),
        ComparedLine(
            "1. Người có sáng kiến mẫu được hỗ trợ 05 triệu đồng.",
            "1. Người, nhóm tác giả có sáng kiến mẫu được hỗ trợ 10 triệu đồng.",
            "Sửa đổi",
            "Mức cũ không còn phù hợp; nhóm tác giả chưa được nêu.",
        ),
        ComparedLine("2. Người có thành tích mẫu.", "", "Bỏ"),
        ComparedLine("", "2. Sáng kiến mẫu đã được áp dụng.", "Bổ sung", "Theo kiến nghị mẫu của các hội."),
        ComparedLine("3. Hồ sơ mẫu gồm một bộ.", "3. Hồ sơ mẫu gồm một bộ.", "Giữ nguyên"),
    ),
)
FORM = OpinionForm(
    "Quy định mẫu về hỗ trợ sáng kiến",
    "Sở Mẫu A",
    date(2026, 9, 30),
    ("Điều 2. Đối tượng áp dụng", "Điều 5. Mức hỗ trợ", "Điều 9. Hiệu lực thi hành"),
)


LETTER = RequestLetter(
    document_name="Dự thảo Quy định mẫu về hỗ trợ sáng kiến",
    basis=("Kế hoạch mẫu về lấy ý kiến",),
    addressees=("Sở Mẫu B", "Hội Mẫu D", "Liên hiệp Hội Mẫu"),
    opens_on=date(2026, 9, 1),
    closes_on=date(2026, 9, 30),
    questions=("Đối tượng được hỗ trợ đã đủ chưa?", "Mức hỗ trợ mẫu có hợp lý không?"),
    reply_to="Phòng Mẫu 2, Sở Mẫu A, số 1 đường Mẫu",
    attached=("Dự thảo", "Tờ trình mẫu"),
    articles=FORM.articles,
    address="https://mau.example/1",
)


def sample_papers() -> Mapping[str, OfficialPaper]:
    """The papers by file name; every kind of heading and of signature occurs."""
    return {
        "ban-tong-hop": opinion_table(Frame(DEPARTMENT, YEAR, HEAD_SIGNS, RECIPIENTS[1:]), OPINIONS),
        "bao-cao-tiep-thu": response_report(Frame(DEPARTMENT, YEAR, HEAD_SIGNS, RECIPIENTS[1:]), OPINIONS),
        "ban-so-sanh": comparison_paper(
            Frame(replace(DEPARTMENT, symbol="SMA"), YEAR, HEAD_SIGNS, RECIPIENTS[1:]), COMPARISON
        ),
        "cong-van-lay-y-kien": request_letter(
            Frame(replace(DEPARTMENT, symbol="SMA-PC"), YEAR, HEAD_SIGNS, RECIPIENTS[1:]), LETTER
        ),
        "ban-so-sanh-hien-hanh": in_force_paper(
            Frame(replace(DEPARTMENT, symbol="SMA"), YEAR, HEAD_SIGNS, RECIPIENTS[1:]), IN_FORCE
        ),
        "phieu-gop-y": opinion_form(FORM, YEAR),
        "bien-ban": minutes_paper(
            Frame(replace(CITY_OFFICE, symbol="BB-VP"), YEAR, TWO_SIGN, RECIPIENTS), _minutes()
        ),
        "thong-bao-ket-luan": conclusion_paper(Frame(CITY_OFFICE, YEAR, ON_BEHALF, RECIPIENTS), _notice()),
        "thong-bao-ket-luan-dang": conclusion_paper(
            Frame(COMMITTEE, YEAR, (Signature("Chánh Văn phòng", "", "TL", "Ban Thường vụ"),), RECIPIENTS),
            _notice(),
        ),
        "bao-cao-tong-hop": synthesis_report(Frame(DEPARTMENT, YEAR, HEAD_SIGNS, RECIPIENTS), _synthesis()),
        "bao-cao-phan-bien": critique_report(
            Frame(UNION, YEAR, (Signature("Chủ tịch", "Người Mẫu Bảy", "TM", "Ban Thường vụ"),), RECIPIENTS),
            _critique(),
        ),
        "chuong-trinh-hoi-nghi": agenda_paper(Frame(INTERNAL, YEAR), _agenda()),
        "danh-sach": roster_paper(
            Frame(
                replace(UNION, symbol="DS-LHHM"),
                YEAR,
                (Signature("Chủ tịch", "Người Mẫu Bảy"),),
                RECIPIENTS[2:],
            ),
            f"Đại biểu dự {MEETING}",
            _listed(),
        ),
    }


def _listed() -> tuple[Listed, ...]:
    names = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
    return tuple(
        Listed(f"Người Mẫu {name}", f"Hội viên, Hội Mẫu {letter}", "Phát biểu" if letter == "C" else "")
        for name, letter in zip(names, "ABCDEGHIKL", strict=True)
    )


def _agenda() -> Agenda:
    def at(hour: int, minute: int) -> datetime:
        return datetime(2026, 12, 10, hour, minute, tzinfo=UTC)

    return Agenda(
        meeting=MEETING,
        starts_at=at(1, 0),
        place="Hội trường Mẫu, số 1 đường Mẫu",
        chair="Người Mẫu Bốn, Chủ tịch UBND thành phố Mẫu",
        items=(
            AgendaItem(at(1, 0), "Đón tiếp đại biểu", "Tổ thư ký"),
            AgendaItem(at(1, 30), "Kết quả thực hiện các cam kết của kỳ trước", "Văn phòng"),
            AgendaItem(at(2, 0), "Đại biểu nêu câu hỏi, kiến nghị theo thứ tự đã công bố", "Đại biểu"),
            AgendaItem(at(3, 15), "Lãnh đạo trả lời", "Chủ trì"),
            AgendaItem(at(4, 15), "Kết luận hội nghị", "Chủ trì"),
        ),
    )


def _minutes() -> Minutes:
    return Minutes(
        meeting=MEETING,
        began_at=datetime(2026, 12, 10, 1, 30, tzinfo=UTC),
        ended_at=datetime(2026, 12, 10, 4, 30, tzinfo=UTC),
        place="Hội trường Mẫu, số 1 đường Mẫu",
        attending=("Đại diện Sở Mẫu A, Sở Mẫu B", "25 hội viên của Hội Mẫu C và Hội Mẫu D"),
        chair="Người Mẫu Bốn, Chủ tịch UBND thành phố Mẫu",
        secretary="Người Mẫu Ba, chuyên viên",
        parts=(
            MinutesPart(
                "1. Kết quả thực hiện các cam kết của kỳ trước",
                (
                    Statement(
                        "Đại diện Văn phòng",
                        "Báo cáo 4 nội dung đã giao: 3 hoàn thành, 1 hoàn thành một phần.",
                    ),
                ),
            ),
            MinutesPart(
                "2. Câu hỏi và trả lời",
                (
                    Statement("Người Mẫu Năm", "Đề nghị cho biết khi nào có quỹ hỗ trợ sáng kiến mẫu."),
                    Statement(
                        "Đại diện Sở Mẫu A", "Dự thảo quy định đang lấy ý kiến, trình trong quý I/2027."
                    ),
                ),
            ),
        ),
        conclusion="Giao Sở Mẫu A hoàn thiện dự thảo, báo cáo tại kỳ tiếp xúc sau.",
        questions=_questions(),
    )


def _questions() -> tuple[QuestionOutcome, ...]:
    return (
        QuestionOutcome(
            "CH-2026-0001",
            "Người Mẫu Năm",
            "Khi nào có quỹ hỗ trợ sáng kiến mẫu?",
            "Đã trả lời tại hội nghị",
        ),
        QuestionOutcome(
            "CH-2026-0002",
            "Trí thức đã xác thực",
            "Đề nghị công khai tiêu chí xét chọn mẫu.",
            "Trả lời bằng văn bản trước ngày 31/12/2026",
        ),
    )


def _notice() -> ConclusionNotice:
    return ConclusionNotice(
        leader="đồng chí Người Mẫu Bốn, Chủ tịch UBND thành phố Mẫu",
        meeting=MEETING,
        held_on=date(2026, 12, 10),
        place="Hội trường Mẫu",
        attending="đại diện Sở Mẫu A, Sở Mẫu B và 25 hội viên của các hội",
        heard="Văn phòng báo cáo và ý kiến của các đại biểu",
        assessment=(
            "Các ý kiến đã được chuẩn bị kỹ, sát với nhiệm vụ mẫu năm 2026.",
            "Việc trả lời bằng văn bản của một số cơ quan mẫu còn chậm.",
        ),
        tasks=(
            AssignedTask(
                "Sở Mẫu A", "hoàn thiện dự thảo quy định mẫu", ("Sở Mẫu B", "Hội Mẫu C"), date(2027, 2, 28)
            ),
            AssignedTask("Sở Mẫu B", "công khai tiêu chí xét chọn mẫu", (), date(2026, 12, 31)),
            AssignedTask("Văn phòng", "theo dõi, đôn đốc việc trả lời", due_words="thực hiện thường xuyên"),
        ),
        notifying_office="Văn phòng UBND thành phố Mẫu",
    )


def _synthesis() -> SynthesisReport:
    columns = (
        TableColumn("Lĩnh vực", 2),
        TableColumn("Số hiến kế", 1, "centre"),
        TableColumn("Đã trả lời", 1, "centre"),
    )
    rows = [TableRow(("Lĩnh vực mẫu thứ nhất", "14", "12")), TableRow(("Lĩnh vực mẫu thứ hai", "9", "7"))]
    return SynthesisReport(
        subject="Kết quả tiếp nhận, trả lời hiến kế mẫu năm 2026",
        addressees=("UBND thành phố Mẫu",),
        opening="Thực hiện kế hoạch mẫu năm 2026, Sở Mẫu A báo cáo kết quả như sau:",
        results=(
            Section("Tiếp nhận", ("Tiếp nhận 23 hiến kế; đã trả lời 19.",)),
            Section("Theo lĩnh vực", (), (Table(columns, rows, "Bảng 1. Hiến kế theo lĩnh vực"),)),
        ),
        shortcomings=(Section("Hạn chế", ("Bốn hiến kế mẫu chưa có trả lời đúng hạn.",)),),
        directions=(Section("Nhiệm vụ", ("Trả lời các hiến kế còn lại trong quý I/2027.",)),),
        proposals=(),
    )


def _critique() -> CritiqueReport:
    return CritiqueReport(
        project="đề án mẫu về hỗ trợ sáng kiến",
        addressees=("UBND thành phố Mẫu", "Sở Mẫu A"),
        mandate=(
            "Theo đề nghị của Sở Mẫu A, Liên hiệp Hội Mẫu thành lập nhóm 10 chuyên gia, "
            "làm việc từ 01/9 đến 30/9/2026.",
        ),
        outline=("Đề án gồm 3 phần, đề xuất 5 giải pháp và nguồn lực thực hiện đến năm 2030.",),
        general=(
            Section("Sự cần thiết", ("Đề án là cần thiết; phần đánh giá hiện trạng có số liệu rõ.",)),
            Section("Cơ sở khoa học và phương pháp", ("Mẫu khảo sát còn nhỏ, nên nêu sai số.",)),
        ),
        sound=("Chia giai đoạn thực hiện rõ ràng, có chỉ số đo từng năm.",),
        remarks=(
            Remark(
                "Phần 2, mục 1",
                "Giải pháp mẫu thứ nhất chưa nêu cơ quan chịu trách nhiệm.",
                "Ghi rõ cơ quan chủ trì và thời hạn.",
                "Tài liệu mẫu số 1",
            ),
            Remark(
                "Phần 3, bảng 2",
                "Tổng kinh phí không khớp với các dòng.",
                "Tính lại, nêu nguồn từng năm.",
                "Bảng tính của nhóm chuyên gia",
            ),
        ),
        differing=("Hai trong mười chuyên gia cho rằng nên thí điểm trước khi áp dụng.",),
        conclusion=("Đề nghị hoàn thiện đề án theo các nhận xét trên trước khi trình.",),
        experts=_listed(),
        references=("1. Tài liệu mẫu số 1, năm 2025.", "2. Bảng tính của nhóm chuyên gia, năm 2026."),
    )
