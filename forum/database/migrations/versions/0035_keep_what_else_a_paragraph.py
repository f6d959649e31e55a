"""Keep what else a paragraph may have become

Revision: 0035_keep_what_else_a_paragraph, after 0034_let_an_office_group
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035_keep_what_else_a_paragraph"
down_revision = "0034_let_an_office_group"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "paragraph_links",
        sa.Column("others", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("paragraph_links", "others")
