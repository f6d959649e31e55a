"""The table of opinions and responses."""

from dataclasses import dataclass, field

from sqlalchemy import BindParameter, ColumnElement, Tuple, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from forum import audience
from forum.actor import Actor
from forum.consultations.models import Opinion, OpinionResponse, ParagraphText
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import Result
from forum.consultations.queries.done import Done, done_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions, place_in_draft
from forum.consultations.queries.reading import steps_on
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import Channel, OfficialState
from forum.database import ReadDb

PAGE = 30
# A paper holds the whole table.
ALL_ROWS = 100_000
# The steps that finish the table.
ANSWERING = {"draft_response", "approve_responses", "publish_responses", "conclude", "confirm_uptakes"}


@dataclass(frozen=True, slots=True)
class Counting:
    """Totals for the table's preamble: opinions and people are counted separately."""

    opinions: int = 0
    people: int = 0
    answered: int = 0
    by_result: dict[Result, int] = field(default_factory=dict)
    by_channel: dict[Channel, int] = field(default_factory=dict)  # of what staff entered


@dataclass(frozen=True, slots=True)
class WholeTable:
    """In the order of the draft; a hidden opinion is a tombstone without text."""

    line: ConsultationLine
    rows: tuple[OpinionView, ...]


@dataclass(frozen=True, slots=True)
class TablePage(WholeTable):
    """A part of the table, with the totals of all of it. `next_after` is the key of the next page."""

    counting: Counting
    can: frozenset[str]
    done: Done | None
    next_after: int | None


async def whole_table(db: ReadDb, actor: Actor, consultation_id: int) -> WholeTable:
    line = await consultation_line(db, actor, consultation_id)
    return WholeTable(line, tuple(await _rows(db, actor, line, limit=ALL_ROWS)))


async def table_page(db: ReadDb, actor: Actor, consultation_id: int, after: int | None = None) -> TablePage:
    line = await consultation_line(db, actor, consultation_id)
    where = () if after is None else (follows(after),)
    rows = await _rows(db, actor, line, *where, limit=PAGE + 1)
    return TablePage(
        line,
        tuple(rows[:PAGE]),
        await _counting(db, actor, line.id),
        (await steps_on(db, actor, line)) & ANSWERING,
        await done_of(db, actor, line),
        rows[PAGE - 1].text.id if len(rows) > PAGE else None,
    )


async def _rows(
    db: ReadDb, actor: Actor, line: ConsultationLine, *where: ColumnElement[bool], limit: int
) -> list[OpinionView]:
    held = Contribution.visibility.in_(audience.PLACE_HELD)
    of_this = Opinion.consultation_id == line.id
    return await opinions(db, actor, of_this, held, *where, limit=limit, by_paragraph=True)


def follows(opinion_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """What stands after that opinion in the order of the draft."""
    return tuple_(place_in_draft(ParagraphText.position), Opinion.id) > key_in_draft(opinion_id)


_it, _its_paragraph = aliased(Opinion), aliased(ParagraphText)
_ITS_PLACE = (
    select(place_in_draft(_its_paragraph.position))
    .select_from(_it)
    .outerjoin(
        _its_paragraph,
        and_(_its_paragraph.paragraph_id == _it.paragraph_id, _its_paragraph.version == _it.version),
    )
)


def key_in_draft(opinion_id: int | BindParameter[int]) -> Tuple:
    """Where that opinion stands in the order of the draft."""
    return tuple_(_ITS_PLACE.where(_it.id == opinion_id).scalar_subquery(), opinion_id)


async def _counting(db: ReadDb, actor: Actor, consultation_id: int) -> Counting:
    """Of the opinions that the actor may read."""
    is_published = OfficialText.state == OfficialState.published
    by_result = [func.count().filter(is_published, OpinionResponse.result == result) for result in Result]
    entered: list[Channel] = [channel for channel in Channel if channel != Channel.web]
    by_channel = [func.count().filter(Contribution.channel == channel) for channel in entered]
    query = (
        select(func.count(), func.count(Contribution.persona_id.distinct()), *by_result, *by_channel)
        .select_from(Opinion)
        .join(Contribution, TEXT_OF_OPINION)
        .outerjoin(OpinionResponse, OpinionResponse.id == Opinion.response_id)
        .outerjoin(OfficialText, OfficialText.id == OpinionResponse.id)
        .where(
            Opinion.consultation_id == consultation_id,
            Contribution.visibility.in_(audience.PLACE_HELD),
            audience.clause(Contribution),
        )
    )
    opinion_count, people, *counts = (await db.execute(query, audience.params(actor))).one()
    results = {result: count for result, count in zip(Result, counts, strict=False) if count}
    channels = {one: count for one, count in zip(entered, counts[len(Result) :], strict=True) if count}
    return Counting(opinion_count, people, sum(results.values()), results, channels)
