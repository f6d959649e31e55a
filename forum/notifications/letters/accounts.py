"""Mails with a one-time link. The token is made while the mail is written, so that no job holds a secret. A link that
was asked for so long ago that it would no longer open is not sent."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.actions.addresses import CONFIRM_WITHIN, STOP_WITHIN
from forum.accounts.actions.logins import TOKEN_LASTS, mailed_token, store_token
from forum.accounts.devices import words_of_device
from forum.accounts.models import Account, AddressChange, PendingRegistration, Persona
from forum.accounts.queries import token_digest
from forum.database import load
from forum.days import vntime
from forum.jobs import JobContext, defer, job
from forum.notifications.letter import in_frame
from forum.notifications.mail import MAIL_OUTAGES, Mail, deliver
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


@job("mail_link", outages=MAIL_OUTAGES)
async def mail_link(
    context: JobContext,
    purpose: str,
    account_id: int,
    asked_at: str = "",
    registration_id: int | None = None,
) -> None:
    """Write and send one link. A second run finds its token stored and sends nothing. The name is that of the
    registration that the link confirms; one that was confirmed meanwhile needs no link."""
    asked = datetime.fromisoformat(asked_at) if asked_at else context.at
    account = await load(context.db, Account, account_id, lock=True)
    if asked + TOKEN_LASTS[purpose] <= context.at:
        return
    named: Persona | PendingRegistration | None = await load(context.db, Persona, account.persona_id)
    if registration_id is not None:
        named = await context.db.get(PendingRegistration, registration_id)
    if named is None:
        return
    subject, sentence, path = MAILS[purpose]
    token = mailed_token(context.settings, purpose, account.id, asked.isoformat())
    if not await store_token(context.db, token, purpose, account.id, context.at, registration_id):
        return
    link = f"{context.settings.site}{path}?ma={token}"
    name = f"{named.title} {named.name}".strip()
    text = joined([sentence, link, NOT_YOU], "\n\n")
    with reading_in(account.locale):
        letter = str(in_frame(_("Ông/Bà {name}", name=name), text))
        await deliver(context, account, Mail(account.email, str(subject), letter, _key(token)))


def _key(token: str) -> str:
    """The Message-ID of a link's mail tells nothing of its token."""
    return f"link-{token_digest(token_digest(token))[:32]}"


NOT_DONE_BY_YOU = _(
    "Nếu không phải Ông/Bà làm, mời đặt lại mật khẩu ngay bằng “Quên mật khẩu” và báo cho người quản trị."
)
ABOUT_LOG_IN = {
    "new_device": (
        _("Hiến Kế: đăng nhập từ thiết bị mới"),
        _(
            "Tài khoản của Ông/Bà vừa được đăng nhập lúc {time} từ một thiết bị chưa dùng trước đây: {device}."
        ),
    ),
    "factor_set": (
        _("Hiến Kế: đã đặt bước thứ hai"),
        _("Tài khoản của Ông/Bà có thêm một cách xác nhận khi đăng nhập, đặt lúc {time}."),
    ),
    "factor_removed": (
        _("Hiến Kế: đã gỡ bước thứ hai"),
        _("Một cách xác nhận khi đăng nhập của tài khoản Ông/Bà đã được gỡ lúc {time}."),
    ),
    "factor_reset": (
        _("Hiến Kế: hai người quản trị đã gỡ bước thứ hai"),
        _(
            "Theo đề nghị vì mất điện thoại, hai người quản trị đã gỡ bước thứ hai của tài khoản Ông/Bà lúc {time}; "
            "mọi thiết bị đã được đăng xuất."
        ),
    ),
    "factor_reset_by_operator": (
        _("Hiến Kế: người vận hành máy chủ đã gỡ bước thứ hai"),
        _(
            "Người vận hành máy chủ đã gỡ bước thứ hai của tài khoản Ông/Bà lúc {time}; mọi thiết bị đã được "
            "đăng xuất. Các quản trị viên cũng được báo."
        ),
    ),
    "recovery_used": (
        _("Hiến Kế: đã dùng một mã dự phòng"),
        _("Một mã dự phòng của Ông/Bà vừa được dùng để đăng nhập lúc {time}."),
    ),
    "password_changed": (
        _("Hiến Kế: đã đổi mật khẩu"),
        _("Mật khẩu của Ông/Bà đã được đổi lúc {time}; các thiết bị khác đã được đăng xuất."),
    ),
}


