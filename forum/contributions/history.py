"""Earlier versions of a text, as far as a reader may see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true

from forum.actor import Actor
from forum.contributions import policy
from forum.contributions.attached import files_of_text
from forum.contributions.masks import barred, masked
from forum.contributions.models import Revision
from forum.contributions.policy import RevisionState
from forum.contributions.queries import TextView, html_for, text_of
from forum.database import ReadDb
from forum.errors import NotFound


@dataclass(frozen=True, slots=True)
class RevisionView:
    text_version: int
    state: RevisionState
    title: str
    text: str
    written_at: datetime
    note: str
    added_files: tuple[str, ...]
    removed_files: tuple[str, ...]

    @property
    def is_past(self) -> bool:
        return self.state == RevisionState.past


VERSIONS = 5  # on a page: each may be as long as a text may be, and is shown beside the one before


async def history(
    db: ReadDb, actor: Actor, contribution_id: int, before: int | None = None
) -> list[RevisionView]:
    """A page of the versions of a text, newest first, and one more where there are older ones; pending, rejected and
    unshown ones for its author only. `before` is the last version of the page before.

    Raises NotFound where the present text may not be read: hidden text must not leak through its history.
    """
    seen = await text_of(db, actor, contribution_id)
    if seen.tombstone is not None:
        raise NotFound
    states = frozenset(RevisionState) if seen.is_mine else policy.WAS_SHOWN
    rows = await db.scalars(
        select(Revision)
        .where(Revision.contribution_id == contribution_id, Revision.state.in_(states))
        .where(true() if before is None else Revision.text_version < before)
        .order_by(Revision.text_version.desc())
        .limit(VERSIONS + 1)
    )
    # a name may repeat what is masked
    files = await files_of_text(db, contribution_id) if seen.is_mine or not seen.masks else ()
    return [
        RevisionView(
            r.text_version,
            r.state,
            *masked(r.typed_title, r.typed_text, seen.masks),
            r.written_at,
            barred(r.note, seen.masks),
            tuple(one.name for one in files if one.since_version == r.text_version > 1),
            tuple(one.name for one in files if one.until_version == r.text_version),
        )
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A cited version as it was published. `text` is the contribution as it is now."""

    text_version: int
    title: str
    html: str
    written_at: datetime
    note: str
    text: TextView

    @property
    def is_present(self) -> bool:
        return self.text_version == self.text.text_version


async def version_of(db: ReadDb, actor: Actor, contribution_id: int, text_version: int) -> VersionView:
    """One published version. Raises NotFound for every other, also for its author, and where the present text
    may not be read."""
    seen = await text_of(db, actor, contribution_id)
    if seen.tombstone is not None:
        raise NotFound
    it = await db.scalar(
        select(Revision).where(
            Revision.contribution_id == contribution_id,
            Revision.text_version == text_version,
            Revision.state.in_(policy.WAS_SHOWN),
        )
    )
    if it is None:
        raise NotFound
    title = masked(it.typed_title, it.typed_text, seen.masks).title
    html = html_for(it, seen.masks)
    return VersionView(it.text_version, title, html, it.written_at, barred(it.note, seen.masks), seen)
