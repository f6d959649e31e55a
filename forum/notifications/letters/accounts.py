"""Mails with a one-time link. The token is made while the mail is written, so that no job holds a secret."""

from forum.accounts.actions.logins import make_token
from forum.accounts.models import Account, Persona
from forum.database import load
from forum.jobs import JobContext, job
from forum.notifications.letter import in_frame
from forum.notifications.mail import Mail, send_mail
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
        await send_mail(context, Mail(account.email, str(subject), letter))
