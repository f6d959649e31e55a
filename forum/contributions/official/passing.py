"""Texts in the name of a body that has ended: its successor's, before they are published."""

from sqlalchemy import ColumnElement

from forum import audience
from forum.accounts.models import Body
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import policy
from forum.contributions.official.actions import lift_approval, lock_all
from forum.database import Db, load


async def pass_to(db: Db, from_body_id: int, to_body_id: int, *about: ColumnElement[bool]) -> tuple[int, ...]:
    """`about` are conditions on what the texts are about. What was approved in the name of the one is not in the name
    of the other: it waits for approval again. Returns their ids."""
    to = await load(db, Body, to_body_id)
    unpublished = OfficialText.state.in_(policy.UNPUBLISHED)
    its = await lock_all(db, *about, unpublished, OfficialText.body_id == from_body_id)
    before, after = audience.body(from_body_id), audience.body(to_body_id)
    for it in its:
        await lift_approval(db, it)
        if policy.OFFICIAL.allows("lift", it.row.state):
            it.row.state = policy.OFFICIAL.after("lift")
        it.row.body_id, it.row.tended_by = to_body_id, None
        it.text.persona_id = to.persona_id
        it.text.audience = sorted({after if word == before else word for word in it.text.audience})
        it.text.version += 1
    return tuple(it.text.id for it in its)


def about(kind: str, *ids: int) -> ColumnElement[bool]:
    return (Contribution.subject_kind == kind) & Contribution.subject_id.in_(ids)
