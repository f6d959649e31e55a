"""Programmes whose truth is known because they were built from it, cut by pages at any word."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

BODIES = (
    "Sở Mẫu A",
    "Ban Mẫu Thành ủy",
    "Đảng đoàn Hội Mẫu thành phố",
    "Ủy ban Mẫu Khoa học và Công nghệ",
    "Văn phòng Mẫu",
    "Hội Mẫu Văn học - Nghệ thuật",
)
OTHERS = "các cơ quan liên quan"
VERBS = ("Xây dựng", "Rà soát", "Tổ chức", "Nâng cao", "Hoàn thiện", "Đổi mới", "Khuyến khích")
WORDS = (
    *("chất lượng", "đội ngũ", "cơ chế, chính sách", "Hải Phòng", "văn học - nghệ thuật", "sáng tạo"),
    *("100% cơ sở", "Nghị quyết số 45-NQ/TW", "đến năm 2030;", "giải thưởng (cấp thành phố)", "tăng 52-55%,"),
    *("giai đoạn 2011 - 2020,", "nghiên cứu", "ở nước ngoài,", "UBND các xã,", "“Mẫu thức”", "hội thảo"),
)


@dataclass(frozen=True)
class Time:
    words: str | None
    schedule: str
    deadline: str | None = None
    since: str | None = None


@dataclass(frozen=True)
class Duty:
    line: str
    lead: list[str]
    partners: list[str] = field(default_factory=list)
    others: str | None = None


TIMES = (
    Time("Thực hiện thường xuyên", "ongoing"),
    Time("Hằng năm", "ongoing"),
    Time("Hoàn thành trong quý III/2026", "due", "2026-09-30"),
    Time("Hoàn thành năm 2027", "due", "2027-12-31"),
    Time("Hoàn thành trước ngày 30/6/2026", "due", "2026-06-30"),
    Time("Quý IV/2026", "due", "2026-12-31"),
    Time("6 tháng đầu năm 2027", "due", "2027-06-30"),
    Time("Giai đoạn 2027 - 2029", "due", "2029-12-31", "2027-01-01"),
    Time("Thực hiện từ năm 2026", "from", None, "2026-01-01"),
    Time("Đến năm 2030", "due", "2030-12-31"),
    Time("Hoàn thành trong tháng 2/2028", "due", "2028-02-29"),
)


@dataclass
class Written:
    """Lines of a programme as they are written, and what must be read in them."""

    lines: list[str] = field(default_factory=list)
    cuttable: set[int] = field(default_factory=set)
    small_cuts_only: set[int] = field(default_factory=set)
    sections: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[dict[str, object]] = field(default_factory=list)

    def write(self, text: str, *, cut: bool = False, small_only: bool = False) -> None:
        if cut:
            self.cuttable.add(len(self.lines))
        if small_only:
            self.small_cuts_only.add(len(self.lines))
        self.lines.append(text)

    def write_section(self, code: str, mark: str, heading: str, *, cut: bool = False) -> None:
        self.write(f"{mark} {heading}", cut=cut, small_only=not heading.endswith(":"))
        self.sections.append((code, heading))

    def add_task(self, section: str, code: str, text: str, duty: Duty, time: Time) -> None:
        """The task that the last line written holds."""
        self.tasks.append(
            {
                **{"at": len(self.lines) - 1, "section": section, "code": code, "text": text},
                **{"lead": duty.lead, "with": duty.partners, "with_others": duty.others},
                **{"schedule": time.schedule, "deadline": time.deadline, "from": time.since},
                **{"deadline_text": time.words, "truncated": False},
            }
        )


def sentence(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
    return f"{draw(st.sampled_from(VERBS))} {' '.join(words)} của thành phố."


def title(draw: st.DrawFn) -> str:
    return f"{draw(st.sampled_from(VERBS))} {draw(st.sampled_from(('công tác', 'hệ thống')))} của thành phố"


def duty(draw: st.DrawFn) -> Duty:
    bodies = draw(st.lists(st.sampled_from(BODIES), min_size=1, max_size=4, unique=True))
    lead_count = draw(st.integers(1, len(bodies)))
    lead, partners = bodies[:lead_count], bodies[lead_count:]
    separator = draw(st.sampled_from(("; ", ", ")))
    tail = draw(st.sampled_from(("thực hiện:", "chỉ đạo thực hiện:", "tham mưu thực hiện:")))
    if not partners:
        return Duty(f"{separator.join(lead)} {tail}", lead)
    others = draw(st.sampled_from((None, OTHERS)))
    together = draw(st.sampled_from(("phối hợp với", "phối hợp")))
    also = f" và {others}" if others else ""
    line = f"{separator.join(lead)} chủ trì, {together} {separator.join(partners)}{also} {tail}"
    return Duty(line, lead, partners, others)


def write_runs(draw: st.DrawFn, out: Written, section: str, message: Duty) -> None:
    """Tasks in runs, each run closed by one deadline line that holds for all of it."""
    mark = draw(st.sampled_from(("- ", "+ ", "• ", "")))
    count = 0
    for _ in range(draw(st.integers(1, 3))):
        time = draw(st.sampled_from(TIMES))
        for _ in range(draw(st.integers(1, 3)) if mark else 1):
            count += 1
            text = sentence(draw)
            out.write(mark + text, cut=True)
            out.add_task(section, f"{section}-{count}", text, message, time)
        out.write(f"{time.words}{draw(st.sampled_from(('', '.')))}", cut=True)


def write_lettered(draw: st.DrawFn, out: Written, section: str, message: Duty) -> None:
    time = draw(st.sampled_from(TIMES))
    for letter in "abcdđe"[: draw(st.integers(2, 6))]:
        text = sentence(draw)
        out.write(f"{letter}) {text}", cut=letter != "a")
        out.add_task(section, f"{section}.{letter}-1", text, message, time)
    out.write(str(time.words))


def write_labelled(draw: st.DrawFn, out: Written, section: str, number: int) -> None:
    """Numbered tasks with label lines below each."""
    for sub in range(1, draw(st.integers(1, 3)) + 1):
        lead, partner = draw(st.lists(st.sampled_from(BODIES), min_size=2, max_size=2, unique=True))
        time = draw(st.sampled_from(TIMES))
        mark = draw(st.sampled_from(("", "- ", "+ ")))
        text = title(draw) + draw(st.sampled_from(("", ".")))
        out.write(f"{number}.{sub}. {text}")
        out.add_task(section, f"{section}.{sub}-1", text, Duty("", [lead], [partner], OTHERS), time)
        out.write(f"{mark}Cơ quan chủ trì: {lead}")
        out.write(f"{mark}Cơ quan phối hợp: {partner}, {OTHERS}.")
        out.write(f"{mark}Thời gian hoàn thành: {time.words}")


def write_group(draw: st.DrawFn, out: Written, number: int) -> None:
    """One numbered group of section III, in one of the manners that offices use."""
    section = f"III.{number}"
    out.write_section(section, f"{number}.", title(draw), cut=True)
    manner = draw(st.sampled_from(("own line", "subsections", "letters", "labels")))
    if manner == "labels":
        write_labelled(draw, out, section, number)
    elif manner == "subsections":
        for sub in range(1, draw(st.integers(1, 3)) + 1):
            message = duty(draw)
            dot = draw(st.sampled_from((".", "")))
            out.write_section(f"{section}.{sub}", f"{number}.{sub}{dot}", message.line, cut=True)
            write_runs(draw, out, f"{section}.{sub}", message)
    else:
        message = duty(draw)
        out.write(message.line, cut=True)
        (write_lettered if manner == "letters" else write_runs)(draw, out, section, message)


def write_tasks_of_all(out: Written, number: int) -> None:
    """A line that names every body, so that each is known where section IV begins with it."""
    section = f"III.{number}"
    out.write_section(section, f"{number}.", "Công tác chung của thành phố")
    message = Duty(f"{'; '.join(BODIES)} thực hiện:", list(BODIES))
    out.write(message.line)
    out.write("- Báo cáo kết quả.")
    out.add_task(section, f"{section}-1", "Báo cáo kết quả.", message, TIMES[0])
    out.write("Thực hiện thường xuyên.")


def write_execution(draw: st.DrawFn, out: Written) -> None:
    out.write_section("IV", "IV.", "TỔ CHỨC VIỆC LÀM")
    for number in range(1, draw(st.integers(1, 4)) + 1):
        body = draw(st.sampled_from(BODIES))
        time = draw(
            st.sampled_from(
                (Time("hoàn thành trong quý II/2026", "due", "2026-06-30"), Time(None, "unknown"))
            )
        )
        star = draw(st.sampled_from(("", "*")))
        inline = f" ({star}{time.words}{star})" if time.words else ""
        text = f"{body} căn cứ nhiệm vụ được giao để lập kế hoạch của mình{inline}."
        out.write(f"{number}. {text}", cut=number > 1)
        out.add_task("IV", f"IV.{number}-1", text.replace("*", ""), Duty("", [body]), time)


@st.composite
def written_programmes(draw: st.DrawFn) -> Written:
    out = Written()
    out.write("CHƯƠNG TRÌNH **HÀNH ĐỘNG MẪU**")
    out.write("về văn học - nghệ thuật, giai đoạn 2011 - 2020 của thành phố mẫu")
    out.write("Căn cứ tình hình của thành phố, cơ quan mẫu ban hành Chương trình như sau:")
    out.write_section("I", "I.", "MỤC ĐÍCH, YÊU CẦU")
    for number in range(1, draw(st.integers(2, 4)) + 1):
        out.write(f"{number}. {sentence(draw)}", cut=number > 1)
    out.write_section("II", "II.", "MỤC TIÊU")
    for number in range(1, draw(st.integers(1, 2)) + 1):
        out.write_section(f"II.{number}", f"{number}.", "Mục tiêu chung")
        for _ in range(draw(st.integers(1, 3))):
            out.write("- " + sentence(draw), cut=True)
    out.write_section("III", "III.", "NHIỆM VỤ")
    group_count = draw(st.integers(1, 3))
    for number in range(1, group_count + 1):
        write_group(draw, out, number)
    write_tasks_of_all(out, group_count + 1)
    write_execution(draw, out)
    return out


def _may_cut(out: Written, index: int, words: list[str], at: int) -> bool:
    """Nobody can tell a heading, or an unmarked 'A; B', cut before a capital from two paragraphs."""
    if words[at][:1].islower():
        return True
    after_an_end = words[at - 1].endswith(";") and out.lines[index][:1].isalpha()
    return index not in out.small_cuts_only and not after_an_end


def cut_by_pages(draw: st.DrawFn, out: Written) -> tuple[str, list[int]]:
    """The text with some paragraphs cut in two at a word, and the line where each paragraph begins."""
    gap = draw(st.sampled_from(("\n\n", "\n")))
    pieces: list[str] = []
    begins: list[int] = []
    line = 1
    for index, written in enumerate(out.lines):
        begins.append(line)
        words, text = written.split(" "), written
        places = [at for at in range(1, len(words)) if _may_cut(out, index, words, at)]
        if index in out.cuttable and places and draw(st.integers(0, 3)) == 0:
            at = draw(st.sampled_from(places))
            page_number = draw(st.sampled_from(("", "\n\n12"))) if at > 1 else ""
            text = f"{' '.join(words[:at])}{page_number}\n\n{' '.join(words[at:])}"
        pieces.append(text)
        line += text.count("\n") + len(gap)
    return gap.join(pieces) + draw(st.sampled_from(("", "\n"))), begins
