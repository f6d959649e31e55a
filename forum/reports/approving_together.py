"""Several texts on the approval desk at once: each stands in full on one list, and exactly that list is approved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from forum import kinds
from forum.actor import Actor
from forum.contributions.models import Contribution, Revision
from forum.contributions.official.together import ListApproval, list_digest
from forum.database import Db, ReadDb, load
from forum.errors import Conflict
from forum.journal import recorded_together
from forum.paperwork.difference import Piece, by_words
from forum.reports.approving import InFull, approve, in_full, waiting_count, waiting_ids
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _

TOGETHER = 10  # each stands in full


@dataclass(frozen=True, slots=True)
class ListedInFull:
    """`read` is how the form names it; `since_shown` are its words beside those that an earlier list showed."""

    shown: InFull
    read: str
    was_changed: bool
    since_shown: tuple[Piece, ...]
    leave_out_url: str


@dataclass(frozen=True, slots=True)
class ApprovalList:
    items: tuple[ListedInFull, ...]
    digest: str
    waiting_count: int
    url: str


async def approval_list(
    db: ReadDb, actor: Actor, left_out: Collection[int], sent: ListApproval | None = None
) -> ApprovalList:
    """The longest waiting first, without those that were left out. `sent` is a list that was refused: what changed
    since is shown."""
    before = sent.digests() if sent is not None else {}
    versions = sent.versions() if sent is not None else {}
    ids = [one for one in await waiting_ids(db, actor) if one not in left_out]
    items = list[ListedInFull]()
    for text_id in ids:
        shown = await in_full(db, actor, text_id)
        if shown is not None and "approve" in shown.awaiting.can:
            items.append(await _listed(db, shown, left_out, before, versions))
        if len(items) == TOGETHER:
            break
    digest = list_digest([one.read for one in items])
    url = _url(left_out)
    return ApprovalList(tuple(items), digest, await waiting_count(db, actor), url)


def _url(left_out: Collection[int]) -> str:
    return url_for("approvals.group", query={"bo": ",".join(map(str, sorted(left_out)))} if left_out else {})


async def _listed(
    db: ReadDb,
    shown: InFull,
    left_out: Collection[int],
    before: Mapping[int, str],
    versions: Mapping[int, int],
) -> ListedInFull:
    text, digest = shown.text, shown.awaiting.digest
    version = await db.scalar(select(Contribution.text_version).where(Contribution.id == text.id))
    was_changed = before.get(text.id, digest) != digest
    since = await _since(db, shown, versions.get(text.id)) if was_changed else ()
    out = _url({*left_out, text.id})
    return ListedInFull(shown, f"{text.id}:{digest}:{version}", was_changed, since, out)


async def _since(db: ReadDb, shown: InFull, version: int | None) -> tuple[Piece, ...]:
    of_it = (Revision.contribution_id == shown.text.id, Revision.text_version == version)
    former = await db.scalar(select(Revision.typed_text).where(*of_it))
    return () if former is None or former == shown.text.text else tuple(by_words(former, shown.text.text))


async def approve_together(db: Db, actor: Actor, form: ListApproval) -> int:
    """All or none. Raises Conflict where the list is not as it was read, or one of it changed or waits no more."""
    seen = form.by_id()
    if list_digest(form.approved) != form.seen_list or len(seen) != len(form.approved):
        raise Conflict(_("Danh sách không còn như khi Ông/Bà đọc; chưa nội dung nào được duyệt."))
    await _lock_subjects(db, seen)
    changed = []
    for text_id, approval in sorted(seen.items()):
        shown = await in_full(db, actor, text_id)
        if shown is None or "approve" not in shown.awaiting.can:
            changed.append(_("nội dung số {number} không còn chờ duyệt", number=text_id))
        elif shown.awaiting.digest != approval.seen_digest:
            changed.append(_("{title} vừa được sửa", title=shown.card.code or shown.card.title))
    if changed:
        what = "; ".join(map(str, changed))
        raise Conflict(_("{what}. Chưa nội dung nào được duyệt; mời đọc lại danh sách.", what=what))
    async with recorded_together(db, actor):
        for text_id, approval in sorted(seen.items()):
            await approve(db, actor, text_id, approval.seen_digest)
    return len(seen)


async def _lock_subjects(db: Db, ids: Collection[int]) -> None:
    """What the texts are about, before any of the texts: as each of their rooms does."""
    about = await db.execute(
        select(Contribution.subject_kind, Contribution.subject_id).where(Contribution.id.in_(ids)).distinct()
    )
    things = [Thing(kind, one) for kind, one in about if kind in kinds.KINDS and one]
    for thing in sorted(things, key=_place_in_locking):
        await load(db, kinds.KINDS[thing.kind].table, thing.id, lock=True)


def _place_in_locking(thing: Thing) -> tuple[str, int]:
    return kinds.KINDS[thing.kind].table.__tablename__, thing.id
