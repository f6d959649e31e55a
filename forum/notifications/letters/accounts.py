"""Mails with a one-time link. The token is made while the mail is written, so that no job holds a secret."""

import secrets

from sqlalchemy import select

from forum.accounts.actions.logins import make_token
from forum.accounts.models import Account, AddressChange, Persona
from forum.accounts.queries import token_digest
from forum.database import load
from forum.jobs import JobContext, job
from forum.notifications.letter import in_frame
from forum.notifications.mail import Mail, deliver
from forum.urls import url_for
from forum.words import _, joined, reading_in

MAILS = {
    "confirm": (
        _("Xác nhận đăng ký Hiến Kế"),
        _("Để hoàn tất đăng ký, mời Ông/Bà mở liên kết dưới đây trong 3 ngày."),
        url_for("accounts.confirm"),
    ),
    "login": (
        _("Liên kết đăng nhập Hiến Kế"),
        _("Mời Ông/Bà mở liên kết dưới đây trong 30 phút để đăng nhập. Liên kết dùng được một lần."),
        url_for("accounts.use_link"),
    ),
    "close": (
        _("Đóng tài khoản Hiến Kế"),
        _("Mời Ông/Bà mở liên kết dưới đây trong 2 giờ để đóng tài khoản."),
        url_for("accounts.close"),
    ),
    "close_nameless": (
        _("Đóng tài khoản Hiến Kế và bỏ tên"),
        _("Mời Ông/Bà mở liên kết dưới đây trong 2 giờ để đóng tài khoản và bỏ họ tên khỏi ý kiến đã đăng."),
        url_for("accounts.close"),
    ),
    "reset": (
        _("Đặt lại mật khẩu Hiến Kế"),
        _("Mời Ông/Bà mở liên kết dưới đây trong 2 giờ để đặt mật khẩu mới."),
        url_for("accounts.reset"),
    ),
}
NOT_YOU = _("Nếu Ông/Bà không gửi yêu cầu này, xin bỏ qua thư; không có gì thay đổi.")


@job("mail_link", attempts=5)
async def mail_link(context: JobContext, purpose: str, account_id: int) -> None:
    """Write and send one link. A second run sends a second link; both work until one is used."""
    account = await load(context.db, Account, account_id)
    persona = await load(context.db, Persona, account.persona_id)
    subject, sentence, path = MAILS[purpose]
    token = await make_token(context.db, purpose, account.id, context.at)
    link = f"{context.settings.site}{path}?ma={token}"
    name = f"{persona.title} {persona.name}".strip()
    text = joined([sentence, link, NOT_YOU], "\n\n")
    with reading_in(account.locale):
        letter = str(in_frame(_("Ông/Bà {name}", name=name), text))
        await deliver(context, account, Mail(account.email, str(subject), letter))


ADDRESS_MAILS = {
    "confirm": (
        _("Hiến Kế: xác nhận địa chỉ mới"),
        _("Để dùng địa chỉ này cho tài khoản của Ông/Bà, mời mở liên kết dưới đây trong 3 ngày."),
        url_for("accounts.confirm_address"),
    ),
    "stop": (
        _("Hiến Kế: tài khoản đổi sang địa chỉ khác"),
        _(
            "Tài khoản của Ông/Bà được đề nghị đổi sang một địa chỉ thư khác. Nếu không phải Ông/Bà làm, mời mở liên "
            "kết dưới đây trong 7 ngày để dừng; không cần đăng nhập."
        ),
        url_for("accounts.stop_address"),
    ),
}


@job("mail_address_change", attempts=5)
async def mail_address_change(context: JobContext, change_id: int) -> None:
    """To the old address, and, unless the change counts already, to the new one. A second run sends links of its
    own; those before no longer work."""
    change = await context.db.get(AddressChange, change_id, with_for_update=True)
    if change is None or change.stopped_at is not None:
        return
    account = await load(context.db, Account, change.account_id)
    change.stop_hash = await _mail_address(context, account, change.old_email, "stop")
    taken = select(Account.id).where(Account.email == change.new_email)
    if change.confirmed_at is None and await context.db.scalar(taken) is None:
        change.confirm_hash = await _mail_address(context, account, change.new_email, "confirm")


async def _mail_address(context: JobContext, account: Account, to: str, purpose: str) -> str:
    """Returns the digest of the link's token."""
    subject, sentence, path = ADDRESS_MAILS[purpose]
    token = secrets.token_urlsafe(32)
    persona = await load(context.db, Persona, account.persona_id)
    name = f"{persona.title} {persona.name}".strip()
    with reading_in(account.locale):
        text = joined([sentence, f"{context.settings.site}{path}?ma={token}"], "\n\n")
        letter = str(in_frame(_("Ông/Bà {name}", name=name), text))
        await deliver(context, account, Mail(to, str(subject), letter))
    return token_digest(token)
