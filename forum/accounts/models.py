"""Accounts, personas, roles and bodies. Authored rows point to personas, never to accounts."""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Computed, ForeignKey, Identity, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from forum.accounts.policy import ConfirmedHow
from forum.actor import Purpose
from forum.database import Model
from forum.database.columns import EnumText
from forum.fields import Certainty
from forum.state import words
from vietnamese import look, sort_key

MAILBOX = """
    CASE WHEN split_part(email, '@', 2) IN ('gmail.com', 'googlemail.com')
      THEN replace(split_part(split_part(email, '@', 1), '+', 1), '.', '') || '@gmail.com'
      ELSE split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) END
"""


class Persona(Model):
    """The public author. One ordinary persona per account; bodies and leaders have one each."""

    __tablename__ = "personas"
    __table_args__ = (
        Index(None, "sort_key"),  # lists of people by given name
        Index(None, "look"),  # people whose names are taken for one another
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="ordinary")  # ordinary | body | leader | system
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")  # 'PGS. TS.', shown before the name
    sort_key: Mapped[str]
    look: Mapped[str]  # vietnamese.look of the name
    trusted_at: Mapped[datetime | None]  # since when texts are published without review
    suspended_until: Mapped[datetime | None]

    def rename(self, name: str) -> None:
        """The name and what is derived from it."""
        self.name, self.sort_key, self.look = name, sort_key(name), look(name)


class MailPace(StrEnum):
    """When notices that can wait are mailed: each as it comes, or once a week in one letter."""

    at_once = "at_once"
    weekly = "weekly"


def new_mail_key() -> str:
    return secrets.token_hex(32)


# Stands, with the account's id, for the address that a closed account has no longer; nobody has such an address.
CLOSED_ADDRESS = "closed-"


