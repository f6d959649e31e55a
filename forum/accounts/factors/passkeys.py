"""Passkeys (W3C Web Authentication): a challenge goes out with the page and is signed by the key, once.

The library is imported in the functions: it loads another for each kind of certificate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from forum.accounts.factors.sealing import digest_of_code
from forum.accounts.models import Login, Passkey
from forum.database import Db, ReadDb

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

LONGEST = 20_000  # characters of what a browser sends; certificates included


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is read: keys belong to a host's name, never to a bare address."""

    host: str
    origin: str


async def passkeys_of(db: ReadDb, account_id: int) -> Sequence[Passkey]:
    own = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return (await db.scalars(own)).all()


def _known(keys: Sequence[Passkey]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys]


async def offer_registration(
    db: Db, login: Login, place: Place, secret: bytes, keys: Sequence[Passkey], name: str
) -> str:
    """What the browser is asked to make, as JSON. The challenge waits with the session."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Hiến Kế",
        user_name=name,
        user_id=bytes.fromhex(digest_of_code(secret, login.account_id, "handle")),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.DISCOURAGED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_known(keys),
    )
    login.challenge = options.challenge
    await db.flush()
    return webauthn.options_to_json(options)


async def offer_answer(db: Db, login: Login, place: Place, keys: Sequence[Passkey]) -> str:
    """What the browser is asked to sign, as JSON; '' where the account has no key."""
    if not keys:
        return ""
    import webauthn

    options = webauthn.generate_authentication_options(rp_id=place.host, allow_credentials=_known(keys))
    login.challenge = options.challenge
    await db.flush()
    return webauthn.options_to_json(options)


def _challenge(login: Login) -> bytes | None:
    challenge, login.challenge = login.challenge, None
    return challenge


async def add_passkey(
    db: Db, login: Login, place: Place, credential: str, name: str, at: datetime
) -> Passkey | None:
    """None where the browser's answer does not fit the challenge, or the key is known already."""
    challenge = _challenge(login)
    if challenge is None or len(credential) > LONGEST:
        return None
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except (WebAuthnException, ValueError):
        return None
    if await db.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)) is not None:
        return None
    key = Passkey(
        account_id=login.account_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        made_at=at,
    )
    db.add(key)
    await db.flush()
    return key


async def take_answer(db: Db, login: Login, place: Place, credential: str, at: datetime) -> bool:
    """Whether one of the account's keys signed the challenge that went out with this session's last page. A copied
    key shows by its count, which then does not grow."""
    challenge = _challenge(login)
    if challenge is None or len(credential) > LONGEST:
        return False
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        given = webauthn.helpers.parse_authentication_credential_json(credential)
        key = await db.scalar(
            select(Passkey)
            .where(Passkey.account_id == login.account_id, Passkey.credential_id == given.raw_id)
            .with_for_update()
        )
        if key is None:
            return False
        answer = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError):
        return False
    key.sign_count, key.used_at = answer.new_sign_count, at
    return True
