"""Drafts of the grammar whose numbers are written in ways that a few offices have, one way to each class."""

import random
import re

from tests.paperwork.reading.grammar import LETTERS, NUMERALS, Grammar
from tests.paperwork.reading.made import Made

_WORDS = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
_LATER = ["một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín"]


def in_words(number: int) -> str:
    """12 as 'mười hai', 21 as 'hai mươi mốt'; the first four as ordinals have them."""
    if number <= 10:
        return _WORDS[number - 1]
    tens, ones = divmod(number, 10)
    head = "mười" if tens == 1 else f"{_LATER[tens - 1].replace('lăm', 'năm')} mươi"
    last = "mốt" if ones == 1 and tens > 1 else _LATER[ones - 1] if ones else ""
    return f"{head} {last}".strip()


class PutInByLatin(Grammar):
    """'Điều 5 bis', '2 bis.', 'a bis)', as treaties and older laws have what was put in later."""

    def put_in_later(self, number: str) -> str:
        if self.article < 2 or self.chance.random() > 0.3:
            return number
        self.article -= 1
        last = next((path for kind, path, _ in reversed(self.made.units) if kind == "article"), "")
        return f"{self.article}{' ter' if last.endswith('bis') else self.chance.choice([' bis', 'bis'])}"

    def clauses(self, path: str) -> None:
        last = self.chance.randint(2, 5)
        for number in range(1, last + 1):
            below = f"{path} khoản {number}"
            self.unit("clause", below, f"{number}{self.ends['clause']}", self.sentence())
            for word in (" bis", " ter")[: self.chance.choice([0, 0, 1, 2])]:
                self.unit("clause", below + word, f"{number}{word}{self.ends['clause']}", self.sentence())
            self.chance.choice([self.nothing, self.points])(f"{path} khoản {number}" if last else "")

    def points(self, path: str) -> None:
        if self.made.units[-1][1] != path:
            return
        for letter in LETTERS[: self.chance.randint(2, 8)]:
            for word in ("", " bis")[: self.chance.choice([1, 1, 2])]:
                number = f"{letter}{word}"
                self.unit(
                    "point", f"{path} điểm {number}", f"{number}{self.ends['point']}", self.words(3, 9) + ";"
                )


class PutInByLetter(Grammar):
    """'IIa. VIỆC' between II and III."""

    def headings(self, base: str) -> None:
        for place in range(self.chance.randint(2, 5)):
            letters = self.chance.choice(["", "", "a", "A", "ab", "AB"])
            for letter in ["", *letters]:
                number = f"{NUMERALS[place]}{letter}"
                path = f"{base} mục {number}".strip()
                self.unit("heading", path, f"{number}{self.ends['roman']}", self.in_capitals())
                for clause in range(1, self.chance.randint(2, 4)):
                    below = f"{path}.{clause}"
                    self.unit("clause", below, f"{clause}{self.ends['clause']}", self.title())
                    self.chance.choice([self.nothing, self.points, self.deeper])(below)


class PrefixedPoints(Grammar):
    """'1.a)' and '1.1.b.' below clauses 1 and 1.1."""

    def points(self, path: str) -> None:
        clause = re.split(r"khoản |mục |[IVX]\.", path)[-1]
        end = self.chance.choice([") ", ". ", ".", ")"])
        for letter in LETTERS[: self.chance.randint(2, 14)]:
            text = self.words(3, 15) + ";"
            self.unit("point", f"{path} điểm {letter}", f"{clause}.{letter}{end}", text)
            if self.chance.random() < 0.15:
                self.lines(f"- {self.sentence()}", f"+ {self.sentence()}")


