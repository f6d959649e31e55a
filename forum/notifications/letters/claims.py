"""Letters to a member who claimed what was entered: about the account, so they need no consent to mail."""

from datetime import datetime

from forum.contributions import events
from forum.database import ReadDb
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter
from forum.notifications.subjects import Subject, subject_of
from forum.urls import url_for
from forum.words import Words, _

ENTERED = _("Nội dung gửi bằng thư, điện thoại")


@notifies(events.ClaimConfirmed)
async def claim_confirmed(db: ReadDb, happened: events.ClaimConfirmed, at: datetime) -> list[Letter]:
    text = _(
        "Tổ thư ký đã xác nhận: {count:n} nội dung Ông/Bà gửi bằng thư, điện thoại nay ở tài khoản này, mục “Của tôi”. "
        "Từ nay thông báo về các nội dung đó được gửi vào tài khoản, không gửi thư giấy nữa.",
        count=happened.text_count,
    )
    subject = subject_of(events.ClaimConfirmed, what=ENTERED)
    return [_to_who_claimed(happened, subject, text, url_for("mine.mine"))]


@notifies(events.ClaimRefused)
async def claim_refused(db: ReadDb, happened: events.ClaimRefused, at: datetime) -> list[Letter]:
    text = _(
        "Tổ thư ký chưa xác nhận được tài khoản này là của người đã gửi thư hoặc gọi điện thoại. Lý do: {reason}\n"
        "Mã đã nhập không dùng được nữa. Ông/Bà có thể liên hệ tổ thư ký để nhận giấy biên nhận mới có mã khác.",
        reason=happened.reason,
    )
    subject = subject_of(events.ClaimRefused, what=ENTERED)
    return [_to_who_claimed(happened, subject, text, url_for("mine.claim"))]


def _to_who_claimed(
    happened: events.ClaimConfirmed | events.ClaimRefused, subject: Subject, text: Words, path: str
) -> Letter:
    return Letter(
        happened.claimed_by,
        subject,
        text,
        happened.thing,
        path,
        purpose=None,
        is_urgent=True,
        regardless=True,
    )
