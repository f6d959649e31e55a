import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from moderation import chain
from moderation.chain import Finding, Head
from moderation.errors import ModerationRefused
from moderation.values import Act
from tests.moderation.builders import NOON


def act(number: int, **payload: Any) -> Act:
    return Act("moderation.decided", NOON + timedelta(minutes=number), {"decision": number, **payload})


async def five_acts(db: AsyncSession) -> Head:
    for number in range(1, 6):
        await chain.append(db, [act(number, explanation=f"Giải thích số {number}, có dấu.")])
    return await chain.head(db)


async def erase(db: AsyncSession, n: int) -> None:
    """As the desk does: the row is emptied, and an act says which one and why."""
    erased = await chain.erase(db, n)
    assert erased["decision"] == n
    await chain.append(db, [Act("desk.PayloadErased", NOON, {"erased_n": n, "reason": "Theo yêu cầu"})])


async def flaws(db: AsyncSession, known: Head | None = None) -> list[tuple[int, str]]:
    found = await chain.verify(db, known)
    assert found.is_sound == (not found.findings)
    return [(one.n, one.flaw) for one in found.findings]


async def test_an_untouched_chain_is_sound_and_ends_in_its_head(db: AsyncSession) -> None:
    kept = await five_acts(db)
    verified = await chain.verify(db, kept)
    assert verified.is_sound
    assert verified.head == kept
    assert verified.row_count == 5


async def test_an_empty_chain_is_sound(db: AsyncSession) -> None:
    assert await flaws(db, await chain.head(db)) == []


async def test_an_old_head_still_proves_after_more_was_written(db: AsyncSession) -> None:
    kept = await five_acts(db)
    await chain.append(db, [act(6), act(7)])
    assert await flaws(db, kept) == []


@pytest.mark.parametrize(
    ("tampering", "flaw"),
    [
        ("update moderation.links set payload = payload || '{\"decision\": 99}' where n = 3", "changed"),
        ("update moderation.links set at = at + interval '1 s' where n = 3", "link_broken"),
        ("update moderation.links set kind = 'moderation.kept' where n = 3", "link_broken"),
        ("update moderation.links set digest = sha256('x') where n = 3", "changed"),
        ("delete from moderation.links where n = 3", "removed"),
        ("update moderation.links set payload = null, salt = null where n = 3", "erased_without_act"),
    ],
)
async def test_a_touched_row_is_found_by_its_number(db: AsyncSession, tampering: str, flaw: str) -> None:
    await five_acts(db)
    await db.execute(text(tampering))
    assert (3, flaw) in await flaws(db)


async def test_a_row_removed_and_the_rest_renumbered_is_found(db: AsyncSession) -> None:
    await five_acts(db)
    await db.execute(text("delete from moderation.links where n = 3"))
    await db.execute(text("update moderation.links set n = 3 where n = 4"))
    await db.execute(text("update moderation.links set n = 4 where n = 5"))
    assert (3, "link_broken") in await flaws(db)


async def test_a_cut_off_end_is_found(db: AsyncSession) -> None:
    kept = await five_acts(db)
    await db.execute(text("delete from moderation.links where n > 3"))
    assert await flaws(db) == [(5, "cut_off")]
    await db.execute(
        text("update moderation.chain_head set n = 3, link = (select link from moderation.links where n = 3)")
    )
    assert await flaws(db) == [], "the database alone cannot know"
    assert await flaws(db, kept) == [(5, "cut_off")], "a head kept elsewhere can"


async def test_a_chain_rewritten_from_the_start_is_found_by_a_kept_head(db: AsyncSession) -> None:
    kept = await five_acts(db)
    await db.execute(text("truncate moderation.links"))
    await db.execute(text("delete from moderation.chain_head"))
    db.expunge_all()
    for number in range(1, 8):
        await chain.append(db, [act(number)])
    assert await flaws(db) == []
    assert await flaws(db, kept) == [(5, "head_differs")]


async def test_a_wrong_head_of_nothing_is_found(db: AsyncSession) -> None:
    await five_acts(db)
    assert await flaws(db, Head(0, "00" * 32)) == [(0, "head_differs")]


