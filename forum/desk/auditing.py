"""Verification of the audit chain, shared by the auditor's page and the command line."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from forum.clock import start_of_day
from forum.database import ReadDb
from forum.words import Words, _
from moderation import chain
from moderation.rules import RuleVersion, shipped_versions, version_in_force

FLAWS: dict[str, Words] = {
    "changed": _("nội dung đã bị sửa"),
    "removed": _("dòng bị mất"),
    "link_broken": _("mắt xích không khớp với dòng trước"),
    "erased_without_act": _("nội dung bị xóa mà không có quyết định xóa"),
    "head_differs": _("khác với mã đã lưu"),
    "cut_off": _("thiếu phần cuối"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """`readable` is False for a head not in the form N:DIGEST; then nothing was verified."""

    head: str
    readable: bool
    verified: chain.Verified | None
    lines: tuple[Words, ...]

    @property
    def is_sound(self) -> bool:
        return self.verified is not None and self.verified.is_sound


def read_head(text: str) -> chain.Head | None:
    """'12:ab…', as on the auditor's page; None for any other form."""
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip().lower())
    if match is None:
        return None
    n, digest = match.groups()
    return chain.Head(int(n), digest)


async def check(db: ReadDb, head: str | None) -> Checked:
    """Verify the whole chain and describe the result. Without a head only its consistency is checked."""
    known = read_head(head) if head and head.strip() else None
    if head and head.strip() and known is None:
        return Checked(head, False, None, ())
    verified = await chain.verify(db, known)
    lines = [_("Dòng {n}: {flaws}", n=one.n, flaws=FLAWS[one.flaw]) for one in verified.findings]
    lines += [restored_words(one) for one in verified.restorations]
    return Checked(head or "", True, verified, tuple(lines))


def restored_words(restored: chain.Restored) -> Words:
    """Why a head that was copied after the backup is not in the chain."""
    return _(
        "Phục hồi từ bản sao lưu {backup}; các mã sau dòng {n} trước lúc đó không còn.",
        backup=restored.backup,
        n=restored.to_n,
    )


def rules_now(at: datetime) -> RuleVersion:
    return version_in_force(shipped_versions(), at)


def start_of_year(year: int) -> datetime:
    return start_of_day(date(year, 1, 1))
