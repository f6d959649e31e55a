"""Passwords: argon2id over NFKC, since Vietnamese keyboards type one word as different characters.

Hashing runs on threads of its own; callers end their transaction first, so that no connection waits for it.
"""

import asyncio
import os
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from pydantic import AfterValidator

from forum.words import Words, _
from vietnamese import visible_length

LEAST, MOST = 10, 200  # characters as a person counts them
LONGEST_READ = 4 * MOST  # nobody's password; normalising long runs of marks takes quadratic time

GIVES_WAY = 5  # more niceness


def _give_way() -> None:
    """Whoever asks for a page comes before this thread and those that it starts. Other systems than Linux have no
    priority of a single thread."""
    if sys.platform == "linux":
        os.nice(GIVES_WAY)


_hasher = PasswordHasher()
# Two at a time: each takes a core and 64 MiB; a hall that logs in at once waits its turn.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2", initializer=_give_way)
# Verified for unknown addresses, so that the response takes as long as for known ones.
_NOBODY = _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a password fits a stored hash. `fresh_hash` is to be stored instead of one that is out of date."""

    fits: bool
    fresh_hash: str | None = None


def password_fault(password: str) -> Words | None:
    """What is wrong with a new password, or None. Checks length above all (NIST SP 800-63B)."""
    if len(password) > LONGEST_READ:
        return _("Mật khẩu không quá {most} ký tự.", most=MOST)
    count = visible_length(_plain(password))
    if count < LEAST:
        return _(
            "Mật khẩu cần ít nhất {least} ký tự, hiện có {count}; có thể là một câu dễ nhớ.",
            least=LEAST,
            count=count,
        )
    if count > MOST:
        return _("Mật khẩu không quá {most} ký tự; hiện có {count}.", most=MOST, count=count)
    if len(set(_plain(password))) < 4:
        return _("Mật khẩu quá đơn giản; mời chọn mật khẩu khác.")
    return None


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, _plain(password))


async def check(stored: str, password: str) -> Match:
    """Takes the same time for an account without a password (`stored` is empty) as for one with another."""
    match = await asyncio.get_running_loop().run_in_executor(_threads, _match, stored or _NOBODY, password)
    return match if stored else Match(False)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _match(stored: str, password: str) -> Match:
    if len(password) > LONGEST_READ:
        return Match(False)
    plain = _plain(password)
    if _verifies(stored, plain):
        return Match(True, _hasher.hash(plain) if _hasher.check_needs_rehash(stored) else None)
    if plain != password and _verifies(stored, password):
        return Match(True, _hasher.hash(plain))
    return Match(False)


def _verifies(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _strong(password: str) -> str:
    if fault := password_fault(password):
        raise ValueError(fault)
    return password


def _strong_or_none(password: str) -> str:
    return _strong(password) if password else ""


# Spaces count like any character, the outer ones too.
NewPassword = Annotated[str, AfterValidator(_strong)]
OptionalPassword = Annotated[str, AfterValidator(_strong_or_none)]