@job("mail_about_log_in", outages=MAIL_OUTAGES)
async def mail_about_log_in(
    context: JobContext, account_id: int, what: str, happened_at: str, device: str = ""
) -> None:
    """Write to the owner what happened to the log-in; needs no consent, since it guards the account. A second run
    finds its mark stored and sends nothing."""
    account = await load(context.db, Account, account_id)
    if account.confirmed_at is None:
        return
    mark = mailed_token(context.settings, "letter", what, account_id, happened_at)
    if not await store_token(context.db, mark, "letter", account.id, context.at):
        return
    persona = await load(context.db, Persona, account.persona_id)
    subject, sentence = ABOUT_LOG_IN[what]
    name = f"{persona.title} {persona.name}".strip()
    with reading_in(account.locale):
        at = vntime(datetime.fromisoformat(happened_at))
        happened = sentence.filled(time=at, device=words_of_device(device))
        letter = str(in_frame(_("Ông/Bà {name}", name=name), joined([happened, NOT_DONE_BY_YOU], "\n\n")))
        await deliver(context, account, Mail(account.email, str(subject), letter, _key(mark)))


TO_STOP = "stop"  # the mail to the old address, by which the change is stopped
ADDRESS_MAILS = {
    "confirm": (
        _("Hiến Kế: xác nhận địa chỉ mới"),
        _("Để dùng địa chỉ này cho tài khoản của Ông/Bà, mời mở liên kết dưới đây trong 3 ngày."),
        url_for("accounts.confirm_address"),
    ),
    TO_STOP: (
        _("Hiến Kế: tài khoản đổi sang địa chỉ khác"),
        _(
            "Tài khoản của Ông/Bà được đề nghị đổi sang một địa chỉ thư khác. Nếu không phải Ông/Bà làm, mời mở liên "
            "kết dưới đây trong 7 ngày để dừng; không cần đăng nhập."
        ),
        url_for("accounts.stop_address"),
    ),
}


@job("mail_address_change", outages=MAIL_OUTAGES)
async def mail_address_change(context: JobContext, change_id: int, purpose: str = "") -> None:
    """Each mail is a job of its own, so that a mailbox that is away brings no second mail to the other. The new address
    gets one unless the change counts already. A second run finds the link stored and sends nothing."""
    change = await context.db.get(AddressChange, change_id, with_for_update=True)
    if change is None or change.stopped_at is not None:
        return
    if not purpose:
        for each in ADDRESS_MAILS:
            await defer(context.db, "mail_address_change", change_id=change_id, purpose=each)
    elif purpose == TO_STOP:
        if change.asked_at + STOP_WITHIN > context.at:
            change.stop_hash = await _mail_address(
                context, change, purpose, change.old_email, change.stop_hash
            )
    elif change.confirmed_at is None and change.asked_at + CONFIRM_WITHIN > context.at:
        taken = select(Account.id).where(Account.email == change.new_email)
        if await context.db.scalar(taken) is None:
            change.confirm_hash = await _mail_address(
                context, change, purpose, change.new_email, change.confirm_hash
            )


async def _mail_address(
    context: JobContext, change: AddressChange, purpose: str, to: str, stored: str
) -> str:
    """Returns the digest of the link's token."""
    subject, sentence, path = ADDRESS_MAILS[purpose]
    token = mailed_token(context.settings, f"address {purpose}", change.id, change.asked_at.isoformat())
    if token_digest(token) == stored:
        return stored
    account = await load(context.db, Account, change.account_id)
    persona = await load(context.db, Persona, account.persona_id)
    name = f"{persona.title} {persona.name}".strip()
    with reading_in(account.locale):
        text = joined([sentence, f"{context.settings.site}{path}?ma={token}"], "\n\n")
        letter = str(in_frame(_("Ông/Bà {name}", name=name), text))
        await deliver(context, account, Mail(to, str(subject), letter, _key(token)))
    return token_digest(token)
