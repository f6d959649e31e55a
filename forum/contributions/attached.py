"""The files of a text, as its reader may have them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TypedDict

from sqlalchemy import ScalarSelect, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.actor import Actor
from forum.contributions.masks import in_force
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import RevisionState
from forum.database import ReadDb
from forum.files.models import File
from forum.files.names import with_ending
from forum.files.policy import FilePlace, FileRole, FileState, reads_letters
from forum.files.queries import FileView

MOST_SEARCHED = 200_000  # letters of a file
# As everybody has it: what a version that waits takes away stands until then.
SHOWN = frozenset({FilePlace.stands, FilePlace.leaving})


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
    digest: str
    until_version: int | None
    brought_by: str | None
    removed_by: str | None
    was_shown: bool


_text = aliased(Contribution)
_of_text = (_text.id == File.owner_id, _text.kind == File.owner_kind, Revision.contribution_id == _text.id)


def _state_of(
    version: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> ScalarSelect[RevisionState]:
    found = select(Revision.state).where(*_of_text, Revision.text_version == version)
    return found.correlate(File).scalar_subquery()


_brought_by, _removed_by = _state_of(File.since_version), _state_of(File.until_version)
_past = (
    Revision.state == RevisionState.past,
    Revision.text_version >= File.since_version,
    Revision.text_version < File.until_version,
)
_was_shown = exists().where(*_of_text, *_past).correlate(File)
_NAMES = (
    "id",
    "name",
    "kind",
    "size",
    "role",
    "signed_by",
    "signed_on",
    "is_unread",
    "since_version",
    "digest",
    "until_version",
)
_PAIRS = [part for name in _NAMES for part in (name, getattr(File, name))]
_STATES = ("brought_by", _brought_by, "removed_by", _removed_by, "was_shown", _was_shown)
# One column of the row of a text, so that a list of texts costs no statement more.
ATTACHED = (
    select(func.jsonb_agg(aggregate_order_by(func.jsonb_build_object(*_PAIRS, *_STATES), File.id)))
    .where(
        File.owner_kind == Contribution.kind,
        File.owner_id == Contribution.id,
        File.state == FileState.clean,
        File.role != FileRole.issued_copy,  # of a paper about it: forum.files.issued
    )
    .correlate(Contribution)
    .scalar_subquery()
)


async def words_of_files(db: ReadDb, kind: str, ids: Collection[int]) -> dict[int, str]:
    """Names and words of the files of things of a kind, for search, as they stand for everybody."""
    if not ids:
        return {}
    rows = await db.execute(
        select(
            File.owner_id,
            File.role,
            File.name,
            func.left(File.text, MOST_SEARCHED).label("text"),
            File.since_version,
            File.until_version,
            _brought_by.label("brought_by"),
            _removed_by.label("removed_by"),
        )
        .where(File.owner_kind == kind, File.owner_id.in_(ids), File.state == FileState.clean)
        .where(File.role.not_in([role for role in FileRole if role.is_private]))
        .order_by(File.id)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        # A signed copy came with none of the versions of a text.
        brought_by = None if row.role == FileRole.issued_copy else row.brought_by
        if _place(row.since_version, brought_by, row.until_version, row.removed_by) in SHOWN:
            found.setdefault(row.owner_id or 0, []).append(f"{row.name}\n{row.text}")
    return {owner: "\n".join(words) for owner, words in found.items()}


def _place(
    since_version: int, brought_by: str | None, until_version: int | None, removed_by: str | None
) -> FilePlace:
    if until_version == since_version:
        return FilePlace.removed
    if brought_by == RevisionState.pending:
        return FilePlace.coming
    if brought_by == RevisionState.refused:
        return FilePlace.unshown
    if until_version is None or removed_by == RevisionState.refused:
        return FilePlace.stands
    return FilePlace.leaving if removed_by == RevisionState.pending else FilePlace.removed


async def files_of_text(db: ReadDb, contribution_id: int) -> tuple[FileView, ...]:
    """All that its author and the moderators may have."""
    found = select(ATTACHED).select_from(Contribution).where(Contribution.id == contribution_id)
    return _known(await db.scalar(found))


def files_for(
    actor: Actor, it: Contribution, files: list[Attached] | None, *, is_mine: bool
) -> tuple[FileView, ...]:
    """Those that this reader of the text may have: what came with a version that waits is its author's and the
    moderators', and so is what a later version took away. So are all while a passage is masked, since no mask reaches
    into a file, which may repeat it. A letter is never everybody's."""
    known = _known(files)
    if is_mine or actor.moderates(it.forum_id):
        return known
    if in_force(it.masks, actor.at):
        return ()
    return tuple(
        replace(one, place=FilePlace.stands) if one.place == FilePlace.leaving else one
        for one in known
        if one.place in SHOWN and (not one.role.is_private or reads_letters(actor))
    )


def _known(files: list[Attached] | None) -> tuple[FileView, ...]:
    """Without those that were taken away before anybody was shown them."""
    views = [(_view(one), one["was_shown"]) for one in files or ()]
    return tuple(view for view, was_shown in views if was_shown or view.place != FilePlace.removed)


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
        until_version=one["until_version"],
        digest=one["digest"],
        place=_place(one["since_version"], one["brought_by"], one["until_version"], one["removed_by"]),
    )
