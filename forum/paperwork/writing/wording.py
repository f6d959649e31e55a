"""The fixed wording of a paper's heading and ending, the same in every file format."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forum.paperwork.description import Block, Heading, Issuer, OfficialPaper, Paragraph, Signature
from forum.paperwork.layout_rules import HeadKind, Layout
from forum.paperwork.printable import one_line
from forum.paperwork.writing.faces import width_in_points

NATION = "Cộng hòa xã hội chủ nghĩa Việt Nam"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "Đảng Cộng sản Việt Nam"
DRAFT_NOTICE = "Dự thảo trình ký: chưa có số, ngày ban hành, chữ ký và dấu"
RECIPIENTS_WORD = "Nơi nhận:"
DEAR = "Kính gửi:"
DRAFT = "dự thảo"
END_MARK = "./."
_DEAR_SHARE = 0.25  # of the text width, left free before 'Kính gửi:' when names are listed below it
_BEHALF_OF_PARTY = {"TM": "T/M", "TL": "T/L", "KT": "K/T", "TUQ": "T/UQ", "Q": "Q."}
# No-break spaces, so that blanks to fill in by hand neither collapse nor wrap.
_BLANK = "\u00a0" * 6


@dataclass(frozen=True)
class Line:
    """One line of the heading; `component` is its row in the table of sizes."""

    component: str
    text: str
    rule_below: bool = False


@dataclass(frozen=True)
class Head:
    """The lines of the heading at the left (the issuing body) and at the right (the nation or the Party)."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


def head(paper: OfficialPaper) -> Head:
    issuer = paper.issuer
    left: list[Line] = []
    if issuer.superior:
        left.append(Line("superior", capitals(issuer.superior)))
    left.append(Line("issuer", capitals(issuer.name), rule_below=issuer.kind != "party"))
    if issuer.kind == "party":
        left.append(Line("superior", "*"))
    if issuer.kind != "none" or issuer.symbol:
        left.append(Line("number", _number(issuer)))
    if paper.is_letter:
        left.append(Line("letter_subject", f"V/v {one_line(paper.subject)}"))
    right = [*_nation_lines(issuer.kind), Line("place_date", _place_date(issuer.place, paper.frame.year))]
    return Head(tuple(left), tuple(right))


def head_text(line: Line, rules: Layout, points: float) -> str:
    """A line of the heading as it is set to this width: where a body's name breaks, its last two words stay together,
    as 'CÁ NHÂN' must."""
    component = rules.components[line.component]
    is_name = line.component in ("issuer", "superior")
    if not is_name or width_in_points(line.text, component.size, bold=component.bold) <= points:
        return line.text
    return "\u00a0".join(line.text.rsplit(" ", 1))


def draft_of(name: str) -> str:
    """'dự thảo Quy định …' of a draft's name, which often says already that it is a draft."""
    name = one_line(name)
    begins = begins_with(DRAFT, name)
    return f"{DRAFT}{name[len(DRAFT) :]}" if begins else f"{DRAFT} {name}"


def begins_with(word: str, text: str, *others: str) -> bool:
    """Whether a text begins with this word, and with no longer one of `others` ('Tiếp thu một phần')."""
    start = one_line(text).lower()
    fitting = [one for one in (word, *others) if re.match(rf"{re.escape(one.lower())}(?!\w)", start)]
    return max(fitting, key=len, default="") == word


def capitals(text: str) -> str:
    return one_line(text).upper()


def authority_lines(signature: Signature, kind: HeadKind) -> tuple[str, ...]:
    """'TL. CHỦ TỊCH' above 'CHÁNH VĂN PHÒNG'; a Party body writes 'T/L'."""
    position = capitals(signature.position)
    if not signature.on_behalf:
        return (position,) if position else ()
    mark = _BEHALF_OF_PARTY[signature.on_behalf] if kind == "party" else f"{signature.on_behalf}."
    if signature.on_behalf == "Q":
        return (f"{mark} {position}",)
    return tuple(line for line in (f"{mark} {capitals(signature.behalf_of)}", position) if line)


