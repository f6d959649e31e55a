"""Server-side drafts: saved text, form keys, and the guard against submitting twice."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions.drafts import gathered_drafts
from forum.contributions.models import Contribution, Draft, OfficialText
from forum.contributions.policy import OfficialState
from forum.database import Db, lock_name
from forum.errors import AlreadySent, DraftConflict, Forbidden, NotFound, TooLarge, TooMany
from forum.words import _

Fields = Mapping[str, object]
SENT_AGAIN_WITHIN = timedelta(days=1)
HELD_BYTES = 100_000
HELD_PER_HOUR = 10
GATHERED_MOST = 60  # on one sheet


def new_key() -> str:
    """An unguessable key: it gives access to text held over an expired log-in."""
    return secrets.token_urlsafe(18)


def digest_of(fields: Fields) -> str:
    """Equal words have equal digests. As the version of a draft, it is that of what was saved."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """`version` is what the next saving must have seen. `was_sent`: the draft under the form's key has been
    sent from elsewhere, so these words are a draft of their own, under a new key."""

    key: str
    version: str
    was_sent: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """`first_url` is where an identical earlier submission led; `other_url` where one with other words led."""

    first_url: str | None = None
    other_url: str | None = None


async def save_draft(
    db: Db, actor: Actor, key: str, place: str, fields: Fields, seen: str = ""
) -> SavedDraft:
    """Save what was typed so far. `seen` is the version that the form was shown with. Raises DraftConflict
    where other words were saved under the key meanwhile, NotFound for somebody else's key."""
    draft = await _locked(db, actor, key, place)
    _require_seen(draft, fields, seen)
    was_sent = draft.sent_url is not None
    if was_sent and draft.sent_digest != digest_of(fields):
        draft = await _locked(db, actor, new_key(), place)
    if draft.sent_url is None:
        draft.fields, draft.place, draft.saved_at = dict(fields), place, actor.at
    await db.flush()
    return SavedDraft(draft.key, digest_of(fields), was_sent)


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a form: its key and place, and the version of the draft that it was shown with."""

    key: str
    place: str
    fields: Fields
    seen: str = ""


async def gather_draft(db: Db, actor: Actor, sheet_id: int, typed: Typed) -> int:
    """Save a form's words as a draft on a sheet; the same words are there once. Returns how many the sheet has. Raises
    Forbidden where it is full, and AlreadySent where this very form was sent."""
    await lock_name(db, f"sheet {actor.persona_id} {sheet_id}")
    others = [one for one in await gathered_drafts(db, actor, sheet_id) if one.key != typed.key]
    if len(others) >= GATHERED_MOST:
        message = _(
            "Phiếu đã có {most} góp ý, là số nhiều nhất của một phiếu. Mời gửi phiếu rồi gom tiếp; góp ý này đã được "
            "lưu nháp.",
            most=GATHERED_MOST,
        )
        raise Forbidden(message, code="wrong_state")
    if any(one.fields == typed.fields for one in others):
        return len(others)
    saved = await save_draft(db, actor, typed.key, typed.place, typed.fields, typed.seen)
    draft = await db.get_one(Draft, saved.key)
    if draft.sent_url is not None:
        raise AlreadySent(draft.sent_url)
    draft.sheet_id = sheet_id
    return len(others) + 1


async def take_off_sheet(db: Db, actor: Actor, key: str) -> int:
    """The words stay a draft of their author's. Returns the sheet; raises NotFound for what is not on one of theirs."""
    draft = await db.get(Draft, key, with_for_update=True)
    if draft is None or draft.persona_id != actor.persona_id or draft.sheet_id is None:
        raise NotFound
    sheet_id, draft.sheet_id = draft.sheet_id, None
    return sheet_id


_MINE = insert(Draft).values(
    {name: bindparam(name) for name in ("key", "persona_id", "place", "fields", "saved_at")}
)
_CLAIMED = (
    _MINE.on_conflict_do_update(
        index_elements=["key"],
        set_={"persona_id": func.coalesce(Draft.persona_id, _MINE.excluded.persona_id)},
    )
    .returning(Draft)
    .execution_options(populate_existing=True)
)


async def _locked(db: Db, actor: Actor, key: str, place: str) -> Draft:
    """The person's draft under the key, made if there is none. A second request waits here for the first."""
    mine: dict[str, object] = {
        "key": key,
        "persona_id": actor.persona_id,
        "place": place,
        "fields": {},
        "saved_at": actor.at,
    }
    draft = (await db.scalars(_CLAIMED, mine)).one()
    if draft.persona_id != actor.persona_id:
        raise NotFound
    return draft


async def check_draft(db: Db, actor: Actor, key: str, fields: Fields, seen: str) -> None:
    """Lock the form's draft before the form is sent, which drops it. Raises DraftConflict where it holds words
    that the form was shown without."""
    draft = await db.get(Draft, key, with_for_update=True)
    if draft is not None and draft.persona_id == actor.persona_id:
        _require_seen(draft, fields, seen)


