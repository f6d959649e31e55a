"""Rules for a body's report on a task: prepared by its officers, public once its head approves it."""

from collections.abc import Iterable
from datetime import datetime

from forum.actor import Actor, Decision, first_refusal
from forum.contributions.official import policy as official
from forum.programme.policy import may_draft_progress

KIND = "progress_report"  # of the contribution


def may_revise_progress(actor: Actor, way: official.Official) -> Decision:
    return official.may_revise(actor, way)


def may_submit_progress(actor: Actor, way: official.Official) -> Decision:
    return official.may_submit(actor, way)


def may_send_back_progress(actor: Actor, way: official.Official) -> Decision:
    return official.may_send_back(actor, way)


def may_approve_progress(
    actor: Actor, way: official.Official, lead_body_ids: Iterable[int], withdrawn_at: datetime | None
) -> Decision:
    """Only while that very body leads the task, since approving publishes."""
    return first_refusal(
        [official.may_approve(actor, way), still_leads(actor, way, lead_body_ids, withdrawn_at)]
    )


def still_leads(
    actor: Actor, way: official.Official, lead_body_ids: Iterable[int], withdrawn_at: datetime | None
) -> Decision:
    still = [one for one in lead_body_ids if one == way.body_id]
    return may_draft_progress(actor, still, withdrawn_at)


def may_publish_progress(
    actor: Actor, way: official.Official, lead_body_ids: Iterable[int], withdrawn_at: datetime | None
) -> Decision:
    """What the head approved on paper."""
    return first_refusal(
        [official.may_publish(actor, way), still_leads(actor, way, lead_body_ids, withdrawn_at)]
    )
