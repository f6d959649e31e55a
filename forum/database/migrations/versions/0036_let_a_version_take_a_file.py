"""let a version take a file away, and a report bring some

Revision: 0036_let_a_version_take_a_file, after 0035_keep_what_else_a_paragraph
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036_let_a_version_take_a_file"
down_revision = "0035_keep_what_else_a_paragraph"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("commitment_steps", sa.Column("version", sa.BigInteger(), nullable=True))
    op.add_column("files", sa.Column("until_version", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("files", "until_version")
    op.drop_column("commitment_steps", "version")
