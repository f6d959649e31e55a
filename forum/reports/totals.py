"""How many proposals, opinions and questions everyone may read and how many of them are answered: sums of the rows of
forum.database.tallies, and the jobs that look after these."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    text,
    true,
    union_all,
)

from forum.audience import AT, EVERYONE, Visibility, moment
from forum.consultations.models import Opinion
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import Db, ReadDb
from forum.database.tallies import COUNTED, Tally
from forum.jobs import JobContext, job
from forum.threads.models import Proposal

log = logging.getLogger("forum.reports")

RECOUNT_LOCK = 7_305_005
KEY = ("kind", "consultation_id")
NUMBERS = ("published", "answered", "for_everyone", "answered_for_everyone")


@dataclass(frozen=True, slots=True)
class Totals:
    text_count: int = 0
    answered_count: int = 0


def _tallied(sign: int) -> Select[*tuple[object, ...]]:
    return select(
        Tally.kind, Tally.consultation_id, *((getattr(Tally, name) * sign).label(name) for name in NUMBERS)
    )


def _counted(which: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """A row for each of these texts, with the numbers that it adds."""
    is_opinion = Contribution.kind == "opinion"
    answered = case(
        (is_opinion, OfficialText.state == OfficialState.published), else_=Proposal.answered_at.is_not(None)
    )
    for_everyone = Contribution.audience.contains([EVERYONE])
    adds = (true(), answered, for_everyone, and_(answered, for_everyone))
    return (
        select(
            Contribution.kind,
            case((is_opinion, Contribution.subject_id), else_=null()).label("consultation_id"),
            *(case((one, 1), else_=0).label(name) for name, one in zip(NUMBERS, adds, strict=True)),
        )
        .outerjoin(Proposal, Proposal.id == Contribution.id)
        .outerjoin(Opinion, Opinion.id == Contribution.id)
        .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
        .where(Contribution.kind.in_(COUNTED), which)
    )


_lapsed = and_(Contribution.visibility == Visibility.interim_hidden, Contribution.hidden_until <= AT)
_each = union_all(_tallied(1), _counted(_lapsed)).subquery()
_sums = (func.sum(column) for column in (_each.c.for_everyone, _each.c.answered_for_everyone))
_FOR_EVERYONE = select(_each.c.kind, *_sums).group_by(_each.c.kind)


async def public_totals(db: ReadDb, at: datetime) -> Mapping[str, Totals]:
    """By kind, of the texts that everyone may read."""
    rows = await db.execute(_FOR_EVERYONE, moment(at))
    return {kind: Totals(int(texts), int(answered)) for kind, texts, answered in rows}


def differences() -> Select[*tuple[object, ...]]:
    """What is missing in the numbers, in one statement and so at one moment: no row where they are right."""
    published = Contribution.visibility == Visibility.published
    each = union_all(_counted(published), _tallied(-1)).subquery()
    key = [each.c[name] for name in KEY]
    sums = {name: func.sum(each.c[name]) for name in NUMBERS}
    wrong = or_(*(one != 0 for one in sums.values()))
    return (
        select(*key, *(cast(one, BigInteger).label(name) for name, one in sums.items()))
        .group_by(*key)
        .having(wrong)
    )


@job("recount_tallies", cron="20 18 * * *")
async def recount_tallies(context: JobContext) -> None:
    """Once a night: two changes at the same moment, of a text and of its answer, may not have seen each other. One run
    at a time, begun before its statement looks: two would both append what is missing."""
    await context.db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RECOUNT_LOCK})
    mended = insert(Tally).from_select([*KEY, *NUMBERS], differences()).returning(Tally.kind)
    for kind in await context.db.scalars(mended):
        log.warning("numbers of published texts were wrong, and are mended: %s", kind)


@job("merge_tallies", cron="*/5 * * * *")
async def merge_tallies(context: JobContext) -> None:
    await merge(context.db)


async def merge(db: Db) -> None:
    """Several rows of one number become one, which is all that a page reads then."""
    several = select(Tally.kind, Tally.consultation_id).group_by(Tally.kind, Tally.consultation_id)
    several = several.having(func.count() > 1)
    found = several.subquery()
    same = and_(
        Tally.kind == found.c.kind, Tally.consultation_id.is_not_distinct_from(found.c.consultation_id)
    )
    gone = (
        delete(Tally).where(same).returning(*(getattr(Tally, name) for name in (*KEY, *NUMBERS))).cte("gone")
    )
    sums = (cast(func.sum(gone.c[name]), BigInteger) for name in NUMBERS)
    key = [gone.c[name] for name in KEY]
    merged = insert(Tally).from_select([*KEY, *NUMBERS], select(*key, *sums).group_by(*key))
    await db.execute(merged)
