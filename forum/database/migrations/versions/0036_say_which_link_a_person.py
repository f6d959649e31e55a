"""Say which link a person settled

Revision: 0036_say_which_link_a_person, after 0035_keep_what_else_a_paragraph
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036_say_which_link_a_person"
down_revision = "0035_keep_what_else_a_paragraph"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "paragraph_links", sa.Column("is_settled", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("paragraph_links", "is_settled")