def body_blocks(paper: OfficialPaper) -> tuple[Block, ...]:
    """The paper's text, with the line that names what goes with it (mục III.1.a) before its last sentence."""
    named = [*_annex_names(paper), *map(one_line, paper.attached)]
    if not named:
        return tuple(paper.blocks)
    line = Paragraph(f"(Kèm theo: {'; '.join(named)})", align="left", italic=True)
    last = paper.blocks[-1] if paper.blocks else None
    if isinstance(last, Paragraph) and last.text.endswith(END_MARK):
        return (*paper.blocks[:-1], line, last)
    return (*paper.blocks, line)


def _annex_names(paper: OfficialPaper) -> list[str]:
    several = len(paper.annexes) > 1
    return [
        f"Phụ lục{f' {roman(place)}' if several else ''} - {one_line(annex.name)}"
        for place, annex in enumerate(paper.annexes, start=1)
    ]


def annex_blocks(paper: OfficialPaper) -> tuple[tuple[Block, ...], ...]:
    """Of each annex: 'Phụ lục' with its Roman number where there are several, its name, the paper that it goes with
    (mục III.1), and its own blocks."""
    issuer, several = paper.issuer, len(paper.annexes) > 1
    number = _number(issuer).removeprefix("Số").lstrip(":")
    whose = f"số:{number} ngày{_BLANK}tháng{_BLANK}năm {paper.frame.year} của {one_line(issuer.name)}"
    goes_with = Paragraph(
        f"(Kèm theo {one_line(paper.kind)} {whose})", align="centre", first_line=False, italic=True
    )
    return tuple(
        (
            Heading(f"Phụ lục {roman(place)}" if several else "Phụ lục", 1, centred=True),
            Heading(capitals(annex.name), 2, centred=True),
            goes_with,
            *annex.blocks,
        )
        for place, annex in enumerate(paper.annexes, start=1)
    )


def roman(number: int) -> str:
    """As annexes are numbered; there are never forty."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def title_rule(paper: OfficialPaper, rules: Layout, width_points: float) -> float:
    """How long the rule below the subject is: a share of its longest line, of the kind's where there is no subject."""
    subject = [one_line(line) for line in paper.subject.split("\n") if line.strip()]
    component = rules.components["subject" if subject else "kind"]
    lines = subject or [capitals(paper.kind)]
    longest = max(width_in_points(line, component.size, bold=component.bold) for line in lines)
    return min(longest, width_points) * rules.subject_rule_share


def recipient_lines(recipients: Sequence[str]) -> tuple[str, ...]:
    """One line each, ending with a semicolon, the last with a full stop."""
    names = [one_line(name).strip(" -;.") for name in recipients]
    names = [name for name in names if name]
    return tuple(f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, 1))


def addressee_lines(addressees: Sequence[str]) -> tuple[str, ...]:
    """One addressee follows 'Kính gửi:'; several are listed below it, one per line."""
    names = [one_line(name).strip(" -;.") for name in addressees]
    names = [name for name in names if name]
    if len(names) <= 1:
        return tuple(f"{DEAR} {name}" for name in names)
    ends = (f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, 1))
    return (DEAR, *ends)


def addressee_indents(lines: Sequence[str], rules: Layout, width_points: float) -> tuple[float | None, ...]:
    """The indent of each line in points: several names start below the colon; None means centred."""
    if len(lines) <= 1:
        return (None,) * len(lines)
    size = rules.components["addressee"].size
    start = width_points * _DEAR_SHARE
    below = start + width_in_points(DEAR.rstrip(":"), size, bold=False)
    return (start, *(below for _ in lines[1:]))


def paper_title(paper: OfficialPaper) -> str:
    """The title for the file's properties and the viewer's window."""
    return one_line(f"{paper.kind} {paper.subject}")


def _nation_lines(kind: HeadKind) -> tuple[Line, ...]:
    match kind:
        case "none":
            return ()
        case "party":
            return (Line("nation", PARTY.upper(), rule_below=True),)
        case _:
            return (Line("nation", NATION.upper()), Line("motto", MOTTO, rule_below=True))


def _number(issuer: Issuer) -> str:
    symbol = one_line(issuer.symbol)
    if issuer.kind == "party":
        return f"Số{_BLANK}-{symbol}" if symbol else f"Số{_BLANK}"
    return f"Số:{_BLANK}/{symbol}" if symbol else f"Số:{_BLANK}"


def _place_date(place: str, year: int) -> str:
    date = f"ngày{_BLANK}tháng{_BLANK}năm {year}"
    return f"{one_line(place)}, {date}" if place else date
