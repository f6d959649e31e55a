"""What holds for every pair of versions, however it was edited."""

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.paperwork.matching.passages import Passage, passages
from forum.paperwork.matching.similarity import features
from forum.paperwork.matching.versions import differences, match
from forum.paperwork.reading.text import read_text

WORDS = [
    "sở",
    "mẫu",
    "chủ",
    "trì",
    "thực",
    "hiện",
    "kế",
    "hoạch",
    "biển",
    "đảo",
    "năm",
    "trường",
    "hội",
    "quỹ",
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
VERSIONS = st.lists(SENTENCES, max_size=14)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "swap", "split", "join", "reword", "double"]),
        st.integers(0, 99),
        SENTENCES,
    ),
    max_size=8,
)


def keyed(texts: list[str], side: str) -> list[Passage]:
    return [Passage(f"{side}{place}", text) for place, text in enumerate(texts)]


def edited(texts: list[str], edits: list[tuple[str, int, str]]) -> list[str]:
    texts = list(texts)
    for verb, number, sentence in edits:
        at = number % len(texts) if texts else 0
        words = texts[at].split() if texts else []
        if verb == "insert" or not texts:
            texts.insert(at, sentence)
        elif verb == "delete":
            del texts[at]
        elif verb == "swap":
            texts[at], texts[-1] = texts[-1], texts[at]
        elif verb == "split":
            texts[at : at + 1] = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
        elif verb == "join":
            texts[at : at + 2] = [" ".join(texts[at : at + 2])]
        elif verb == "double":
            texts.append(texts[at])
        else:
            texts[at] = " ".join([*words[:2], *sentence.split(), *words[3:]])
    return texts


@settings(max_examples=150, deadline=None)
@given(texts=VERSIONS, edits=EDITS)
def test_every_paragraph_is_accounted_for_once_and_ties_agree_from_both_sides(
    texts: list[str], edits: list[tuple[str, int, str]]
) -> None:
    old, new = keyed(texts, "old"), keyed(edited(texts, edits), "new")
    matched = match(old, new)
    assert [outcome.key for outcome in matched.outcomes] == [passage.key for passage in old]
    assert [origin.key for origin in matched.origins] == [passage.key for passage in new]
    forward = {(outcome.key, to) for outcome in matched.outcomes for to in outcome.to}
    assert forward == {(source, origin.key) for origin in matched.origins for source in origin.came_from}
    before, after = {p.key: p.text for p in old}, {p.key: p.text for p in new}
    for one, other in forward:
        alike = features(before[one]) & features(after[other])
        assert alike or before[one] == after[other] == "", "tied without a word in common"
    for outcome in matched.outcomes:
        assert (outcome.fate == "removed") == (outcome.to == ())
        assert 0 <= outcome.score <= 1
        if outcome.fate == "unchanged":
            assert before[outcome.key] == after[outcome.to[0]]
        if outcome.fate == "changed":
            assert before[outcome.key] != after[outcome.to[0]]
        assert (outcome.fate == "split") == (len(outcome.to) > 1)


@settings(max_examples=60, deadline=None)
@given(VERSIONS)
def test_a_version_against_itself_is_unchanged_throughout(texts: list[str]) -> None:
    old, new = keyed([text for text in texts if text], "old"), keyed([text for text in texts if text], "new")
    matched = match(old, new)
    assert {outcome.fate for outcome in matched.outcomes} <= {"unchanged"}
    assert [origin.came_from for origin in matched.origins] == [(passage.key,) for passage in old]


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(SENTENCES.filter(lambda text: len(text.split()) > 3), min_size=1, max_size=10, unique=True)
)
def test_a_paragraph_put_on_top_changes_nothing_below_it(texts: list[str]) -> None:
    matched = match(keyed(texts, "old"), keyed(["hoàn toàn khác lạ", *texts], "new"))
    assert {outcome.fate for outcome in matched.outcomes} == {"unchanged"}
    assert matched.origins[0].came_from == ()


def test_renumbering_alone_is_no_change() -> None:
    old = read_text("Điều 1. Phạm vi\n1. Khoản một.\na) Điểm a.\nĐiều 2. Đối tượng\n1. Khoản khác.")
    new = read_text("Điều 4. Phạm vi\n3. Khoản một.\nđ) Điểm a.\nĐiều 9. Đối tượng\n2. Khoản khác.")
    matched = match(passages(old), passages(new))
    assert {outcome.fate for outcome in matched.outcomes} == {"unchanged"}
    assert matched.outcomes[2].to == ("dieu-4-khoan-3-diem-dd",)


def test_a_bare_article_number_goes_where_its_text_went() -> None:
    old = read_text("Điều 1.\n1. Hội Mẫu giữ quỹ.\nĐiều 2.\n1. Quỹ chi cho người trẻ.")
    new = read_text(
        "Điều 1.\n1. Lời dẫn hoàn toàn lạ.\nĐiều 2.\n1. Hội Mẫu giữ quỹ.\nĐiều 3.\n1. Quỹ chi cho người trẻ."
    )
    matched = match(passages(old), passages(new))
    assert [outcome.to for outcome in matched.outcomes] == [
        ("dieu-2",),
        ("dieu-2-khoan-1",),
        ("dieu-3",),
        ("dieu-3-khoan-1",),
    ]


def test_a_paragraph_split_far_apart_keeps_both_its_parts() -> None:
    """As when half of a clause goes to another chapter; short or half-shared parts that far stay apart."""
    others = [f"Nội dung thứ {place} nói về việc {WORDS[place % 14]} của hội {place}." for place in range(40)]
    first = "Hồ sơ do ba người chấm độc lập, không biết tên nhau"
    second = "điểm của từng người được gửi lại cho tác giả trong mười ngày"
    old = keyed([f"{first}; {second}.", *others], "old")
    new = keyed([f"{first}.", *others, f"{second.capitalize()}."], "new")
    assert (match(old, new).outcomes[0].fate, match(old, new).outcomes[0].to) == ("split", ("new0", "new41"))
    unlike = keyed([f"{first}; {second}.", *others, "Gửi lại cho tác giả mẫu đơn."], "new")
    assert match(old, unlike).outcomes[0].to == ("new0",)


def test_a_short_line_rewritten_between_the_same_neighbours_is_followed() -> None:
    old = read_text("Điều 4. Hồ sơ\n1. Bìa ghi tên sáng kiến.\n2. Đơn theo mẫu in sẵn.\n3. Bản mô tả.")
    new = read_text("Điều 4. Hồ sơ\n1. Bìa ghi tên sáng kiến.\n2. Đơn mẫu điền trên trang.\n3. Bản mô tả.")
    assert [outcome.fate for outcome in match(passages(old), passages(new)).outcomes][2] == "changed"


def test_the_difference_is_shown_for_what_changed_and_only_for_that() -> None:
    old = keyed(["Hội Mẫu giữ quỹ hỗ trợ.", "Quỹ chi cho người trẻ mỗi năm một lần."], "old")
    new = keyed(["Hội Mẫu giữ quỹ hỗ trợ.", "Quỹ chi cho người trẻ mỗi năm hai lần."], "new")
    shown = differences(old, new, match(old, new))
    assert list(shown) == ["old1"]
    assert [(piece.kind, piece.text.strip()) for piece in shown["old1"]][1:3] == [
        ("deleted", "một"),
        ("inserted", "hai"),
    ]
