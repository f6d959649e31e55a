"""What is marked reaches the index, what is in the index reaches the copy, and nothing is lost between."""

from contextlib import aclosing
from dataclasses import replace

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from search import changes, entries, pushing
from search.engine import EngineFailed, SearchEngine, SearchRequest, find
from search.entry import BAR, EntryRow, Ref
from search.grammar import parse
from search.meilisearch import MeilisearchEngine
from search.models import Change
from search.postgresql import PostgresqlEngine
from search.synonyms import read_synonyms
from tests.search.conftest import EVERYONE, Index, entry, push_all


async def test_a_mark_that_was_rolled_back_was_never_made(index: Index) -> None:
    with pytest.raises(ZeroDivisionError):
        async with index.begin() as db:
            await changes.mark_all(db, [Ref("post", 1)])
            raise ZeroDivisionError
    async with index.begin() as db:
        assert (await changes.take(db)).things == ()


async def test_a_change_made_during_the_drain_keeps_its_mark(index: Index) -> None:
    async with index.begin() as db:
        await changes.mark_all(db, [Ref("post", 1), Ref("post", 1), Ref("task", 2)])
    async with index.begin() as db:
        taken = await changes.take(db)
        assert taken.things == (Ref("post", 1), Ref("task", 2))
        async with index.begin() as other:
            await changes.mark_all(other, [Ref("post", 1)])
        await changes.forget(db, taken)
    async with index.begin() as db:
        assert [change.thing_id for change in await db.scalars(select(Change))] == [1]


async def _rows_read(db: AsyncSession) -> int:
    """Of search.changes, in this transaction."""
    read = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relid = 'search.changes'::regclass"
    return await db.scalar(text(read)) or 0


async def test_what_hangs_on_a_thing_is_marked_once_and_at_a_cost_that_does_not_grow_with_the_marks(
    index: Index,
) -> None:
    """Reindexing a city read all marks again for each 500 threads: hours."""
    replies = [Ref("post", number) for number in range(1, 201)]
    read = []
    for others in (1_000, 40_000):
        async with index.begin() as db:
            await db.execute(text("TRUNCATE search.changes"))
            await changes.mark_all(db, [Ref("proposal", number) for number in range(1, others)])
            taken = await changes.take(db)
            await changes.mark_all(db, replies[:50])
            before = await _rows_read(db)
            await changes.mark_behind(db, replies, taken)
            read.append(await _rows_read(db) - before)
            marked = await db.scalars(
                select(Change.thing_id).where(Change.kind == "post").order_by(Change.id)
            )
            assert marked.all() == list(range(1, 201))
    assert read[0] == read[1] <= len(replies)


async def test_a_thread_of_any_number_of_replies_is_marked_in_one_statement(index: Index) -> None:
    """Two parameters a reply made 65,535 at 32,767 of them: such a thread was never found again."""
    sent = []
    event.listen(index.engine.sync_engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    async with index.begin() as db:
        await changes.mark_behind(
            db, [Ref("post", number) for number in range(40_000)], changes.ClaimedChanges(())
        )
        assert len(sent) == 1
        assert await changes.count(db) == 40_000


async def test_the_same_entry_again_is_not_pushed_again(index: Index, copy: MeilisearchEngine) -> None:
    same = entry("một")
    await index.put(same)
    assert await push_all(index, copy) == 1
    await index.put(same)
    assert await push_all(index, copy) == 0
    await index.put(replace(same, audience=frozenset({"staff"})))
    assert await push_all(index, copy) == 1


async def test_an_entry_that_changes_while_it_is_copied_stays_due(
    index: Index, copy: MeilisearchEngine
) -> None:
    first = entry("cũ")
    await index.put(first)

    class Slow:
        prepare, document_count, clear = copy.prepare, copy.document_count, copy.clear

        async def store(self, rows: list[EntryRow], removed: list[Ref]) -> None:
            await index.put(replace(first, title="mới"))
            await copy.store(rows, removed)

    await pushing.push(index.begin, Slow())
    assert await push_all(index, copy) == 1


async def test_an_entry_that_is_removed_while_it_is_copied_is_deleted_from_the_copy(
    index: Index, copy: MeilisearchEngine
) -> None:
    closed, open_one = entry("sếu kín"), entry("sếu mở")
    await index.put(closed, open_one)

    class Slow:
        prepare, document_count, clear = copy.prepare, copy.document_count, copy.clear

        async def store(self, rows: list[EntryRow], removed: list[Ref]) -> None:
            await copy.store(rows, removed)
            await index.remove(closed)

    await pushing.push(index.begin, Slow())
    async with index.begin() as db:
        row = (await db.scalars(select(EntryRow).where(EntryRow.thing_id == closed.thing_id))).one()
        assert (row.removed, row.title, row.audience) == (True, "", [])
        found = await find(db, SearchRequest(parse("sếu"), EVERYONE), [copy])
    assert (found.engine, found.total) == ("meilisearch", 1)  # hidden at once
    assert not await pushing.reconcile(index.begin, copy)
    assert await push_all(index, copy) == 1
    assert await copy.document_count() == 1
    async with index.begin() as db:
        assert [row.thing_id for row in await db.scalars(select(EntryRow))] == [open_one.thing_id]


async def test_however_many_entries_are_removed_at_once(index: Index) -> None:
    some = [entry(f"cò {number}") for number in range(3)]
    await index.put(*some)
    async with index.begin() as db:
        refs = [Ref("proposal", number) for number in range(100_000, 140_000)]
        await entries.remove(db, *refs, Ref(some[0].kind, some[0].thing_id))
    async with index.begin() as db:
        assert await entries.count(db) == 2


async def test_a_document_that_the_server_refuses_stays_due(index: Index, copy: MeilisearchEngine) -> None:
    await index.put(entry("một"))
    async with aclosing(MeilisearchEngine("http://127.0.0.1:9", "key", "nowhere")) as lost:
        with pytest.raises(EngineFailed):
            await pushing.push(index.begin, lost)
    assert await push_all(index, copy) == 1


async def test_the_copy_hides_what_was_closed_before_it_knows(index: Index, copy: MeilisearchEngine) -> None:
    closed, removed, kept = entry("sếu một"), entry("sếu hai"), entry("sếu ba")
    await index.put(closed, removed, kept)
    await push_all(index, copy)
    await index.put(replace(closed, audience=frozenset({"moderators:3"})))
    await index.remove(removed)
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("sếu"), EVERYONE), [copy])
    assert (found.engine, found.total, found.facets["kind"]) == ("meilisearch", 1, {"proposal": 1})


