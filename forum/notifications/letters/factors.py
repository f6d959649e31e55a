"""Letters to the administrators about a second factor that was removed without them. They guard accounts, and so need
no consent to mail; the owner's own is in letters.accounts."""

from datetime import datetime

from forum.accounts import events
from forum.accounts.directory import account_of_persona
from forum.accounts.queries import persona_labels, personas_bound
from forum.actor import Role
from forum.database import ReadDb
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter
from forum.notifications.subjects import subject_of
from forum.urls import url_for
from forum.words import _


@notifies(events.FactorsRemovedByOperator)
async def factors_removed_by_operator(
    db: ReadDb, happened: events.FactorsRemovedByOperator, at: datetime
) -> list[Letter]:
    name = (await persona_labels(db, {happened.persona_id}))[happened.persona_id].name
    text = _(
        "Người vận hành máy chủ đã gỡ bước thứ hai của tài khoản {name}. Lý do: {reason}. Việc này có trong chuỗi kiểm "
        "tra. Nếu Ông/Bà không rõ vì sao, mời hỏi ngay người vận hành.",
        name=name,
        reason=happened.reason.rstrip("."),
    )
    subject = subject_of(events.FactorsRemovedByOperator, what=name)
    path = url_for("admin.person", (await account_of_persona(db, happened.persona_id)).id)
    others = [one for one in await personas_bound(db, at, Role.administrator) if one != happened.persona_id]
    return [
        Letter(one, subject, text, happened.thing, path, purpose=None, is_urgent=True, regardless=True)
        for one in others
    ]
