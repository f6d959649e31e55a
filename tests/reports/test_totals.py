"""Numbers of texts and of their answers, which pages read as sums: they are what a count finds."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, insert, select, text

from forum import clock
from forum.consultations.models import Opinion
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.contact.models import TEXT_OF_QUESTION, Question
from forum.contributions.models import Contribution
from forum.database import writing_session
from forum.database.tallies import COUNTED, Tally
from forum.jobs import Job, JobContext
from forum.reports.totals import Totals, differences, merge_tallies, public_totals, recount_tallies
from tests.builders import Builders
from tests.client import open_client
from tests.world import World


async def wrong(build: Builders) -> list[object]:
    async with writing_session(build.engine) as db:
        return [*await db.execute(differences())]


async def test_in_the_whole_world_each_number_is_what_a_count_finds(
    in_the_world: tuple[Builders, World],
) -> None:
    build, _world = in_the_world
    assert await wrong(build) == []
    async with writing_session(build.engine) as db:
        totals = await public_totals(db, clock.now())
    assert {kind for kind in COUNTED if totals[kind].text_count} == {*COUNTED}
    assert totals["proposal"].answered_count
    assert totals["opinion"].answered_count


async def test_texts_that_are_hidden_shown_or_deleted_change_them_and_their_answers(
    in_the_world: tuple[Builders, World],
) -> None:
    """Whatever changes them, in whichever order, and many at once."""
    build, _world = in_the_world
    for change in (
        "UPDATE contributions SET visibility = 'hidden' WHERE kind IN ('proposal', 'opinion') AND id % 2 = 0",
        "UPDATE official_texts SET state = 'approved' WHERE state = 'published' AND id % 3 = 0",
        "UPDATE contributions SET visibility = 'published' WHERE kind IN ('proposal', 'opinion', 'question')",
        "UPDATE contributions SET audience = '{members}' WHERE id % 5 = 0",
        "UPDATE opinions SET response_id = NULL WHERE id % 2 = 1",
        "UPDATE official_texts SET state = 'published'",
        "UPDATE proposals SET answered_at = CASE WHEN answered_at IS NULL THEN now() END",
    ):
        async with writing_session(build.engine) as db:
            await db.execute(text(change))
        assert await wrong(build) == [], change


async def test_what_was_hidden_for_a_time_counts_again_when_that_is_over(
    in_the_world: tuple[Builders, World],
) -> None:
    build, _world = in_the_world
    now = clock.now()
    async with writing_session(build.engine) as db:
        before = await public_totals(db, now)
        await db.execute(
            text(
                "UPDATE contributions SET visibility = 'interim_hidden', hidden_until = :until "
                "WHERE kind = 'proposal' AND visibility = 'published' AND 'everyone' = ANY (audience)"
            ),
            {"until": now + timedelta(hours=1)},
        )
        assert (await public_totals(db, now)).get("proposal", Totals()).text_count == 0
        assert await public_totals(db, now + timedelta(hours=2)) == before


async def test_merging_and_recounting_leave_one_right_row_for_each_number(
    in_the_world: tuple[Builders, World],
) -> None:
    build, _world = in_the_world
    async with writing_session(build.engine) as db:
        lost = {"published": 3, "answered": 1, "for_everyone": 0, "answered_for_everyone": 0}
        await db.execute(insert(Tally).values(kind="proposal", **lost))
    assert len(await wrong(build)) == 1

    async def work(run: Job) -> None:
        async with writing_session(build.engine) as db:
            await run(JobContext(db, clock.now(), build.settings, build.engine))

    for run in (recount_tallies, merge_tallies):
        await asyncio.gather(work(run), work(run))  # as where a worker is taken for dead
        assert await wrong(build) == []
    async with writing_session(build.engine) as db:
        several = select(Tally.kind).group_by(Tally.kind, Tally.consultation_id).having(func.count() > 1)
        assert [*await db.scalars(several)] == []


async def test_home_shows_the_numbers(in_the_world: tuple[Builders, World]) -> None:
    build, _world = in_the_world
    async with writing_session(build.engine) as db:
        opinions = (await public_totals(db, clock.now()))["opinion"]
    async with open_client(build.settings) as client:
        home = await client.get("/")
    assert f"{opinions.answered_count} / {opinions.text_count}" in " ".join(home.text.split())


async def test_each_opinion_and_question_is_on_what_its_text_is_on(
    in_the_world: tuple[Builders, World],
) -> None:
    """Lists look the texts up by their subject: one that differed would be missing."""
    build, _world = in_the_world
    async with writing_session(build.engine) as db:
        for row, is_its_text in ((Opinion, TEXT_OF_OPINION), (Question, TEXT_OF_QUESTION)):
            assert await db.scalar(select(func.count()).select_from(row))
            without = select(row.id).outerjoin(Contribution, is_its_text).where(Contribution.id.is_(None))
            assert (await db.scalars(without)).all() == []
