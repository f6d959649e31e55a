"""The texts of cases as they were sent in, for who may open the desk."""

from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import bindparam, select, tuple_

from forum.contributions.models import Contribution, Revision
from forum.database import ReadDb
from moderation.queries import CaseRow

Revisions: TypeAlias = dict[tuple[int, int], Revision]  # by (contribution, version)

_TEXTS = select(Contribution).where(Contribution.id.in_(bindparam("ids", expanding=True)))
_REVISIONS = select(Revision).where(
    tuple_(Revision.contribution_id, Revision.text_version).in_(bindparam("versions", expanding=True))
)


async def texts_of(db: ReadDb, ids: Sequence[int]) -> dict[int, Contribution]:
    """Without the audience clause: the caller checks policy.may_open_desk first."""
    return {it.id: it for it in await db.scalars(_TEXTS, {"ids": ids})}


async def revisions_of(db: ReadDb, rows: Sequence[CaseRow]) -> Revisions:
    versions = [(row.subject.id, row.subject.version) for row in rows]
    found = await db.scalars(_REVISIONS, {"versions": versions})
    return {(one.contribution_id, one.text_version): one for one in found}