async def test_an_erased_payload_leaves_nothing_readable_and_the_chain_sound(db: AsyncSession) -> None:
    kept = await five_acts(db)
    await erase(db, 3)
    verified = await chain.verify(db, kept)
    assert verified.is_sound
    assert verified.erased_count == 1
    row = (await db.execute(text("select payload, salt from moderation.links where n = 3"))).one()
    assert (row.payload, row.salt) == (None, None)


async def test_an_erasure_itself_is_never_erased(db: AsyncSession) -> None:
    await five_acts(db)
    await erase(db, 3)
    for n, code in ((6, "is_erasure"), (99, "no_such_row"), (3, "erased_already")):
        with pytest.raises(ModerationRefused, match=code):
            await chain.erase(db, n)


async def test_equal_payloads_have_different_digests(db: AsyncSession) -> None:
    await chain.append(db, [act(1), act(1)])
    digests = (await db.execute(text("select digest from moderation.links order by n"))).scalars().all()
    assert digests[0] != digests[1]


async def test_two_writers_at_once_leave_one_unbroken_line(engine: AsyncEngine) -> None:
    import asyncio

    async def write(number: int) -> None:
        async with AsyncSession(engine) as session, session.begin():
            await chain.append(session, [act(number), act(number + 100)])

    await asyncio.gather(*(write(number) for number in range(12)))
    async with AsyncSession(engine) as session:
        verified = await chain.verify(session)
        assert verified.is_sound
        assert verified.row_count == 24


async def test_a_rolled_back_transaction_leaves_no_gap(engine: AsyncEngine) -> None:
    async with AsyncSession(engine) as session, session.begin():
        await chain.append(session, [act(1)])
    async with AsyncSession(engine) as session:
        await chain.append(session, [act(2)])
        await session.rollback()
    async with AsyncSession(engine) as session, session.begin():
        assert (await chain.append(session, [act(3)])).n == 2
        assert (await chain.verify(session)).is_sound


async def test_the_auditor_reads_heads_newest_first_page_by_page(db: AsyncSession) -> None:
    await five_acts(db)
    first = await chain.heads(db, row_count=3)
    rest = await chain.heads(db, before_n=first[-1].n, row_count=3)
    assert [row.n for row in first + rest] == [5, 4, 3, 2, 1]
    assert str(Head(first[0].n, first[0].digest)) == str(await chain.head(db))


async def test_verifying_walks_more_rows_than_one_batch(db: AsyncSession, monkeypatch: Any) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    await five_acts(db)
    await db.execute(text("delete from moderation.links where n = 4"))
    assert await flaws(db) == [(4, "removed")]


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcđ", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc", max_size=3), plain, max_size=4), st.binary(min_size=32, max_size=32))
def test_the_order_of_keys_makes_no_difference(payload: dict[str, Any], salt: bytes) -> None:
    turned = dict(reversed(payload.items()))
    assert chain.payload_digest(salt, payload) == chain.payload_digest(salt, turned)
    assert chain.payload_digest(salt, payload) == hashlib.sha256(salt + chain.canonical(payload)).digest()


@pytest.mark.parametrize(
    "payload", [{"a": 1.5}, {"a": "x\0"}, {"a": "\ud800"}, {1: "a"}, {"a": {2: 1}}, {"a": NOON}]
)
def test_what_would_not_come_back_the_same_is_refused(payload: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError):
        chain.canonical(payload)


async def test_every_kind_of_payload_comes_back_the_same(db: AsyncSession) -> None:
    odd: dict[str, Any] = {
        "đ": "Ẫ ễ ợ Ữ",
        "n": 10**30,
        "neg": -1,
        "list": [1, [True, None]],
        "dict": {"b": 1, "a": {}},
    }
    await chain.append(db, [Act("thử", NOON, odd)])
    assert await flaws(db) == []


def test_findings_compare_by_value() -> None:
    assert Finding(1, "changed") == Finding(1, "changed")