def _require_seen(draft: Draft, fields: Fields, seen: str) -> None:
    if not draft.fields or digest_of(draft.fields) == seen or draft.fields == fields:
        return
    theirs = {name: value for name, value in draft.fields.items() if value != fields.get(name, "")}
    raise DraftConflict(
        _(
            "Bản nháp này đã được lưu với chữ khác từ một cửa sổ khác. Mời Ông/Bà xem cả hai rồi lưu hoặc gửi lại."
        ),
        theirs=theirs,
        version=digest_of(draft.fields),
    )


async def claim_draft(
    db: Db, actor: Actor, key: str, place: str, fields: Fields, *, is_text: bool = False
) -> Claim:
    """Lock the form's row, and look whether the form was sent before; a new text also under another key.

    A second click waits here for the first to commit, then gets its URL.
    """
    digest = digest_of(fields)
    await lock_name(db, f"{actor.persona_id} {digest}")
    draft = await _locked(db, actor, key, place)
    if draft.sent_digest == digest:
        return Claim(first_url=draft.sent_url)
    if is_text and (twin := await _sent_twin(db, actor, place, digest)) is not None:
        return Claim(first_url=twin)
    return Claim(other_url=draft.sent_url)


_OVER = exists(
    select(Contribution.id)
    .outerjoin(OfficialText, OfficialText.id == Contribution.id)
    .where(
        Contribution.created_at == Draft.saved_at,
        or_(Contribution.persona_id == Draft.persona_id, OfficialText.drafted_by == Draft.persona_id),
        or_(Contribution.visibility == Visibility.withdrawn, OfficialText.state == OfficialState.replaced),
    )
)
_TWIN = select(Draft.sent_url).where(
    Draft.persona_id == bindparam("persona_id"),
    Draft.place == bindparam("place"),
    Draft.sent_digest == bindparam("digest"),
    Draft.saved_at > bindparam("after"),
    ~_OVER,
)


async def _sent_twin(db: Db, actor: Actor, place: str, digest: str) -> str | None:
    """Where the same words led that this person sent from the same place, under another key, within a day: the
    page of a sent form that was opened again by 'Back'. What was withdrawn since may be sent again."""
    given = {"persona_id": actor.persona_id, "place": place, "digest": digest}
    url: str | None = await db.scalar(_TWIN, given | {"after": actor.at - SENT_AGAIN_WITHIN})
    return url


async def mark_sent(db: Db, actor: Actor, key: str, url: str, fields: Fields) -> None:
    """Drop the draft's text, which is now stored elsewhere, and keep the URL it led to."""
    await db.execute(
        update(Draft)
        .where(Draft.key == key, Draft.persona_id == actor.persona_id)
        .values(sent_url=url, sent_digest=digest_of(fields), fields={}, saved_at=actor.at, sheet_id=None)
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sent a text without a log-in: digests of the cookie of their browser and of their address."""

    browser: str
    peer: str


async def hold_draft(
    db: Db, holder: Holder, at: datetime, key: str | None, place: str, fields: Fields
) -> str:
    """Hold a text that came without a valid log-in, for a day, for the browser that sent it. The same form
    held again replaces what it held. Raises TooLarge past 100 kB, TooMany past ten an hour from one address."""
    if len(json.dumps(fields, ensure_ascii=False).encode()) > HELD_BYTES:
        raise TooLarge
    held = hashlib.sha256(f"{holder.browser} {key or new_key()}".encode()).hexdigest()[:32]
    await lock_name(db, f"held {holder.peer}")
    draft = await db.get(Draft, held, with_for_update=True)
    if draft is not None and draft.persona_id is not None:  # theirs by now, since they have logged in
        held, draft = new_key(), None
    if draft is None:
        await _count_held(db, holder, at)
        draft = Draft(key=held, persona_id=None, browser_digest=holder.browser, peer_digest=holder.peer)
        db.add(draft)
    draft.place, draft.fields, draft.saved_at = place, dict(fields), at
    await db.flush()
    return held


async def _count_held(db: Db, holder: Holder, at: datetime) -> None:
    hour = timedelta(hours=1)
    lately = Draft.persona_id.is_(None) & (Draft.peer_digest == holder.peer) & (Draft.saved_at > at - hour)
    recent, first_at = (await db.execute(select(func.count(), func.min(Draft.saved_at)).where(lately))).one()
    if recent >= HELD_PER_HOUR:
        raise TooMany(
            _("Từ nơi này đã giữ nhiều bài chưa gửi trong một giờ; đăng nhập rồi thì gửi được ngay."),
            wait=first_at + hour - at,
        )


async def delete_draft(db: Db, actor: Actor, key: str) -> None:
    """Delete one's own unsent text. A second call changes nothing."""
    await db.execute(
        delete(Draft).where(Draft.key == key, Draft.persona_id == actor.persona_id, Draft.sent_url.is_(None))
    )
