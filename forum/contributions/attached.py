"""The files of a text, as its reader may have them."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from forum.actor import Actor
from forum.contributions.masks import in_force
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import RevisionState
from forum.database import ReadDb
from forum.files.models import File
from forum.files.names import with_ending
from forum.files.policy import FileRole, FileState
from forum.files.queries import FileView

# What a version brought that is not shown yet, or was refused.
MOST_SEARCHED = 200_000  # letters of a file
HELD_BACK = frozenset({RevisionState.pending, RevisionState.refused})


class Attached(TypedDict):
    id: int
    name: str
    kind: str
    size: int
    role: str
    signed_by: str
    signed_on: str | None
    is_unread: bool
    since_version: int
    brought_by: str | None


_brought_by = (
    select(Revision.state)
    .where(Revision.contribution_id == File.owner_id, Revision.text_version == File.since_version)
    .correlate(File)
    .scalar_subquery()
)
_NAMES = ("id", "name", "kind", "size", "role", "signed_by", "signed_on", "is_unread", "since_version")
_PAIRS = [part for name in _NAMES for part in (name, getattr(File, name))]
# One column of the row of a text, so that a list of texts costs no statement more.
ATTACHED = (
    select(
        func.jsonb_agg(
            aggregate_order_by(func.jsonb_build_object(*_PAIRS, "brought_by", _brought_by), File.id)
        )
    )
    .where(
        File.owner_kind == Contribution.kind,
        File.owner_id == Contribution.id,
        File.state == FileState.clean,
    )
    .correlate(Contribution)
    .scalar_subquery()
)


async def words_of_files(db: ReadDb, kind: str, ids: Collection[int]) -> dict[int, str]:
    """Names and words of the files of things of a kind, for search, without what a version brought that is not
    shown."""
    if not ids:
        return {}
    rows = await db.execute(
        select(
            File.owner_id,
            File.name,
            func.left(File.text, MOST_SEARCHED).label("text"),
            _brought_by.label("by"),
        )
        .where(File.owner_kind == kind, File.owner_id.in_(ids), File.state == FileState.clean)
        .order_by(File.id)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        if row.by not in HELD_BACK:
            found.setdefault(row.owner_id or 0, []).append(f"{row.name}\n{row.text}")
    return {owner: "\n".join(words) for owner, words in found.items()}


def files_for(
    actor: Actor, it: Contribution, files: list[Attached] | None, *, is_mine: bool
) -> tuple[FileView, ...]:
    """Those that this reader of the text may have: what came with a version that waits is its author's and the
    moderators'. So are all while a passage is masked, since no mask reaches into a file, which may repeat it."""
    if is_mine or actor.moderates(it.forum_id):
        return tuple(_view(one) for one in files or ())
    if in_force(it.masks, actor.at):
        return ()
    return tuple(_view(one) for one in files or () if one["brought_by"] not in HELD_BACK)


def _view(one: Attached) -> FileView:
    return FileView(
        id=one["id"],
        name=with_ending(one["name"], one["kind"]),
        size=one["size"],
        state=FileState.clean,
        role=FileRole(one["role"]),
        reason="",
        found=(),
        removed=(),
        is_unread=one["is_unread"],
        signed_by=one["signed_by"],
        signed_on=date.fromisoformat(one["signed_on"]) if one["signed_on"] else None,
        since_version=one["since_version"],
    )
