"""Công văn lấy ý kiến: the letter that asks bodies for their opinions on a draft, with the form to fill in; and
công văn trả lời, the answer to one asker."""

from dataclasses import dataclass, replace
from datetime import date

from forum.paperwork.description import (
    Annex,
    Block,
    Frame,
    OfficialPaper,
    Paragraph,
    Row,
    Table,
    TableColumn,
)
from forum.paperwork.printable import one_line
from forum.paperwork.writing.dates import long_date
from forum.paperwork.writing.papers.responses import OpinionForm, form_blocks
from forum.paperwork.writing.wording import END_MARK, draft_of

EVERYBODY = ("Các cơ quan, tổ chức, cá nhân",)  # where the office names nobody
LISTED_IN_HEAD = 12  # more addressees than these are in an annex
_AS_ABOVE = "Như trên"


@dataclass(frozen=True)
class RequestLetter:
    """`address` is the page where the draft is read and opinions are given; `reply_to` is where written ones go."""

    document_name: str
    basis: tuple[str, ...]
    addressees: tuple[str, ...]
    opens_on: date
    closes_on: date
    questions: tuple[str, ...]
    reply_to: str
    attached: tuple[str, ...]
    articles: tuple[str, ...]
    address: str = ""


def request_letter(frame: Frame, letter: RequestLetter) -> OfficialPaper:
    draft, body = draft_of(letter.document_name), frame.issuer.name
    form = OpinionForm(letter.document_name, body, letter.closes_on, letter.articles)
    annexes = [Annex("Phiếu góp ý", form_blocks(form))]
    addressees = letter.addressees or EVERYBODY
    if len(addressees) > LISTED_IN_HEAD:
        annexes.append(Annex("Danh sách cơ quan, tổ chức được lấy ý kiến", [_listed(addressees)]))
        addressees = ("Các cơ quan, tổ chức theo danh sách tại Phụ lục II",)
    recipients = [one for one in frame.recipients if one_line(one).strip(" .;-").lower() != _AS_ABOVE.lower()]
    return OfficialPaper(
        replace(frame, recipients=(_AS_ABOVE, *recipients)),
        "Công văn",
        f"lấy ý kiến góp ý đối với {draft}",
        _blocks(letter, draft, body, "Phụ lục I" if len(annexes) > 1 else "Phụ lục"),
        addressees,
        annexes=annexes,
        keywords=("lấy ý kiến", "góp ý"),
        is_letter=True,
        attached=letter.attached,
    )


def _blocks(letter: RequestLetter, draft: str, body: str, annex: str) -> list[Block]:
    basis = f"Căn cứ {'; căn cứ '.join(letter.basis)}, " if letter.basis else ""
    first = f"{basis}{body} tổ chức lấy ý kiến đối với {draft} từ {long_date(letter.opens_on)}."
    where = f" về {one_line(letter.reply_to)}" if letter.reply_to else f" về {body}"
    asked = "2. Đề nghị Quý cơ quan, tổ chức nghiên cứu, cho ý kiến đối với dự thảo"
    return [
        Paragraph(first),
        Paragraph(f"1. Toàn văn dự thảo được đăng tại địa chỉ: {letter.address}", align="left"),
        Paragraph(f"{asked}, trong đó tập trung vào các nội dung sau:" if letter.questions else f"{asked}."),
        *(Paragraph(f"- {one_line(question)}") for question in letter.questions),
        Paragraph(
            "3. Ý kiến được gửi tại địa chỉ trên, theo từng điều, khoản; hoặc bằng văn bản, theo mẫu tại "
            f"{annex},{where}. Thời hạn gửi ý kiến: trước khi hết {long_date(letter.closes_on)}."
        ),
        Paragraph(
            f"{body} sẽ tổng hợp, tiếp thu, giải trình và công khai kết quả tại địa chỉ trên. "
            f"Rất mong Quý cơ quan, tổ chức quan tâm, phối hợp{END_MARK}"
        ),
    ]


def _listed(names: tuple[str, ...]) -> Table:
    columns = (TableColumn("STT", 0.4, "centre"), TableColumn("Cơ quan, tổ chức", 4))
    return Table(columns, [Row((str(place), one_line(name))) for place, name in enumerate(names, start=1)])


@dataclass(frozen=True)
class ReplyLetter:
    """`answer` is what was approved and published."""

    asker: str
    code: str
    title: str
    asked_on: date
    meeting: str
    answer: str


def reply_letter(frame: Frame, letter: ReplyLetter) -> OfficialPaper:
    first = (
        f"Ngày {long_date(letter.asked_on).removeprefix('ngày ')}, {one_line(letter.asker)} gửi câu hỏi "
        f"“{one_line(letter.title)}” (mã số {letter.code}) tới {one_line(letter.meeting)}. Về nội dung này, "
        "xin trả lời như sau:"
    )
    words = [Paragraph(line.strip()) for line in letter.answer.splitlines() if line.strip()]
    return OfficialPaper(
        replace(frame, recipients=(_AS_ABOVE, *frame.recipients)),
        "Công văn",
        f"trả lời câu hỏi {letter.code}",
        [Paragraph(first), *words, Paragraph(f"Trân trọng{END_MARK}")],
        (one_line(letter.asker),),
        keywords=("trả lời", "câu hỏi"),
        is_letter=True,
    )