class Account(Model):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case, NFC
    password_hash: Mapped[str] = mapped_column(default="")  # argon2id; empty: log-in by link only
    locale: Mapped[str] = mapped_column(default="vi")
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), unique=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # nobody logs in any more, and the address is free again
    # Since when mail does not arrive, at which address, and the mail server's words; emptied by the next that does.
    mail_refused_at: Mapped[datetime | None]
    mail_refused_to: Mapped[str] = mapped_column(default="", server_default="")
    mail_refusal: Mapped[str] = mapped_column(default="", server_default="")
    # What people share who differ only in a plus-address or in Gmail's dots: forum.accounts.addresses.mailbox_of.
    mailbox: Mapped[str] = mapped_column(Computed(MAILBOX, persisted=True), index=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    mail_pace: Mapped[MailPace] = mapped_column(EnumText(MailPace), default=MailPace.at_once)
    mail_key: Mapped[str] = mapped_column(default=new_mail_key)  # signs the links by which mail is declined


class Login(Model):
    """A session in a browser. The cookie holds a random token, the row its SHA-256."""

    __tablename__ = "logins"
    __table_args__ = (Index(None, "account_id"),)  # 'log out everywhere'

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(Identity(), index=True)  # names it in its owner's list
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(server_default=func.now())  # last, to the hour
    device: Mapped[str] = mapped_column(default="", server_default="")  # its kind: 'android chrome'
    factor_at: Mapped[datetime | None]  # when a second factor was given last in this session
    challenge: Mapped[bytes | None]  # what a passkey is to sign, once


class TotpSecret(Model):
    """An account's sealed secret for codes by time. It counts once a code confirmed it, and each code once."""

    __tablename__ = "totp_secrets"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[bytes]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # of 30 seconds: that of the last code


class Passkey(Model):
    """A key in a telephone, a computer or a stick."""

    __tablename__ = "passkeys"
    __table_args__ = (Index(None, "account_id"),)  # an account's keys

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    name: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """One of ten codes on paper for whoever has lost the rest; each opens once. Stored as a digest."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class KnownBrowser(Model):
    """A browser from which an account has logged in before: from any other, its owner gets a letter."""

    __tablename__ = "known_browsers"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    browser_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class FactorReset(Model):
    """A person has lost every second factor: one administrator proposes to remove them, another does."""

    __tablename__ = "factor_resets"
    __table_args__ = (Index(None, "persona_id"),)  # a person's resets

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    proposed_at: Mapped[datetime]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    done_at: Mapped[datetime | None]


class PendingRegistration(Model):
    """What was typed in one form of registration, which its link confirms; all go when one is confirmed."""

    __tablename__ = "pending_registrations"
    __table_args__ = (Index(None, "account_id"),)  # an account's registrations

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    title: Mapped[str]
    password_hash: Mapped[str]  # counts only in the browser that set it
    browser: Mapped[str]  # its digest
    purposes: Mapped[list[str]]
    asked_at: Mapped[datetime]


class OneTimeToken(Model):
    """A mailed link. Single use, stored as SHA-256; the browser that used it may send it again a little later."""

    __tablename__ = "one_time_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]  # one of TOKEN_LASTS of forum.accounts.actions.logins
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    # What a link of registration confirms, if a form of registration sent it.
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("pending_registrations.id", ondelete="SET NULL")
    )
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str] = mapped_column(default="", server_default="")  # digest of the browser


class AddressChange(Model):
    """A new address of an account: confirmed from the new mailbox, stopped from the old one. Links as SHA-256. One that
    `proposed_by` gave a weighty account waits for a second person instead."""

    __tablename__ = "address_changes"
    __table_args__ = (Index(None, "account_id"),)  # an account's changes

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    old_email: Mapped[str]
    new_email: Mapped[str]
    asked_at: Mapped[datetime]
    confirm_hash: Mapped[str] = mapped_column(default="")
    stop_hash: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    proposed_because: Mapped[str] = mapped_column(default="", server_default="")


@words("erasure_outcome")
class ErasureOutcome(StrEnum):
    """What two people decide about a request for erasure."""

    whole = "whole"
    in_part = "in_part"  # the name and what is the person's alone go, the account stays
    declined = "declined"


class ErasureRequest(Model):
    """A person asks for the account, and the link to what they wrote, to be erased. One of the office proposes an
    outcome, another confirms it or sends it back; until then the person can take the request back."""

    __tablename__ = "erasure_requests"
    __table_args__ = (Index(None, "persona_id"),)  # a person's requests

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    asked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    proposed_at: Mapped[datetime | None]
    outcome: Mapped[ErasureOutcome] = mapped_column(EnumText(ErasureOutcome), default=ErasureOutcome.whole)
    legal_basis: Mapped[str] = mapped_column(default="")  # of what is not erased
    reason: Mapped[str] = mapped_column(default="")
    sent_back_at: Mapped[datetime | None]  # when the last proposal was
    sent_back_because: Mapped[str] = mapped_column(default="", server_default="")
    done_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    done_at: Mapped[datetime | None]  # when the proposed outcome was confirmed
    taken_back_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.taken_back_at is None


class Consent(Model):
    """A person's consent, by purpose and wording, kept as proof (Luật 91/2025/QH15)."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "account_id"),)  # a person's own list

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(EnumText(Purpose))
    wording: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Attempt(Model):
    """An attempt counted against guessing: a wrong password or a request for mail. Keys are digests under the
    installation's secret; rows are deleted after a day."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "key", "at"),)  # counted over the last minutes

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]


class Body(Model):
    """An organisation with start and end dates. Its successors are in body_successions."""

    __tablename__ = "bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(default=list)
    kind: Mapped[str]  # state | party | front | association: which head its papers carry
    is_collective: Mapped[bool] = mapped_column(default=False)
    founded_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)


class BodySuccession(Model):
    """Which body succeeds which, from when, and whether a public source confirms it or it is assumed."""

    __tablename__ = "body_successions"

    from_body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    to_body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), primary_key=True)
    on_date: Mapped[date | None]
    certainty: Mapped[Certainty] = mapped_column(EnumText(Certainty), default=Certainty.assumed)
    note: Mapped[str] = mapped_column(default="")


class Letterhead(Model):
    """What a body's papers bear from `from_on` on, until another takes its place."""

    __tablename__ = "letterheads"
    __table_args__ = (UniqueConstraint("body_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    from_on: Mapped[date]
    superior: Mapped[str]
    symbol: Mapped[str]  # 'SMA' of 'BC-SMA'
    place: Mapped[str]  # before the day
    authority: Mapped[str]  # '' | TM | KT | TL | TUQ | Q: on behalf of `behalf_of` signs who has `post`
    behalf_of: Mapped[str]
    post: Mapped[str]
    signer: Mapped[str]
    recipients: Mapped[str]  # one a line


class Leader(Model):
    """A leader's seat, with the persona its answers are attributed to."""

    __tablename__ = "leaders"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[str]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), unique=True)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class SiteOperator(Model):
    """Who runs the site and how to be reached: one row, empty until the administrator fills it in."""

    __tablename__ = "site_operator"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    data_protection: Mapped[str] = mapped_column(default="")


class BindingRow(Model):
    """A dated role of an account, at a place if any. A weighty one counts once it is confirmed."""

    __tablename__ = "bindings"
    __table_args__ = (
        Index(None, "account_id"),  # read with every signed-in request
        Index(None, "body_id"),  # who works at a body
        Index(None, "leader_id"),  # who works for a leader
        UniqueConstraint(
            "account_id",
            "role",
            "body_id",
            "leader_id",
            "forum_id",
            "from_on",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[str]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    forum_id: Mapped[int | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]  # before it was confirmed: it was refused
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    proposed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_how: Mapped[ConfirmedHow | None] = mapped_column(EnumText(ConfirmedHow))
    counts_until: Mapped[date | None]  # of one that stood before roles were confirmed, while it is not
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))  # has what hung on the person
    end_reason: Mapped[str] = mapped_column(default="", server_default="")
    parted_at: Mapped[datetime | None]  # when the end of its last day was recorded
