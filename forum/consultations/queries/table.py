"""The table of opinions and responses."""

from dataclasses import dataclass, field

from forum import audience
from forum.actor import Actor
from forum.consultations.models import (
    Opinion,
)
from forum.consultations.policy import Result
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions
from forum.consultations.queries.reading import steps_on
from forum.contributions.models import Contribution
from forum.database import ReadDb

TABLE = 2000
# The steps that finish the table.
ANSWERING = {"draft_response", "approve_responses", "publish_responses", "conclude"}


@dataclass(frozen=True, slots=True)
class Counting:
    """Totals for the table's preamble: opinions and people are counted separately."""

    opinions: int = 0
    people: int = 0
    answered: int = 0
    by_result: dict[Result, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TablePage:
    line: ConsultationLine
    rows: tuple[OpinionView, ...]
    counting: Counting
    can: frozenset[str]


async def table_page(db: ReadDb, actor: Actor, consultation_id: int, *, limit: int = TABLE) -> TablePage:
    """The table in the order of the draft; a hidden opinion is a tombstone without text."""
    line = await consultation_line(db, actor, consultation_id)
    rows = await opinions(
        db,
        actor,
        Opinion.consultation_id == line.id,
        Contribution.visibility.in_(audience.PLACE_HELD),
        limit=limit,
        by_paragraph=True,
    )
    shown = [row for row in rows if row.text.tombstone is None]
    results: dict[Result, int] = {}
    for row in shown:
        if row.response is not None and row.response.is_published:
            results[row.response.result] = results.get(row.response.result, 0) + 1
    counting = Counting(len(shown), len({r.text.persona_id for r in shown}), sum(results.values()), results)
    return TablePage(line, tuple(rows), counting, (await steps_on(db, actor, line)) & ANSWERING)