async def test_a_copy_far_behind_leaves_it_to_postgresql(index: Index, copy: MeilisearchEngine) -> None:
    await index.put(*(entry(f"cò {n}") for n in range(60)))
    engines: list[SearchEngine] = [copy, PostgresqlEngine()]
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("cò"), EVERYONE), engines)
    assert (found.engine, found.total) == ("postgresql", 60)
    await push_all(index, copy)
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("cò"), EVERYONE), engines)
    assert (found.engine, found.total) == ("meilisearch", 60)


async def test_a_text_with_a_passage_barred_meanwhile_is_not_found_by_it(
    index: Index, copy: MeilisearchEngine
) -> None:
    said, other = entry("Giang sen", "số nhà 12 ngõ Mẫu"), entry("Giang sen", "ngõ Mẫu")
    await index.put(said, other)
    await push_all(index, copy)
    await index.put(replace(said, text=f"số nhà 12 {BAR}"))
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("ngõ Mẫu"), EVERYONE), [copy])
    assert (found.engine, found.things) == ("meilisearch", (Ref(other.kind, other.thing_id),))


async def test_a_text_that_lost_a_file_is_not_found_by_it_before_the_copy_knows(
    index: Index, copy: MeilisearchEngine
) -> None:
    """Closed, and made anew without those words, before the next push."""
    said, other = entry("Giang sen", "số nhà 12 ngõ Mẫu"), entry("Giang sen", "ngõ Mẫu")
    await index.put(said, other)
    await push_all(index, copy)
    await index.remove(said)
    await index.put(replace(said, text="số nhà 12"))
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("ngõ Mẫu"), EVERYONE), [copy])
    assert (found.engine, found.things) == ("meilisearch", (Ref(other.kind, other.thing_id),))
    await push_all(index, copy)
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("Giang sen"), EVERYONE), [copy])
    assert found.total == 2


async def test_meilisearch_answers_while_many_are_new_and_until_one_waits_half_a_minute(
    index: Index, copy: MeilisearchEngine
) -> None:
    await index.put(entry("vịt trời"))
    await push_all(index, copy)
    await index.put(*(entry(f"vịt trời {n}") for n in range(60)))
    engines: list[SearchEngine] = [copy, PostgresqlEngine()]
    for seconds, answered in ((20, ("meilisearch", 1)), (40, ("postgresql", 61))):
        aged = text("UPDATE search.entries SET changed_at = clock_timestamp() - make_interval(secs => :secs)")
        async with index.begin() as db:
            await db.execute(aged, {"secs": seconds})
            found = await find(db, SearchRequest(parse("vịt trời"), EVERYONE), engines)
        assert (found.engine, found.total) == answered


async def test_a_copy_that_lost_its_documents_is_filled_again(index: Index, copy: MeilisearchEngine) -> None:
    await index.put(entry("một"), entry("hai"))
    await push_all(index, copy)
    assert not await pushing.reconcile(index.begin, copy)
    await copy.clear()
    assert await pushing.reconcile(index.begin, copy)
    await push_all(index, copy)
    assert await copy.document_count() == 2


async def test_a_removed_thing_leaves_no_text_behind(index: Index, copy: MeilisearchEngine) -> None:
    secret = entry("Bồ nông", "canhgiu")
    await index.put(secret)
    await push_all(index, copy)
    await index.remove(secret)
    async with index.begin() as db:
        row = (await db.scalars(select(EntryRow))).one()
        assert "canhgiu" not in f"{row.title}{row.text}{row.text_words}{row.words}{row.marked}"
    await push_all(index, copy)
    async with index.begin() as db:
        assert (await db.scalars(select(EntryRow))).all() == []
    assert await copy.document_count() == 0


async def test_entries_made_with_other_synonyms_are_known_as_stale(index: Index) -> None:
    await index.put(entry("một", thing_id=5))
    others = read_synonyms("- [một, hai]")
    async with index.begin() as db:
        assert await entries.stale(db) == ()
        assert await entries.stale(db, synonyms=others) == (Ref("proposal", 5),)


async def test_beyond_two_thousand_the_fallback_says_more(index: Index) -> None:
    await index.put(entry("kiến", thing_id=1))
    async with index.begin() as db:
        names = [column.name for column in EntryRow.__table__.columns if column.name != "thing_id"]
        rest = ", ".join(names)
        await db.execute(
            text(
                f"INSERT INTO search.entries (thing_id, {rest}) "
                f"SELECT n, {rest} FROM search.entries, generate_series(2, 2010) n"
            )
        )
    async with index.begin() as db:
        request = SearchRequest(parse("kiến"), EVERYONE, page=100)
        found = await find(db, request, [PostgresqlEngine()])
    assert (found.total, found.total_is_exact, len(found.things)) == (2_000, False, 20)
    assert found.has_more(request)
