"""Give each account a key that signs the links by which its mail is declined

Revision: 0007_sign_declining_links, after 0006_on_whose_behalf_confirmed
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_sign_declining_links"
down_revision = "0006_on_whose_behalf_confirmed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("mail_key", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE accounts SET mail_key = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')")
    op.alter_column("accounts", "mail_key", server_default=None)


def downgrade() -> None:
    """Links of mails sent meanwhile no longer work."""
    op.drop_column("accounts", "mail_key")
