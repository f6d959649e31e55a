"""Several texts approved at once: exactly those that were read, each by the digest of what was shown of it."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from forum.contributions.official.actions import Approval
from forum.errors import Invalid
from forum.words import _


class Approvals(BaseModel):
    """Each text as id and digest of what was shown: '17:2f5c…', on the approval desk with the version of its words:
    '17:2f5c…:3'."""

    approved: Annotated[list[str], Field(min_length=1)]

    def by_id(self) -> dict[int, Approval]:
        return {_number(one): Approval(seen_digest=one.split(":")[1]) for one in map(_checked, self.approved)}

    def versions(self) -> dict[int, int]:
        """Of the words that were read, where the form says it."""
        read = (one.split(":") for one in map(_checked, self.approved))
        return {int(parts[0]): int(parts[2]) for parts in read if len(parts) == 3 and _is_number(parts[2])}


class ListApproval(Approvals):
    """Of a whole list: `seen_list` is the digest of exactly that list, in its order."""

    seen_list: str


def list_digest(approved: Sequence[str]) -> str:
    """SHA-256 of the list, in hexadecimal."""
    return hashlib.sha256("\n".join(approved).encode()).hexdigest()


def _checked(value: str) -> str:
    if ":" not in value or not _is_number(value.partition(":")[0]):
        raise Invalid("approved", _("Đề nghị chọn trong danh sách."))
    return value


def _number(value: str) -> int:
    return int(value.partition(":")[0])


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 19
