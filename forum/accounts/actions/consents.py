"""What people consent to, in which words, and since when (Luật 91/2025/QH15): given and withdrawn one by one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from forum.accounts.models import Account, Consent
from forum.actor import Purpose
from forum.database import Db, load
from forum.words import Words, _

PURPOSES: Mapping[Purpose, Words] = {
    Purpose.terms: _("Lưu và công bố ý kiến"),
    Purpose.mail: _("Nhận thư thông báo"),
    Purpose.announcements: _("Nhận thư về mọi kỳ tiếp xúc, dự thảo"),
}
# What is consented to, in full.
CONSENTS: Mapping[Purpose, Words] = {
    Purpose.terms: _(
        "Tôi đồng ý để hệ thống lưu và công bố ý kiến tôi gửi kèm họ tên của tôi, theo Quy tắc diễn đàn. "
        "Ý kiến về chính sách là dữ liệu cá nhân nhạy cảm; tôi có thể rút lại sự đồng ý này."
    ),
    Purpose.mail: _(
        "Tôi đồng ý nhận thư điện tử báo kết quả xử lý ý kiến của tôi, diễn biến của việc tôi theo dõi và của "
        "việc tôi phụ trách."
    ),
    Purpose.announcements: _(
        "Tôi đồng ý nhận thư điện tử báo mọi kỳ tiếp xúc và mọi dự thảo lấy ý kiến mà tôi được xem."
    ),
}
# What happens when the consent is withdrawn, as the person reads it before.
WITHOUT: Mapping[Purpose, Words] = {
    Purpose.terms: _(
        "Nếu rút: Ông/Bà không gửi được ý kiến mới; nội dung đang chờ duyệt được rút lại và không đăng. Ý kiến đã "
        "đăng là một phần của hồ sơ công khai nên vẫn còn, kèm họ tên; muốn rút từng bài, Ông/Bà mở bài đó. Có thể "
        "đồng ý lại bất cứ lúc nào."
    ),
    Purpose.mail: _(
        "Nếu rút: hệ thống không gửi thư nữa, trừ liên kết đăng nhập do Ông/Bà yêu cầu; thông báo vẫn hiện trên trang."
    ),
    Purpose.announcements: _(
        "Nếu rút: Ông/Bà chỉ được báo kỳ tiếp xúc, dự thảo thuộc nhiệm vụ, diễn đàn hoặc cơ quan mình theo dõi."
    ),
}


async def give_consents(db: Db, account_id: int, purposes: Iterable[Purpose], at: datetime) -> None:
    """Store each with its wording of today. What stands already stays as it was given."""
    await load(db, Account, account_id, lock=True)
    standing = select(Consent.purpose).where(Consent.account_id == account_id, Consent.withdrawn_at.is_(None))
    stands = set((await db.scalars(standing)).all())
    for purpose in dict.fromkeys(purposes):
        if purpose not in stands:
            wording = str(CONSENTS[purpose])
            db.add(Consent(account_id=account_id, purpose=purpose, wording=wording, given_at=at))
    await db.flush()


async def end_consent(db: Db, account_id: int, purpose: Purpose, at: datetime) -> None:
    """The record of it stays, with the day of withdrawal. A second call changes nothing."""
    await db.execute(
        update(Consent)
        .where(Consent.account_id == account_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
