"""Masked passages as plain values: what stands in their place, sign by sign."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.contributions.masks import (
    Mask,
    barred,
    in_force,
    marked_html,
    mask_of,
    masked,
    masked_html,
    without_reasons,
    without_slugs,
)
from search.entry import BAR
from tests.shared import ROOT

AT = datetime(2026, 11, 28, 3, tzinfo=UTC)
PHONE = "0901 234 567"
REASON = "[đã che theo quy tắc Q4 ngày 28/11/2026]"


def mask(passage: str = PHONE, until: datetime | None = None, place: int = 0, place_count: int = 0) -> Mask:
    return Mask(passage, "Q4", AT, 1, until, place, place_count)


def test_a_bar_with_rule_and_day_stands_in_place_and_the_rest_stays() -> None:
    title, text = masked(f"Gọi {PHONE}", f"Xin gọi {PHONE}, cảm ơn.", (mask(),))
    assert title == f"Gọi {BAR} {REASON}"
    assert text == f"Xin gọi {BAR} {REASON}, cảm ơn."


def test_the_passage_is_found_across_lines_and_wide_spaces() -> None:
    assert masked("", "gọi 0901\n234\u00a0567 nhé", (mask(),)).text == f"gọi {BAR} {REASON} nhé"


def test_one_occurrence_is_masked_and_all_of_them_when_their_number_changed() -> None:
    second = mask(place=2, place_count=2)
    assert masked("", f"{PHONE} và {PHONE}", (second,)).text == f"{PHONE} và {BAR} {REASON}"
    assert PHONE not in masked("", f"{PHONE}, {PHONE}, {PHONE}", (second,)).text
    assert PHONE not in masked(PHONE, "đã chuyển lên tiêu đề", (second,)).title


def test_overlapping_masks_make_one_bar() -> None:
    text = masked("", "số nhà 12 phố Mẫu, Hải Phòng", (mask("12 phố Mẫu"), mask("phố Mẫu, Hải Phòng"))).text
    assert text == f"số nhà {BAR} {REASON}"


def test_an_unconfirmed_mask_ends_by_the_clock() -> None:
    interim = mask(until=AT + timedelta(hours=72))
    assert in_force((interim,), AT + timedelta(hours=71)) == (interim,)
    assert in_force((interim,), AT + timedelta(hours=72)) == ()
    assert in_force((mask(),), AT + timedelta(days=9999)) == (mask(),)


def test_a_mask_is_stored_and_read_as_it_was() -> None:
    for one in (mask(), mask(until=AT), mask(place=2, place_count=3)):
        assert mask_of(one.stored()) == one


def test_the_page_has_a_bar_for_the_eye_and_words_for_the_ear() -> None:
    html = masked_html("", f"Thư: {PHONE}", (mask(),))
    assert f'<span aria-hidden="true">{BAR}</span> {REASON}' in html


def test_no_part_of_a_masked_address_stays_in_its_link() -> None:
    html = masked_html("", "Xem https://vi-du.vn/nguoi/0901234567/trang nhé", (mask("0901234567"),))
    assert "0901234567" not in html
    assert html.count("<a ") == 1
    assert 'href="https://vi-du.vn/nguoi/"' in html


def test_nobody_types_a_bar_of_ours_into_the_page() -> None:
    html = masked_html("", f'<b>{PHONE}</b> <span class="masked">x</span>', (mask(),))
    assert html.count('<span class="masked">') == 1
    assert "&lt;b&gt;" in html


def test_the_index_has_the_bar_alone_and_an_address_its_id() -> None:
    assert without_reasons(masked("", f"gọi {PHONE} nhé", (mask(),)).text) == f"gọi {BAR} nhé"
    assert without_slugs("/chu-de/12-goi-so-0901?tu=3#bai-3") == "/chu-de/12?tu=3#bai-3"


WORDS = st.text(st.sampled_from("ab 0\n.:/<&@-"), max_size=60)


@given(WORDS, WORDS, st.text(st.sampled_from("ab0./@"), min_size=3, max_size=5))
def test_a_masked_passage_stands_nowhere_and_no_other_sign_is_lost(
    title: str, text: str, passage: str
) -> None:
    masks = (mask(passage),)
    for shown in (*masked(title, text, masks), barred(text, masks)):
        assert passage not in without_reasons(shown).replace(BAR, "\0")
    html = re.sub(r"<[^>]*>", "", masked_html(title, text, masks))
    assert passage not in html.replace(REASON, "\0")
    kept = marked_html(title, text, masks)
    assert "\0" not in html + kept


# What was typed: for its author, for moderators, for what stores, masks and hashes it, and for who approved it before.
MAY_READ_TYPED = {
    "forum/consultations/actions/notices.py",
    "forum/consultations/actions/opinions.py",
    "forum/consultations/kind.py",
    "forum/consultations/models.py",
    "forum/consultations/proofs.py",
    "forum/consultations/queries/desk_lines.py",
    "forum/contributions/actions/visibility.py",
    "forum/contributions/actions/writing.py",
    "forum/contributions/history.py",
    "forum/contributions/models.py",
    "forum/contributions/naming.py",
    "forum/contributions/official/actions.py",
    "forum/contributions/official/reading.py",
    "forum/contributions/proofs.py",
    "forum/contributions/queries.py",
    "forum/reports/approving_together.py",
    "forum/desk/actions/decisions.py",
    "forum/desk/enforcement.py",
    "forum/desk/panels.py",
    "forum/desk/judged_words.py",
    "forum/desk/proving.py",
    "forum/desk/queries.py",
    "forum/desk/queue.py",
    "forum/notifications/letters/cases.py",
    "forum/notifications/letters/judgement.py",
    "forum/threads/actions/threads.py",
}


def test_only_these_read_what_was_typed() -> None:
    """Every other way out takes the masked words that a row or a view gives by itself."""
    reading = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "forum").rglob("*.py")
        if re.search(
            r"\btyped_(?:title|text|html|wording)\b", re.sub(r".*forum\.typed_text.*", "", path.read_text())
        )
        and "migrations" not in path.parts
    }
    assert reading == MAY_READ_TYPED
