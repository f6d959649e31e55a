"""Note mail that does not arrive, and the mailbox of each address; store domains in their ASCII form

Revision: 0018_note_mail_that_does_not, after 0017_erase_people_on_request
"""

import idna
import sqlalchemy as sa
from alembic import op

revision = "0018_note_mail_that_does_not"
down_revision = "0017_erase_people_on_request"
branch_labels = None
depends_on = None

MAILBOX = """
    CASE WHEN split_part(email, '@', 2) IN ('gmail.com', 'googlemail.com')
      THEN replace(split_part(split_part(email, '@', 1), '+', 1), '.', '') || '@gmail.com'
      ELSE split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) END
"""


def upgrade() -> None:
    _store_domains_in_ascii()
    op.add_column("accounts", sa.Column("mail_refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("mail_refused_to", sa.Text(), server_default="", nullable=False))
    op.add_column("accounts", sa.Column("mail_refusal", sa.Text(), server_default="", nullable=False))
    mailbox = sa.Column("mailbox", sa.Text(), sa.Computed(MAILBOX, persisted=True), nullable=False)
    op.add_column("accounts", mailbox)
    # for the administrator's list of accounts that share a mailbox
    op.create_index(op.f("ix_accounts_mailbox"), "accounts", ["mailbox"], unique=False)


def _store_domains_in_ascii() -> None:
    """Accounts are now looked up by the ASCII form. What is no domain, or is taken in that form, stays."""
    accounts = op.get_bind()
    marked = sa.text("SELECT id, email FROM accounts WHERE split_part(email, '@', 2) ~ '[^ -~]' ORDER BY id")
    move = sa.text(
        "UPDATE accounts SET email = :email WHERE id = :id"
        " AND NOT EXISTS (SELECT FROM accounts WHERE email = :email)"
    )
    for row in accounts.execute(marked).all():
        local, _at, domain = row.email.rpartition("@")
        try:
            ascii_domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            continue
        accounts.execute(move, {"email": f"{local}@{ascii_domain}", "id": row.id})


def downgrade() -> None:
    """Domains stay in their ASCII form, which the earlier program takes as well."""
    op.drop_index(op.f("ix_accounts_mailbox"), table_name="accounts")
    op.drop_column("accounts", "mailbox")
    op.drop_column("accounts", "mail_refusal")
    op.drop_column("accounts", "mail_refused_to")
    op.drop_column("accounts", "mail_refused_at")
