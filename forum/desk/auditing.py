"""Verification of the audit chain, of itself and against what people read, shared by the auditor's page and the
command line."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from forum.accounts.queries import PersonaLabel, persona_labels
from forum.actor import Actor
from forum.clock import start_of_day
from forum.database import ReadDb
from forum.days import vntime
from forum.desk.proving import DECISION, Acts, Flaw, Proved, prove
from forum.kinds import KINDS
from forum.kinds import cards as cards_of
from forum.terms import event_word, term
from forum.thing import Card, Thing
from forum.words import Words, _
from moderation import chain
from moderation.rules import RuleVersion, shipped_versions, version_in_force
from moderation.values import Json

FLAWS: dict[str, Words] = {
    "changed": _("nội dung đã bị sửa"),
    "removed": _("dòng bị mất"),
    "link_broken": _("mắt xích không khớp với dòng trước"),
    "erased_without_act": _("nội dung bị xóa mà không có quyết định xóa"),
    "head_differs": _("khác với mã đã lưu"),
    "cut_off": _("thiếu phần cuối"),
}
# Of what people read, by the code that the command line prints beside the words.
PROOF_FLAWS: dict[str, Words] = {
    "differs": _("khác với lần ghi cuối trong chuỗi"),
    "gone": _("có trong chuỗi nhưng không còn trong dữ liệu"),
    "unlinked": _("có trong dữ liệu nhưng không có dòng nào trong chuỗi"),
    "approval_differs": _("khác với nội dung đã được duyệt"),
}
# So long an act may wait to be linked before somebody should look at the worker.
LINKED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Checked:
    """`readable` is False for a head not in the form N:DIGEST; then nothing was verified."""

    head: str
    readable: bool
    verified: chain.Verified | None
    lines: tuple[Words, ...]
    proved: Proved | None = None

    @property
    def is_sound(self) -> bool:
        is_proved = self.proved is None or not self.proved.flaws
        return self.verified is not None and self.verified.is_sound and is_proved

    @property
    def counts(self) -> tuple[Words, ...]:
        """What was counted against the links, a line a kind."""
        return tuple(
            _(
                "{kind}: {standing} trong dữ liệu, {linked} trong chuỗi",
                kind=noun_of(one.kind),
                standing=one.standing,
                linked=one.linked,
            )
            for one in (self.proved.counts if self.proved else ())
        )

    @property
    def unlinked(self) -> Words | None:
        """How many acts of citizens are yet to be linked, where there are any."""
        if self.verified is None or not self.verified.unlinked_count:
            return None
        return _(
            "{count} việc của người dân đang chờ nối vào chuỗi, việc đầu tiên từ {since}.",
            count=self.verified.unlinked_count,
            since=vntime(self.verified.unlinked_since),
        )


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
    acts = Acts()
    verified = await chain.verify(db, known, acts.note)
    proved = await prove(db, acts)
    lines = [_("Dòng {n}: {flaws}", n=one.n, flaws=FLAWS[one.flaw]) for one in verified.findings]
    lines += [restored_words(one) for one in verified.restorations]
    codes = await codes_of(db, [one.thing for one in proved.flaws])
    lines += [_flaw_words(one, codes) for one in proved.flaws]
    return Checked(head or "", True, verified, tuple(lines), proved)


def _flaw_words(one: Flaw, codes: Mapping[Thing, str]) -> Words:
    """What is wrong with which thing, and the row that says otherwise."""
    what = _(
        "{kind} {code}: {flaw} [{word}]",
        kind=noun_of(one.thing.kind),
        code=codes.get(one.thing) or f"#{one.thing.id}",
        flaw=PROOF_FLAWS[one.code],
        word=one.code,
    )
    return _("{what} (dòng {n})", what=what, n=one.n) if one.n else what


def noun_of(kind: str) -> Words:
    return term("objects.decision") if kind == DECISION else KINDS[kind].word


async def codes_of(db: ReadDb, things: Collection[Thing]) -> dict[Thing, str]:
    """The codes that people know things by, of those that have one."""
    found: dict[Thing, str] = {}
    for kind in {thing.kind for thing in things} & KINDS.keys():
        columns = KINDS[kind].table.__table__.c
        if "code" in columns:
            ids = [thing.id for thing in things if thing.kind == kind]
            rows = await db.execute(select(columns.id, columns.code).where(columns.id.in_(ids)))
            found |= {Thing(kind, row.id): row.code for row in rows if row.code}
    return found


def restored_words(restored: chain.Restored) -> Words:
    """Why a head that was copied after the backup is not in the chain."""
    return _(
        "Phục hồi từ bản sao lưu {backup}; các mã sau dòng {n} trước lúc đó không còn.",
        backup=restored.backup,
        n=restored.to_n,
    )


@dataclass(frozen=True, slots=True)
class ActLine:
    """A row of the chain in words: who did what about which thing. `who` is empty for what no person did."""

    head: str
    at: datetime
    word: Words
    who: str
    what: Words | str
    url: str | None
    is_erased: bool
    restored: Words | None


async def act_lines(db: ReadDb, actor: Actor, rows: Sequence[chain.HeadRow]) -> tuple[ActLine, ...]:
    """For the auditor. Three statements and the cards of the things, for any number of rows."""
    things = {row.n: thing for row in rows if (thing := _thing_of(row.payload)) is not None}
    cards = await cards_of(db, actor, set(things.values()))
    codes = await codes_of(db, list(things.values()))
    doers = {row.n: one for row in rows if isinstance(one := row.payload.get("persona_id"), int)}
    named = {thing.id for thing in things.values() if thing.kind == "persona"}
    labels = await persona_labels(db, named | set(doers.values()))
    lines = []
    for row in rows:
        thing = things.get(row.n)
        card = cards.get(thing) if thing is not None else None
        who = labels.get(doers.get(row.n, 0))
        lines.append(
            ActLine(
                head=f"{row.n}:{row.digest}",
                at=row.at,
                word=event_word(row.kind),
                who=who.name if who is not None else "",
                what=_what(thing, card, codes, labels),
                url=card.url if card is not None else None,
                is_erased=row.is_erased,
                restored=restored_words(row.restored) if row.restored else None,
            )
        )
    return tuple(lines)


def _thing_of(payload: Mapping[str, Json]) -> Thing | None:
    match payload:
        case {"thing": [str(kind), int(thing_id)]}:
            return Thing(kind, thing_id)
    return None


def _what(
    thing: Thing | None, card: Card | None, codes: Mapping[Thing, str], labels: Mapping[int, PersonaLabel]
) -> Words | str:
    if thing is None or thing.kind == "link":
        return ""
    if thing.kind == "persona":
        return labels[thing.id].name if thing.id in labels else ""
    if card is not None:
        return f"{codes[thing]} · {card.title}" if thing in codes else card.title
    return f"{noun_of(thing.kind)} {codes.get(thing, f'#{thing.id}')}" if thing.kind in KINDS else ""


def rules_now(at: datetime) -> RuleVersion:
    return version_in_force(shipped_versions(), at)


def start_of_year(year: int) -> datetime:
    return start_of_day(date(year, 1, 1))
