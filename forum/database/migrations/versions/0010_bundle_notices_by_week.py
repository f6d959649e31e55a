"""Let people choose one letter a week, and say under which consent a notice is mailed

Revision: 0010_bundle_notices_by_week, after 0009_what_names_look_like
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_bundle_notices_by_week"
down_revision = "0009_what_names_look_like"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("mail_pace", sa.Text(), nullable=False, server_default="at_once"))
    op.alter_column("accounts", "mail_pace", server_default=None)
    op.add_column("notices", sa.Column("purpose", sa.Text(), nullable=False, server_default="mail"))
    op.alter_column("notices", "purpose", server_default=None)
    op.add_column("notices", sa.Column("waits", sa.Boolean(), nullable=False, server_default="false"))
    op.alter_column("notices", "waits", server_default=None)
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["persona_id"],
        unique=False,
        postgresql_where="waits AND mailed_at IS NULL",
    )


def downgrade() -> None:
    op.drop_index("ix_notices_waiting", table_name="notices", postgresql_where="waits AND mailed_at IS NULL")
    op.drop_column("notices", "waits")
    op.drop_column("notices", "purpose")
    op.drop_column("accounts", "mail_pace")
