"""Drafts made at random from a grammar, with the units they hold: truth by construction, not by any reader.

A draft is one of two families (articles, or roman headings as in programmes), one way to end each kind of number, and
slips that offices make. `Made.units` are the units in order as (kind, path, first words).
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.paperwork.reading.made import Made

_WORDS = (
    "tổ mẫu họp bàn việc học tập kế hoạch phòng người dạy sách lớp trường quỹ nhóm đề tài báo cáo kết quả "
    "hồ sơ tài liệu thời gian kinh phí quy trình cách thức phạm vi trách nhiệm quyền lợi"
)
WORDS = _WORDS.split()
LETTERS = list("abcdđeghiklmnopqrstuvxy")
NUMERALS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
ARTICLE_ENDS = (". ", ". ", ".", ": ", " - ", " – ", ") ", ".- ", ".\t", " ", "._ ", "_ ")
CLAUSE_ENDS = (". ", ". ", ".", "- ", "/- ", ".- ", ".\t", "/ ", "._ ")
POINT_ENDS = (") ", ") ", ")", "- ", ")\t", "/ ")
ROMAN_ENDS = (". ", ". ", ".", "- ", "/- ", "-", ".\t", " - ")
QUOTES = (
    *[("“", "”")] * 4,
    *[('"', '"')] * 2,
    *[("”", "“"), ("«", "»"), ("''", "''"), ("„", "“"), ("‹", "›"), ("<<", ">>"), ("〝", "〞"), ("❝", "❞")],
    *[("′′", "′′"), (",,", "''"), ("「", "」"), ("＂", "＂")],
)
TRICKS = (
    "Điều 7 của Quy chế này còn dùng cho tổ khác.",
    "1.500 người được học thử.",
    "12. 500 suất học thử.",
    "12/QĐ-TM ngày 01 tháng 02 năm 2026 được thay thế.",
    "2-3 người làm chung một việc.",
    "Chương II của Quy chế quy định việc này.",
    "Phụ lục I ban hành kèm theo Quy chế này còn dùng.",
    "Mục tiêu là học tốt.",
    "C. Mác đã viết về việc này.",
    "I. Lê-nin toàn tập là sách của tổ.",
)


@dataclass
class Grammar:
    """One draft of a seed."""

    chance: random.Random
    made: Made = field(default_factory=Made)
    article: int = 0

    def __post_init__(self) -> None:
        pick = self.chance.choice
        self.ends = {"article": pick(ARTICLE_ENDS), "clause": pick(CLAUSE_ENDS), "point": pick(POINT_ENDS)}
        self.ends["roman"] = pick(ROMAN_ENDS)
        self.capitals = self.chance.random() < 0.2  # ĐIỀU 1, CHƯƠNG I
        self.quotes = pick(QUOTES)

    # Words

    def words(self, least: int, most: int) -> str:
        text = " ".join(self.chance.choices(WORDS, k=self.chance.randint(least, most)))
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        return self.words(4, 30) + "."

    def title(self) -> str:
        return self.words(2, 8)

    def in_capitals(self) -> str:
        return self.words(2, 7).upper()

    # Lines

    def line(self, text: str) -> None:
        self.made.lines.append(text)

    def unit(self, kind: str, path: str, number: str, text: str) -> None:
        self.made.units.append((kind, path, text))
        self.line(f"{number}{text}")

    def draft(self) -> Made:
        self.head()
        if self.chance.random() < 0.65:
            self.articles("", in_annex=False)
        else:
            self.headings("")
        is_signed = self.signature()
        self.annexes()
        if is_signed:
            self.forms()
        return self.made

    def head(self) -> None:
        self.line("ỦY BAN NHÂN DÂN THÀNH PHỐ MẪU")
        if self.chance.random() < 0.4:
            self.line("________")
        self.line(self.chance.choice(["QUYẾT ĐỊNH", "NGHỊ QUYẾT", "KẾ HOẠCH", "QUY CHẾ"]))
        self.line(f"Về việc {self.words(3, 8).lower()}")
        for _ in range(self.chance.randint(0, 3)):
            self.line(f"Căn cứ Luật {self.title()};")

    def signature(self) -> bool:
        style = self.chance.randrange(4)
        if style == 0:
            self.lines(
                "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Người Mẫu Một"
            )
        elif style == 1:
            self.lines("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Người Mẫu Hai", "Nơi nhận:", "- Lưu: VT.")
        elif style == 2:
            self.lines("CHỦ TỊCH", "Người Mẫu Ba")
        if style < 3 and self.chance.random() < 0.2:
            self.regulation()
        return style < 3

    def regulation(self) -> None:
        """The paper that a decision brings into force, right below the signer's name."""
        self.made.units.append(("annex", "Văn bản kèm theo", "QUY CHẾ"))
        self.lines("QUY CHẾ", self.words(2, 6), "(Ban hành kèm theo Quyết định số …/QĐ-TM)")
        self.articles("Văn bản kèm theo", in_annex=True)

    def lines(self, *texts: str) -> None:
        for text in texts:
            self.line(text)

    # Articles

    def articles(self, base: str, *, in_annex: bool) -> None:
        self.article = 0
        chapters = 0 if in_annex else self.chance.choice([0, 0, 2, 3, 4])
        if not chapters:
            self.run_of_articles(base)
        elif self.chance.random() < 0.15:
            self.named("part", "Phần 1", self.chance.choice(["Phần thứ nhất", "PHẦN THỨ NHẤT"]))
        numerals = NUMERALS[:chapters]
        if chapters and self.chance.random() < 0.1:
            letters = self.chance.choice(["a", "abc", "abcdđe", "A", "ABC", "-A", "-A-B"])
            numerals[1:1] = [f"I{letter}" for letter in re.findall("-?.", letters)]  # put in later
        for numeral in numerals:
            path = f"{self.part()}Chương {numeral}"
            shown = f"{'CHƯƠNG' if self.capitals else 'Chương'} {self.slipped(numeral)}"
            self.named("chapter", path, shown)
            sections = self.chance.choice([0, 0, 0, 2])
            for section in range(1, sections + 1):
                self.named(
                    "section", f"{path} Mục {section}", f"{'MỤC' if self.capitals else 'Mục'} {section}"
                )
                self.run_of_articles(base)
            if not sections:
                self.run_of_articles(base)

    def part(self) -> str:
        return "Phần 1 " if any(kind == "part" for kind, _, _ in self.made.units) else ""

    def slipped(self, numeral: str) -> str:
        return numeral.replace("I", "l") if self.chance.random() < 0.1 else numeral

    def named(self, kind: str, path: str, shown: str) -> None:
        title = self.in_capitals()
        way = self.chance.randrange(3)
        self.made.units.append((kind, path, title))
        if way == 0:
            self.lines(shown, title)
        elif way == 1:
            self.line(f"{shown}. {title}")
        else:
            self.line(f"{shown} {title}")

    def run_of_articles(self, base: str) -> None:
        for _ in range(self.chance.randint(1, 5)):
            self.article += 1
            number = self.put_in_later(self.numbered(self.article))
            path = f"{base} Điều {self.article if number.isdecimal() or len(number) == 1 else number}".strip()
            end = self.ends["article"]
            word = (
                "ĐIỀU"
                if self.capitals
                else self.chance.choice(["Điều"] * 12 + ["Ðiều", "Đi\u0435\u0302\u0300u"])
            )
            if end in {". ", ": "} and number.isdecimal() and self.chance.random() < 0.05:
                word = self.chance.choice(["Điêu", "ĐIÈU", "điều"])
            self.unit("article", path, f"{word} {number}{end}", self.title())
            ways = [
                self.plain,
                self.clauses,
                self.clauses,
                self.spelled,
                self.amendments,
                self.amendment,
                self.table,
            ]
            self.chance.choice(ways)(path)

    def put_in_later(self, number: str) -> str:
        """The article before once more with a letter, now and then, as amended laws have it."""
        if self.article < 2 or self.ends["article"] not in {". ", ": ", "."} or self.chance.random() > 0.04:
            return number
        self.article -= 1
        return f"{self.article}{self.chance.choice(['a', 'A', '-A'])}"

    def numbered(self, number: int) -> str:
        """Now and then with a sign of another script that looks like the digit, or as wide as Chinese ones."""
        alike = {3: "\u0417", 5: "\uff15", 6: "\u0431", 7: "\u0667"}
        return alike[number] if number in alike and self.chance.random() < 0.1 else str(number)

    def plain(self, path: str) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.line(self.chance.choice(TRICKS) if self.chance.random() < 0.25 else self.sentence())

    def clauses(self, path: str) -> None:
        for number in range(1, self.chance.randint(2, 6)):
            below = f"{path} khoản {number}"
            self.unit("clause", below, f"{number}{self.ends['clause']}", self.sentence())
            if self.chance.random() < 0.03 and self.ends["clause"] == ". ":
                letter = self.chance.choice("aA")
                below = f"{below}{letter}"
                self.unit("clause", below, f"{number}{letter}. ", self.sentence())
                continue
            more: list[Callable[[str], None]] = [
                self.nothing,
                self.nothing,
                self.points,
                self.trick,
                self.table,
            ]
            more.append(self.deeper)
            self.chance.choice(more)(below)

    def spelled(self, path: str) -> None:
        for number in range(1, self.chance.randint(2, 5)):
            self.unit("clause", f"{path} khoản {number}", f"Khoản {number}. ", self.sentence())

    def nothing(self, path: str) -> None:
        """Most clauses are one paragraph."""

    def trick(self, path: str) -> None:
        self.line(self.chance.choice(TRICKS))

    def points(self, path: str) -> None:
        for letter in LETTERS[: self.chance.randint(2, 14)]:
            self.unit(
                "point", f"{path} điểm {letter}", f"{letter}{self.ends['point']}", self.words(3, 15) + ";"
            )
            below = self.chance.random()
            if below < 0.15:
                self.lines(f"- {self.sentence()}", f"+ {self.sentence()}")
            elif below < 0.2:
                for number in (1, 2):
                    nested = f"{path} điểm {letter} điểm {letter}.{number}"
                    self.unit("point", nested, f"{letter}.{number}) ", self.words(3, 9) + ";")

    def amendments(self, path: str) -> None:
        opens, closes = self.quotes
        for number in range(1, self.chance.randint(2, 5)):
            self.unit(
                "clause", f"{path} khoản {number}", f"{number}. ", "Sửa đổi, bổ sung Quy chế mẫu như sau:"
            )
            wording = self.wording()
            if number > 1 and wording[0].startswith("Điều ") and self.chance.random() < 0.2:  # without marks
                article = wording[0].split(".")[0]
                self.made.lines[-1] = f"{number}. Sửa đổi {article} như sau:"
                self.made.units[-1] = (*self.made.units[-1][:2], f"Sửa đổi {article} như sau:")
                self.lines(*wording)
                continue
            wording[0] = opens + wording[0]
            if number == 1 or self.chance.random() > 0.1:  # else it is never closed
                wording[-1] += f"{closes}{self.chance.choice(['.', ';', ''])}"
            self.lines(*wording)

    def amendment(self, path: str) -> None:
        """An article that is one amendment, its new wording behind the colon or below it."""
        opens, closes = self.quotes
        wording = self.wording()
        wording[0] = opens + wording[0]
        wording[-1] += f"{closes}."
        if self.chance.random() < 0.5:
            self.lines("Điều 5 của Quy chế mẫu được sửa đổi như sau:", *wording)
        else:
            self.lines(f"Sửa đổi Điều 5 của Quy chế mẫu như sau: {wording[0]}", *wording[1:])

    def wording(self) -> list[str]:
        article = self.chance.randint(20, 60)
        articles = [
            line
            for count in range(self.chance.choice([1, 2, 4, 60]))
            for line in (
                f"Điều {article + count}. {self.title()}",
                f"1. {self.sentence()}",
                f"a) {self.sentence()}",
            )
        ]
        ways = [
            [f"CHƯƠNG {self.chance.choice(NUMERALS)}", self.in_capitals()],
            [self.in_capitals()],
            articles,
            [f"Chương {self.chance.choice(NUMERALS)}", self.in_capitals(), *articles],
            [
                f"{self.chance.randint(1, 9)}. {self.sentence()}",
                f"b) Gọi là “{self.title()}”;",
                self.sentence(),
            ],
        ]
        return self.chance.choice(ways)

    # Tables

    def table(self, path: str) -> None:
        self.line(f"{self.words(3, 6)} sau đây:")
        width = self.chance.randint(3, 5)
        is_counted = self.chance.random() < 0.8
        rows = [["STT" if is_counted else self.title(), *(self.title() for _ in range(width - 1))]]
        for number in range(1, self.chance.randint(2, 7)):
            cells = [self.cell() if is_counted else self.title() for _ in range(width - 1)]
            rows.append([str(number) if is_counted else self.title(), *cells])
        self.made.lines.append(rows)
        self.made.units.append(("table", f"{path} bảng 1", rows[0][0]))
        self.line(self.sentence())

    def cell(self) -> str:
        return self.chance.choice(
            [
                self.title(),
                str(self.chance.randint(2, 900)),
                "",
                f"a) {self.words(2, 5)};\nb) {self.words(2, 5)}.",
            ]
        )

    # Headings

    def headings(self, base: str) -> None:
        for number in range(self.chance.randint(2, 5)):
            path = f"{base} mục {NUMERALS[number]}".strip()
            self.unit("heading", path, f"{NUMERALS[number]}{self.ends['roman']}", self.in_capitals())
            if self.chance.random() < 0.3:
                self.line(self.sentence())
            elif self.chance.random() < 0.1:
                self.lines("Dự thảo gồm hai điều:", f"Điều 1. {self.title()};", f"Điều 2. {self.title()}.")
            for clause in range(1, self.chance.randint(2, 5)):
                below = f"{path}.{clause}"
                self.unit("clause", below, f"{clause}{self.ends['clause']}", self.title())
                self.chance.choice([self.nothing, self.points, self.deeper, self.table])(below)

    def deeper(self, path: str) -> None:
        clause = re.split(r"[. ]", path)[-1]
        outer = path[: -len(clause)]
        for number in range(1, self.chance.randint(2, 5)):
            below = f"{outer}{clause}.{number}"
            self.unit("clause", below, f"{clause}.{number}{self.ends['clause']}", self.sentence())
            self.chance.choice([self.nothing, self.points])(below)

    # Annexes

    def forms(self) -> None:
        """Forms below a signature, each with a head and a signature of its own."""
        for number in range(1, self.chance.choice([1, 1, 1, 2, 4])):
            path, title = f"Mẫu số 0{number}", self.in_capitals()
            self.made.units.append(("annex", path, title))
            head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
            self.lines(
                self.chance.choice([path, path.upper()]), *(head if self.chance.random() < 0.5 else [])
            )
            self.lines(title, "Kính gửi: Tổ mẫu")
            for clause in range(1, self.chance.randint(2, 4)):
                self.unit("clause", f"{path} mục {clause}", f"{clause}. ", f"{self.title()}: ……")
            self.lines("NGƯỜI LÀM ĐƠN", "(Ký, ghi rõ họ tên)")

    def annexes(self) -> None:
        count = self.chance.choice([0, 0, 1, 1, 2, 3])
        for number in range(count):
            numeral = "" if count == 1 and self.chance.random() < 0.5 else NUMERALS[number]
            path = f"Phụ lục {numeral}".strip()
            title = self.in_capitals()
            word = self.chance.choice(["Phụ lục", "PHỤ LỤC"])
            self.made.units.append(("annex", path, title))
            lines = [title, "(Kèm theo Quyết định số …/QĐ-TM)"]
            self.lines(f"{word} {numeral}".strip(), *(lines if self.chance.random() < 0.8 else lines[::-1]))
            way = self.chance.random()
            if way < 0.4:
                self.headings(path)
            elif way < 0.6:
                self.articles(path, in_annex=True)
            else:
                for clause in range(1, self.chance.randint(2, 6)):
                    below = f"{path} mục {clause}"
                    self.unit("clause", below, f"{clause}{self.ends['clause']}", self.sentence())


def draft_of(seed: int) -> Made:
    return Grammar(random.Random(seed)).draft()
