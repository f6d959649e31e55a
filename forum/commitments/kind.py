"""Kind definition of commitments: cards and search entries."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor
from forum.clock import local_date
from forum.commitments.actions.repudiating import repudiate_text
from forum.commitments.actions.texts import approve_text, send_back_text
from forum.commitments.models import PREFIX, Commitment
from forum.commitments.policy import Part, shown_state
from forum.commitments.proofs import proven_commitments
from forum.commitments.queries import CONFIRM_BY, READABLE, commitment_page, found_state
from forum.commitments.texts import commitment_of_text
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.official import Approval, SentBack
from forum.contributions.remarks import remark_kind
from forum.database import Db, ReadDb
from forum.days import deadline
from forum.programme.queries import sections_of
from forum.programme.task_links import tasks_of
from forum.terms import term
from forum.thing import Approving, Awaiting, Card, Kind, Responsible, StaffWords, Thing, approving_steps
from forum.urls import url_for
from forum.words import Words, _
from search.entry import Entry

_HEADS = (
    select(
        *(Commitment.id, Commitment.code, Commitment.title, Commitment.state, Commitment.reported_as),
        *(Body.name.label("body"), CONFIRM_BY.label("confirm_by")),
    )
    .join(Body, Body.id == Commitment.body_id)
    .where(READABLE, Commitment.id.in_(bindparam("ids", expanding=True)))
)


async def cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    return {
        it.id: Card(
            thing=Thing("commitment", it.id),
            url=url_for("commitments.commitment", it.id),
            title=it.title,
            code=it.code,
            state=found_state(shown_state(it.state, it.confirm_by, actor.at), it.reported_as),
            author=it.body,
            byline=it.body,
        )
        for it in await db.execute(_HEADS, audience.params(actor) | {"ids": ids})
    }


async def entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    rows = await db.execute(
        select(Commitment, Body.name, Body.code)
        .join(Body, Body.id == Commitment.body_id)
        .where(Commitment.id.in_(ids))
    )
    tasks = await tasks_of(db, [Thing("commitment", one) for one in ids])
    return {
        it.id: Entry(
            kind="commitment",
            thing_id=it.id,
            version=it.version,
            url=url_for("commitments.commitment", it.id),
            title=it.title,
            text=it.detail,
            audience=frozenset(it.audience) | {audience.body(it.body_id)},
            year=local_date(it.made_at).year,
            state=found_state(it.state, it.reported_as),
            occurred_at=it.made_at,
            code=it.code,
            author=body,
            sections=sections_of(tasks[Thing("commitment", it.id)]),
            tasks=tuple(task.code for task in tasks[Thing("commitment", it.id)]),
            bodies=(body_code,),
        )
        for it, body, body_code in rows
    }


async def responsible_for(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The body whose result a remark is about."""
    rows = await db.execute(select(Commitment.id, Commitment.body_id).where(Commitment.id.in_(ids)))
    return {one: Responsible(body_ids=frozenset({body_id})) for one, body_id in rows}


async def awaiting(db: ReadDb, actor: Actor, text_id: int) -> Awaiting | None:
    """The text with the commitment that it is about and what will be public with its words."""
    page = await commitment_page(db, actor, await commitment_of_text(db, text_id))
    drafted = next((one for one in page.drafts if one.text.id == text_id), None)
    can = approving_steps(drafted.can if drafted else (), "approve_text", "send_back_text")
    if drafted is None or not can:
        return None
    beside: list[tuple[Words, Words | str]] = [(_("Công bố"), drafted.words)]
    if drafted.due_on is not None:
        beside.append((_("Thời hạn mới"), deadline(drafted.due_on)))
    if drafted.body is not None:
        beside.append((_("Giao cơ quan khác"), drafted.body))
    if drafted.evidence:
        beside.append((term("objects.result_evidence"), drafted.evidence))
    return Awaiting((page.line.thing, page.line.source), tuple(beside), drafted.digest, can)


async def approve(db: Db, actor: Actor, text_id: int, seen_digest: str) -> None:
    await approve_text(db, actor, text_id, Approval(seen_digest=seen_digest))


async def send_back(db: Db, actor: Actor, text_id: int, note: str) -> None:
    await send_back_text(db, actor, text_id, SentBack(note=note))


# Official texts, read and found with the commitment that they are about.
_NOUNS = {
    Part.report: "objects.report",
    Part.request: "objects.request",
    Part.ruling: "objects.ruling",
}
_TEXTS = tuple(
    replace(
        remark_kind(part, noun, cards, entries, responsible_for),
        approving=Approving(awaiting, approve, send_back, repudiate_text),
    )
    for part, noun in _NOUNS.items()
)
KINDS = (
    Kind(
        "commitment",
        Commitment,
        "objects.commitment",
        cards,
        entries,
        prefix=PREFIX,
        proven=proven_commitments,
        staff_words=(
            StaffWords(
                BodyHandover.reason,
                lambda one: (BodyHandover.thing_kind == "commitment") & (BodyHandover.thing_id == one),
            ),
        ),
    ),
    remark_kind("dispute", "objects.dispute", cards, entries, responsible_for),
    remark_kind("confirmation", "objects.confirmation", cards, entries, responsible_for),
    remark_kind("due_objection", "objects.due_objection", cards, entries, responsible_for),
    *_TEXTS,
)
