"""Two engines, one truth: over texts and queries drawn at random both count the same."""

import random

from search.engine import SearchRequest
from search.entry import FACETS
from search.grammar import parse
from search.meilisearch import MeilisearchEngine
from search.postgresql import PostgresqlEngine
from tests.search.conftest import Index, entry, push_all

TEXT = """
    khoa học và công nghệ biển đảo đổi mới sáng tạo cảng Hải Phòng hải sản hai hái tiến sĩ tiến sỹ TS ts GS
    giáo sư KH&CN KHCN ĐMST nghị quyết 45-NQ/TW NQ kỹ thuật kĩ thuật quý quí thành phố HP logistics
    hậu cần UBND uỷ ban nhân dân III.6.1-1 HK-2026-0123 nghiên cứu nghiêm túc AI ai trí tuệ nhân tạo
"""
WORDS = TEXT.split()
AUDIENCES = ("everyone", "members", "staff", "body:7", "forum:3")

# A value of each facet; which ones are chosen is drawn.
CHOICES: dict[str, str | int] = {
    "kind": "post",
    "section": "III.1",
    "task": "IV-3",
    "body": "so-mau-a",
    "year": 2026,
    "state": "taken_up",
    "forum_id": 3,
    "author": 'Người "Mẫu" Một',
    "author_id": 5,
}


def some_words(chance: random.Random, most: int) -> str:
    start = chance.randrange(len(WORDS))
    if chance.random() < 0.4:
        return " ".join(WORDS[start : start + chance.randint(1, most)])
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))


def some_query(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randint(1, 3)):
        words = some_words(chance, 4).replace('"', "")
        parts.append(chance.choice(["{}", "{}", '"{}"', "-{}"]).format(words))
    return " ".join(parts)


async def test_both_engines_count_the_same_for_every_query_and_reader(
    index: Index, copy: MeilisearchEngine
) -> None:
    assert CHOICES.keys() == {facet.name for facet in FACETS}
    chance = random.Random(20261124)
    await index.put(
        *(
            entry(
                some_words(chance, 8),
                some_words(chance, 40),
                kind=chance.choice(["proposal", "post", "question"]),
                year=chance.choice([2025, 2026]),
                state=chance.choice(["published", "taken_up"]),
                sections=tuple(chance.sample(["III.1", "III.2", "IV"], chance.randint(0, 2))),
                tasks=tuple(chance.sample(["III.1-1", "III.2-1", "IV-3"], chance.randint(0, 2))),
                bodies=tuple(chance.sample(["so-mau-a", "so-mau-b"], chance.randint(0, 2))),
                forum_id=chance.choice([None, 3, 4]),
                author=chance.choice(["", 'Người "Mẫu" Một', "Người Mẫu Hai"]),
                author_id=chance.choice([None, 5, 6]),
                audience=frozenset(chance.sample(AUDIENCES, chance.randint(1, 2))),
            )
            for _ in range(300)
        )
    )
    await push_all(index, copy)
    for _ in range(150):
        reader = frozenset(chance.sample(AUDIENCES, chance.randint(1, 3)))
        chosen = dict(chance.sample(sorted(CHOICES.items()), chance.randint(0, 2)))
        request = SearchRequest(parse(some_query(chance)), reader, chosen, sort="newest", size=50)
        async with index.begin() as db:
            ours, theirs = await PostgresqlEngine().search(db, request), await copy.search(db, request)
        assert (request.query.typed, ours.total) == (request.query.typed, theirs.total)
        assert ours.things == theirs.things
        assert ours.facets == theirs.facets
