"""Drafts with the shape of Vietnamese law and an edited second version, with the truth known by construction.

Written without regard to how the matcher works: units are edited as a tree, each new unit remembers which old ones it
was made of, and numbers are given at the end by their place alone.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from forum.paperwork.matching.passages import Passage

WORDS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("law_words.yaml").read_text(encoding="utf-8")
)
_POINTS = "abcdđeghiklmnopq"


@dataclass
class Unit:
    """A paragraph with what stands under it. `made_of` are the ids of old units; `is_far` after a far move."""

    kind: str
    text: str
    children: list["Unit"] = field(default_factory=list)
    made_of: tuple[int, ...] = ()
    id: int = -1
    is_far: bool = False

    def walk(self) -> Iterator["Unit"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Truth:
    """Of one old paragraph: the keys it went to, what became of it, and whether it stands far away."""

    fate: str
    to: frozenset[str]
    is_moved: bool


@dataclass(frozen=True)
class Edited:
    old: list[Passage]
    new: list[Passage]
    outcomes: dict[str, Truth]
    origins: dict[str, frozenset[str]]


class Writer:
    """Sentences of law, from one seed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def sentence(self) -> str:
        parts = [
            self._pick("bodies"),
            self.chance.choice(["", "phải ", "có trách nhiệm ", "được "]) + self._act(),
        ]
        if self.chance.random() < 0.45:
            parts.append("và " + self._act())
        for _ in range(self.chance.choice([0, 1, 1, 2])):
            parts.append(self._when())
        text = " ".join(parts)
        return text[0].upper() + text[1:] + "."

    def point(self) -> str:
        text = self._act() if self.chance.random() < 0.35 else self._thing()
        if self.chance.random() < 0.35:
            text += f" {self._when()}"
        return text[0].upper() + text[1:] + ";"

    def lead(self) -> str:
        return self.chance.choice(
            [
                f"{self._thing().capitalize()} gồm:",
                f"{self._pick('bodies').capitalize()} có trách nhiệm:",
                f"Việc {self._act()} được thực hiện như sau:",
                f"{self._pick('bodies').capitalize()} được {self._act()} khi đáp ứng các điều kiện sau đây:",
            ]
        )

    def title(self) -> str:
        form = self._pick("titles")
        return form.format(
            body=self._pick("bodies"), thing=self._thing(), verb=self._pick("verbs"), of=self._pick("fields")
        )

    def reworded(self, text: str, share: float) -> str:
        """About this share of the syllables replaced, put in or left out, in runs of one to four; at least one."""
        words, end = text[:-1].split(), text[-1]
        left = max(1, round(share * len(words)))
        source = self.sentence().rstrip(".").lower().split()
        while left > 0:
            length = min(left, self.chance.randint(1, 4), len(words))
            at = self.chance.randrange(len(words) - length + 1)
            begin = self.chance.randrange(max(1, len(source) - length))
            put = source[begin : begin + length]
            choice = self.chance.random()
            words[at : at + (0 if choice < 0.2 else length)] = [] if choice > 0.85 and len(words) > 8 else put
            left -= length
            if self.chance.random() < 0.5:
                source = self.sentence().rstrip(".").lower().split()
        changed = " ".join(words) + end
        return changed if changed != text else f"{words[0]} nêu trên {' '.join(words[1:])}{end}"

    def _act(self) -> str:
        return f"{self._pick('verbs')} {self._thing()}"

    def _thing(self) -> str:
        return f"{self._pick('things')} {self._pick('fields')}"

    def _when(self) -> str:
        return self._pick("conditions").format(n=self.chance.choice([3, 5, 7, 10, 15, 20, 30, 45, 60]))

    def _pick(self, group: str) -> str:
        return self.chance.choice(WORDS[group])


