"""Who has an account by now claims what was entered for them: by a receipt's code, confirmed by a second person."""

import secrets
from typing import Annotated

from pydantic import AfterValidator, BaseModel
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forum.accounts import limits
from forum.accounts.directory import account_of_persona
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.factors.recovery import GROUP, GROUPS, LETTERS, in_groups
from forum.accounts.factors.sealing import digest_of_code
from forum.accounts.models import Account, Persona
from forum.actor import Actor, require
from forum.contributions import events
from forum.contributions.entering import policy
from forum.contributions.entering.claims import enterers_of, standing_of, thing_of
from forum.contributions.entering.joining import join
from forum.contributions.entering.models import ClaimCode, EnteredClaim
from forum.contributions.entering.policy import CheckedHow, ClaimState
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import OFFICE, DutyKind
from forum.errors import Conflict, Invalid
from forum.fields import MISSING, Reason
from forum.journal import record
from forum.thing import Thing
from forum.words import _

WRONG_CODE = _(
    "Không đúng, đã được dùng, hoặc đã có giấy biên nhận mới thay. Mời Ông/Bà xem lại giấy biên nhận mới nhất."
)
PRINTED_NOW = _("Giấy biên nhận có mã vừa được in. Nếu không thấy, đề nghị in lại sau một phút.")
TYPED_BY_YOU = _(
    "Nội dung này do chính Ông/Bà nhập hộ, hoặc mã do Ông/Bà cấp; Ông/Bà không nhận về tài khoản mình được."
)


def _typed(code: str) -> str:
    """No words: a code from paper, with whatever stands between its groups."""
    if not any(one.isalnum() for one in code):
        raise ValueError(MISSING)
    return code


class TypedCode(BaseModel):
    code: Annotated[str, AfterValidator(_typed)]


class ConfirmedClaim(BaseModel):
    checked_how: CheckedHow


class RefusedClaim(BaseModel):
    reason: Reason


async def issue_code(db: Db, actor: Actor, persona_id: int, secret: bytes) -> str:
    """Returns it as it is printed: it is not shown again. One printed before opens nothing from now on. Raises Conflict
    where one was printed just now: the second of two clicks would make what the first printed worthless."""
    await load(db, Persona, persona_id, lock=True)
    require(policy.may_issue_code(actor, **await standing_of(db, persona_id)))
    since = ClaimCode.issued_at > actor.at - policy.REPRINT_AFTER
    if await db.scalar(select(ClaimCode.persona_id).where(ClaimCode.persona_id == persona_id, since)):
        raise Conflict(PRINTED_NOW)
    code = "".join(secrets.choice(LETTERS) for _place in range(GROUPS * GROUP))
    values = {
        "code_hash": _digest(secret, code),
        "issued_by": actor.persona_id,
        "issued_at": actor.at,
        "expires_at": actor.at + policy.CODE_LASTS,
    }
    await db.execute(
        insert(ClaimCode)
        .values(persona_id=persona_id, **values)
        .on_conflict_do_update(index_elements=["persona_id"], set_=values)
    )
    await record(db, actor, events.ClaimCodeIssued(Thing("persona", persona_id), persona_id))
    return in_groups(code)


def _digest(secret: bytes, typed: str) -> str:
    code = "".join(one for one in typed.lower() if one.isalnum())
    return digest_of_code(secret, 0, f"receipt {code}")


async def send_claim(db: Db, actor: Actor, origin: limits.Origin, typed: TypedCode) -> EnteredClaim:
    """Raises Invalid for a wrong code, which counts as a guess as soon as the caller commits, and TooMany for too many.
    The second of two clicks finds the first one's claim."""
    require(policy.may_send_claim(actor))
    assert actor.persona_id is not None  # may_send_claim requires a member
    guesses = origin.code_guesses((await account_of_persona(db, actor.persona_id)).id)
    await limits.lock(db, guesses)
    await limits.require_room(db, guesses, actor.at, limits.CODE_GUESSED)
    digest = _digest(origin.secret, typed.code)
    sent = await db.scalar(select(EnteredClaim).where(EnteredClaim.code_hash == digest))
    if sent is not None and sent.claimed_by == actor.persona_id and sent.state == ClaimState.waiting:
        return sent
    code = await db.scalar(select(ClaimCode).where(ClaimCode.code_hash == digest).with_for_update())
    if code is None or code.expires_at <= actor.at:
        await limits.count(db, guesses, actor.at)
        raise Invalid("code", WRONG_CODE)
    if actor.persona_id in {code.issued_by, *await enterers_of(db, code.persona_id)}:
        raise Invalid("code", TYPED_BY_YOU)
    claim = EnteredClaim(
        persona_id=code.persona_id,
        claimed_by=actor.persona_id,
        claimed_at=actor.at,
        code_hash=digest,
        code_issued_by=code.issued_by,
    )
    db.add(claim)
    await db.delete(code)
    await db.flush()
    await duties.start(db, actor, thing_of(claim.id), DutyKind.confirm_claim, OFFICE)
    thing = Thing("persona", actor.persona_id)
    await record(db, actor, events.ClaimSent(thing, claim.id, claim.persona_id, actor.persona_id))
    return claim


async def confirm_claim(db: Db, actor: Actor, claim_id: int, confirmed: ConfirmedClaim) -> EnteredClaim:
    """What was entered is the account's from now on. Raises Conflict where that was closed meanwhile."""
    claim = await load(db, EnteredClaim, claim_id, lock=True)
    require(policy.may_decide_claim(actor, claim, await enterers_of(db, claim.persona_id)))
    require_recent_factor(actor)
    account = (
        await db.scalars(select(Account).where(Account.persona_id == claim.claimed_by).with_for_update())
    ).one_or_none()
    if account is None or account.closed_at is not None:
        raise Conflict(_("Tài khoản xin nhận đã đóng; đề nghị từ chối yêu cầu này."))
    people = {
        one: await load(db, Persona, one, lock=True) for one in sorted((claim.persona_id, claim.claimed_by))
    }
    texts = await join(db, actor, people[claim.persona_id], people[claim.claimed_by])
    claim.checked_how = confirmed.checked_how
    await _decide(db, actor, claim, policy.CLAIM.after("confirm_claim"))
    of = (claim.id, claim.persona_id, claim.claimed_by)
    done = events.ClaimConfirmed(
        Thing("persona", claim.claimed_by), *of, claim.checked_how, text_count=len(texts)
    )
    moved = [events.AuthorClaimed(text, claim.persona_id, claim.claimed_by) for text in texts]
    await record(db, actor, *moved, done)
    return claim


async def refuse_claim(db: Db, actor: Actor, claim_id: int, refused: RefusedClaim) -> EnteredClaim:
    claim = await load(db, EnteredClaim, claim_id, lock=True)
    require(policy.may_decide_claim(actor, claim, await enterers_of(db, claim.persona_id)))
    claim.refused_because = refused.reason
    await _decide(db, actor, claim, policy.CLAIM.after("refuse_claim"))
    thing = Thing("persona", claim.claimed_by)
    of = (claim.id, claim.persona_id, claim.claimed_by)
    await record(db, actor, events.ClaimRefused(thing, *of, refused.reason))
    return claim


async def _decide(db: Db, actor: Actor, claim: EnteredClaim, state: ClaimState) -> None:
    await duties.complete(db, actor, thing_of(claim.id), DutyKind.confirm_claim)
    claim.state, claim.decided_by, claim.decided_at = state, actor.persona_id, actor.at
