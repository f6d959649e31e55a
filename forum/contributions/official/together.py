"""Several texts approved at once: exactly those that were read, each by the digest of what was shown of it."""

import hashlib
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field

from forum.contributions.official.actions import Approval
from forum.errors import Invalid
from forum.words import _


class Approvals(BaseModel):
    """Each text as id and digest of what was shown: '17:2f5c…', on the approval desk with the version of its words:
    '17:2f5c…:3'."""

    approved: Annotated[list[str], Field(min_length=1)]

    def by_id(self) -> dict[int, Approval]:
        return {one.text_id: Approval(seen_digest=one.digest) for one in map(_read, self.approved)}

    def digests(self) -> dict[int, str]:
        """Of what was shown; what is none of a list is left out."""
        return {one.text_id: one.digest for one in map(_found, self.approved) if one is not None}

    def versions(self) -> dict[int, int]:
        """Of the words that were read, where the form says it."""
        read = [one for one in map(_found, self.approved) if one is not None and _is_number(one.version)]
        return {one.text_id: int(one.version) for one in read}


class ListApproval(Approvals):
    """Of a whole list: `seen_list` is the digest of exactly that list, in its order."""

    seen_list: str


def list_digest(approved: Sequence[str]) -> str:
    """SHA-256 of the list, in hexadecimal."""
    return hashlib.sha256("\n".join(approved).encode()).hexdigest()


class _Read(NamedTuple):
    text_id: int
    digest: str
    version: str


def _read(value: str) -> _Read:
    found = _found(value)
    if found is None:
        raise Invalid("approved", _("Đề nghị chọn trong danh sách."))
    return found


def _found(value: str) -> _Read | None:
    text_id, _colon, read = value.partition(":")
    if not read or not _is_number(text_id):
        return None
    digest, _colon, version = read.partition(":")
    return _Read(int(text_id), digest, version)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 19