def law(chance: random.Random, articles: int) -> Unit:
    """A draft of this many articles in chapters; some clauses have points, some articles are one paragraph, and some
    sentences stand in several articles, as in real law."""
    write = Writer(chance)
    root = Unit("paper", "")
    common = [write.sentence() for _ in range(4)]
    for number in range(articles):
        if number % 8 == 0:
            root.children.append(Unit("chapter", write.title().upper()))
        article = Unit("article", write.title())
        root.children[-1].children.append(article)
        if chance.random() < 0.15:
            article.children.append(Unit("paragraph", write.sentence()))
            continue
        for _ in range(chance.randint(2, 6)):
            if chance.random() < 0.25:
                points = [Unit("point", write.point()) for _ in range(chance.randint(2, 6))]
                article.children.append(Unit("clause", write.lead(), points))
            else:
                text = chance.choice(common) if chance.random() < 0.03 else write.sentence()
                article.children.append(Unit("clause", text))
    for place, unit in enumerate(root.walk()):
        unit.id = place
        unit.made_of = (place,)
    return root


@dataclass
class Editor:
    """Edits a draft in place; each unit is edited at most once."""

    chance: random.Random
    root: Unit
    write: Writer
    changed: set[int] = field(default_factory=set)

    def edit(self, share: float) -> None:
        count = sum(1 for _ in self.root.walk())
        for _ in range(round(share * count)):
            self.chance.choices(
                [
                    self.reword,
                    self.retitle,
                    self.insert,
                    self.delete,
                    self.split,
                    self.join,
                    self.move_clause,
                ],
                [9, 2, 3, 3, 1.5, 1.5, 1],
            )[0]()
        for _ in range(max(1, count // 150)):
            self.chance.choice([self.move_article, self.insert_article, self.delete_article])()

    def reword(self) -> None:
        unit = self._fresh(lambda unit: unit.kind in {"clause", "point", "paragraph"})
        if unit:
            share = self.chance.choices([(0.03, 0.15), (0.15, 0.35), (0.35, 0.55)], [4, 4, 2])[0]
            unit.text = self.write.reworded(unit.text, self.chance.uniform(*share))

    def retitle(self) -> None:
        unit = self._fresh(lambda unit: unit.kind in {"chapter", "article"})
        if unit:
            reworded = self.write.reworded(unit.text + ".", self.chance.uniform(0.1, 0.5)).rstrip(".")
            unit.text = reworded.upper() if unit.kind == "chapter" else reworded

    def insert(self) -> None:
        parent = self._parent(
            lambda unit: bool(unit.children) and unit.children[0].kind in {"clause", "point"}
        )
        kind = parent.children[0].kind
        text = self.write.sentence() if kind == "clause" else self.write.point()
        parent.children.insert(self.chance.randint(0, len(parent.children)), Unit(kind, text))

    def delete(self) -> None:
        unit = self._fresh(lambda unit: unit.kind in {"clause", "point"} and not unit.children)
        if unit:
            self._holder(unit).children.remove(unit)

    def split(self) -> None:
        unit = self._fresh(
            lambda unit: unit.kind == "clause" and not unit.children and len(unit.text.split()) >= 24
        )
        if unit:
            words = unit.text.rstrip(".").split()
            middle = len(words) // 2 + self.chance.randint(-3, 3)
            first, second = " ".join(words[:middle]) + ".", " ".join(words[middle:]) + "."
            second = second[0].upper() + second[1:]
            siblings = self._holder(unit).children
            at = siblings.index(unit)
            siblings[at : at + 1] = [Unit("clause", text, [], unit.made_of) for text in (first, second)]

    def join(self) -> None:
        unit = self._fresh(lambda unit: unit.kind == "clause" and not unit.children)
        if not unit:
            return
        siblings = self._holder(unit).children
        at = siblings.index(unit)
        after = siblings[at + 1] if at + 1 < len(siblings) else None
        if after and after.id >= 0 and not after.children and after.id not in self.changed:
            self.changed.add(after.id)
            text = f"{unit.text.rstrip('.')}; {after.text[0].lower()}{after.text[1:]}"
            siblings[at : at + 2] = [Unit("clause", text, [], unit.made_of + after.made_of)]
        else:
            self.changed.discard(unit.id)

    def move_clause(self) -> None:
        unit = self._fresh(lambda unit: unit.kind == "clause" and not unit.children)
        if unit:
            here = self._holder(unit)
            there = self._parent(
                lambda it: it.kind == "article" and bool(it.children) and it.children[0].kind == "clause"
            )
            if self._apart(here, there) >= 3:
                here.children.remove(unit)
                there.children.insert(self.chance.randint(0, len(there.children)), unit)
                unit.is_far = True
                if self.chance.random() < 0.3:
                    unit.text = self.write.reworded(unit.text, self.chance.uniform(0.03, 0.2))
            else:
                self.changed.discard(unit.id)

    def move_article(self) -> None:
        article = self._fresh(lambda unit: unit.kind == "article")
        if article:
            here = self._holder(article)
            there = self._parent(lambda unit: unit.kind == "chapter")
            if self._apart(here, there) >= 2:
                here.children.remove(article)
                there.children.insert(self.chance.randint(0, len(there.children)), article)
                for unit in article.walk():
                    unit.is_far = True

    def insert_article(self) -> None:
        chapter = self._parent(lambda unit: unit.kind == "chapter")
        clauses = [Unit("clause", self.write.sentence()) for _ in range(self.chance.randint(1, 4))]
        article = Unit("article", self.write.title(), clauses)
        chapter.children.insert(self.chance.randint(0, len(chapter.children)), article)

    def delete_article(self) -> None:
        article = self._fresh(lambda unit: unit.kind == "article")
        if article and not any(unit.is_far or unit.id < 0 for unit in article.walk()):
            self._holder(article).children.remove(article)

    def _fresh(self, wanted: Callable[[Unit], bool]) -> Unit | None:
        found = [
            unit
            for unit in self.root.walk()
            if unit.id >= 0 and unit.id not in self.changed and not unit.is_far and wanted(unit)
        ]
        unit = self.chance.choice(found) if found else None
        if unit:
            self.changed.add(unit.id)
        return unit

    def _parent(self, wanted: Callable[[Unit], bool]) -> Unit:
        return self.chance.choice([unit for unit in self.root.walk() if wanted(unit)])

    def _holder(self, wanted: Unit) -> Unit:
        return next(unit for unit in self.root.walk() if any(child is wanted for child in unit.children))

    def _apart(self, one: Unit, other: Unit) -> int:
        same = [unit for unit in self.root.walk() if unit.kind == one.kind]
        return abs(
            next(at for at, unit in enumerate(same) if unit is one)
            - next(at for at, unit in enumerate(same) if unit is other)
        )


def edited_law(seed: int, articles: int = 60, share: float = 0.2) -> Edited:
    chance = random.Random(seed)
    root = law(chance, articles)
    old, texts = passages_of(root, "old"), {unit.id: unit.text for unit in root.walk()}
    Editor(chance, root, Writer(chance)).edit(share)
    new = passages_of(root, "new")
    units = [unit for unit in root.walk() if unit.kind != "paper"]
    origins = {
        passage.key: frozenset(f"old{place}" for place in unit.made_of)
        for passage, unit in zip(new, units, strict=True)
    }
    to: dict[int, list[tuple[Unit, str]]] = {place: [] for place in texts if place}
    for passage, unit in zip(new, units, strict=True):
        for place in unit.made_of:
            to[place].append((unit, passage.key))
    return Edited(
        old, new, {f"old{place}": _truth(texts[place], into) for place, into in to.items()}, origins
    )


def _truth(text: str, into: list[tuple[Unit, str]]) -> Truth:
    keys = frozenset(key for _, key in into)
    if not into:
        return Truth("removed", keys, is_moved=False)
    unit = into[0][0]
    if len(into) > 1:
        return Truth("split", keys, is_moved=False)
    if len(unit.made_of) > 1:
        return Truth("joined", keys, is_moved=False)
    return Truth("unchanged" if unit.text == text else "changed", keys, unit.is_far)


def passages_of(root: Unit, side: str) -> list[Passage]:
    found: list[Passage] = []
    articles = 0

    def add(unit: Unit, parent: str, place: int) -> None:
        nonlocal articles
        articles += unit.kind == "article"
        number = {"article": str(articles), "point": _POINTS[place % len(_POINTS)], "paragraph": ""}
        key = f"{side}{unit.id if side == 'old' else len(found)}"
        found.append(Passage(key, unit.text, unit.kind, parent, number.get(unit.kind, str(place + 1))))
        for at, child in enumerate(unit.children):
            add(child, key, at)

    for at, chapter in enumerate(root.children):
        add(chapter, "", at)
    return found