class ArticlesInWords(Grammar):
    """'Điều thứ nhất.', 'Điều thứ 5', 'Điều năm:'."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ends["article"] = self.chance.choice([". ", ": ", " - ", ".- ", "– "])
        self.way = self.chance.randrange(3)

    def numbered(self, number: int) -> str:
        words = in_words(number)
        alone = {"nhất": "một", "tư": "bốn"}.get(words, words)  # 'thứ nhất', but 'Điều một'
        return (str(number), words, alone)[self.way]

    def put_in_later(self, number: str) -> str:
        return number

    def unit(self, kind: str, path: str, number: str, text: str) -> None:
        if kind == "article":
            path = re.sub(r"Điều .*", f"Điều {self.article}", path)
            if self.way < 2:
                number = re.sub(r"^\S+ ", lambda found: f"{found[0]}thứ ", number)
        super().unit(kind, path, number, text)

    def run_of_articles(self, base: str) -> None:
        """The path that lines below an article get is that of its digits."""
        for _ in range(self.chance.randint(1, 5)):
            self.article += 1
            path = f"{base} Điều {self.article}".strip()
            word = "ĐIỀU" if self.capitals else "Điều"
            number = f"{word} {self.numbered(self.article)}{self.ends['article']}"
            self.unit("article", path, number, self.title())
            self.chance.choice([self.plain, self.clauses, self.spelled, self.table])(path)


class SpelledOut(Grammar):
    """'Khoản 1:', 'Khoản thứ nhất.', 'Điểm a)'."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.of_clause = self.chance.choice(["Khoản {0}: ", "Khoản {0}. ", "Khoản {1}: ", "KHOẢN {0}. "])
        self.of_point = self.chance.choice(["Điểm {}: ", "Điểm {}) ", "Điểm {}. ", "điểm {}) "])

    def clauses(self, path: str) -> None:
        for number in range(1, self.chance.randint(3, 7)):
            below = f"{path} khoản {number}"
            shown = self.of_clause.format(number, f"thứ {in_words(number)}")
            self.unit("clause", below, shown, self.sentence())
            self.chance.choice([self.nothing, self.points])(below)

    spelled = clauses

    def points(self, path: str) -> None:
        for letter in LETTERS[: self.chance.randint(2, 14)]:
            number = self.of_point.format(letter)
            self.unit("point", f"{path} điểm {letter}", number, self.words(3, 15) + ";")


class OddStops(Grammar):
    """'1, Việc', '1: Việc', 'a] việc', 'a.) việc'."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ends["clause"] = self.chance.choice([": ", ", ", "; ", ".. ", "° ", "º. ", "°/ ", "·  ", "| "])
        self.ends["point"] = self.chance.choice([": ", "] ", "} ", ".) ", "). ", ")) ", "| "])

    def clauses(self, path: str) -> None:
        for number in range(1, self.chance.randint(3, 7)):
            below = f"{path} khoản {number}"
            self.unit("clause", below, f"{number}{self.ends['clause']}", self.sentence())
            self.chance.choice([self.nothing, self.points, self.table])(below)


class DottedArticles(Grammar):
    """'Điều 2.1.' in chapter 2, and 'Điều 7a.1.'."""

    def articles(self, base: str, *, in_annex: bool) -> None:
        self.chapter = 0
        super().articles(base, in_annex=in_annex)

    def run_of_articles(self, base: str) -> None:
        self.chapter += 1
        letter = self.chance.choice(["", "", "a"]) if self.chapter > 1 else ""
        end = self.chance.choice([". ", ": ", " ", "- "])
        for number in range(1, self.chance.randint(2, 6)):
            shown = f"{self.chapter}{letter}.{number}"
            path = f"{base} Điều {shown}".strip()
            self.unit("article", path, f"{'ĐIỀU' if self.capitals else 'Điều'} {shown}{end}", self.title())
            self.chance.choice([self.plain, self.clauses, self.spelled, self.table])(path)


class FramedArticles(Grammar):
    """'[Điều 5].', 'Điều 5 (mới).', 'Điều số 5.', 'Điều 5*.'"""

    def unit(self, kind: str, path: str, number: str, text: str) -> None:
        if kind == "article" and path.split()[-1].isdecimal():
            shown = path.split()[-1]
            number = self.chance.choice(self.ways).format(shown)
        super().unit(kind, path, number, text)

    def __post_init__(self) -> None:
        super().__post_init__()
        ways = [
            "[Điều {}]. ", "(Điều {}) ", "Điều {} (mới). ", "Điều {} (sửa đổi): ", "Điều số {}. ", "Điều: {}. ",
            "Điều.{}. ", "Điều {}*. ", "Điều {}¹. ", "Điều {} [1]. ", "Điều {}': ",
        ]  # fmt: skip
        self.ways = [self.chance.choice(ways), "Điều {}. "]
        self.ends["article"] = ". "

    def put_in_later(self, number: str) -> str:
        return number


class LettersApart(Grammar):
    """'Đ I Ề U 5.' and 'C H Ư Ơ N G I'."""

    def line(self, text: str) -> None:
        apart = re.sub(
            r"^(Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC|PHỤ LỤC|Phụ lục)(?= [\dIVX]+(?:[.:]|$))",
            lambda word: "  ".join(" ".join(part) for part in word[0].upper().split()),
            text,
        )
        super().line(apart)


NUMBERINGS: dict[str, type[Grammar]] = {
    "put in as bis and ter": PutInByLatin,
    "roman numerals put in": PutInByLetter,
    "points with the clause's number": PrefixedPoints,
    "articles counted in words": ArticlesInWords,
    "clauses and points spelled out": SpelledOut,
    "odd stops": OddStops,
    "articles with two numbers": DottedArticles,
    "articles in frames": FramedArticles,
    "letters set apart": LettersApart,
}


def numbered_draft(way: str, seed: int) -> Made:
    return NUMBERINGS[way](random.Random(seed)).draft()
