"""What a copy of the database alone must not open: sealed, or kept as a digest, with the installation's key."""

import hashlib
import hmac
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def _key(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, f"factors {purpose}".encode(), hashlib.sha256).digest()


def _cipher(secret: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # here: digests do without

    return AESGCM(_key(secret, "seal"))


def seal(secret: bytes, owner: int, plain: str) -> bytes:
    """Only for this owner: moved to another's row, it no longer opens."""
    nonce = os.urandom(NONCE_BYTES)
    cipher = _cipher(secret)
    return nonce + cipher.encrypt(nonce, plain.encode(), str(owner).encode())


def unseal(secret: bytes, owner: int, sealed: bytes) -> str | None:
    """None where the installation's key is another one by now."""
    from cryptography.exceptions import InvalidTag

    cipher = _cipher(secret)
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], str(owner).encode()).decode()
    except InvalidTag:
        return None


def digest_of_code(secret: bytes, owner: int, code: str) -> str:
    return hmac.new(_key(secret, "codes"), f"{owner} {code}".encode(), hashlib.sha256).hexdigest()
