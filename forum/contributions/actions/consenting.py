"""What the consent to publish means for texts that wait: without it they are withdrawn, and none is published."""

from sqlalchemy import select, update

from forum.accounts.actions.consents import end_consent
from forum.accounts.directory import account_of_persona
from forum.actor import Actor, Purpose
from forum.audience import Visibility
from forum.contributions.actions.writing import Withdrawal, withdraw
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import NAME, RevisionState, WithdrawalReason
from forum.database import Db


async def withdraw_consent(db: Db, actor: Actor, purpose: Purpose) -> None:
    """Withdraw the actor's consent. Without the one to publish, what waits for review is withdrawn too, and an
    edit that waits is not published; texts published before stay."""
    assert actor.persona_id is not None  # a member has a persona
    if purpose == Purpose.terms:
        await withdraw_what_waits(db, actor)
    account = await account_of_persona(db, actor.persona_id)
    await end_consent(db, account.id, purpose, actor.at)


async def withdraw_what_waits(db: Db, actor: Actor) -> None:
    """Of the actor's texts. An edit that waits is dropped as if it were refused: its files stay private, and what it
    took away stays. Contributions are locked before their revisions, as moderators lock them."""
    own = select(Contribution).where(Contribution.persona_id == actor.persona_id)
    waiting = select(Revision.contribution_id).where(Revision.state == RevisionState.pending)
    edited = await db.scalars(
        own.where(Contribution.id.in_(waiting)).order_by(Contribution.id).with_for_update()
    )
    await db.execute(
        update(Revision)
        .where(
            Revision.contribution_id.in_([it.id for it in edited]), Revision.state == RevisionState.pending
        )
        .values(state=RevisionState.refused)
    )
    waits = Contribution.visibility == Visibility.in_review, Contribution.kind != NAME
    texts = await db.scalars(own.where(*waits).order_by(Contribution.id).with_for_update())
    for it in texts.all():
        await withdraw(db, actor, it.id, Withdrawal(reason=WithdrawalReason.unstated))
