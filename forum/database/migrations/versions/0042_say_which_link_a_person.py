"""Say which link a person settled

Revision: 0042_say_which_link_a_person, after 0041_keep_the_text_in_force_and
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042_say_which_link_a_person"
down_revision = "0041_keep_the_text_in_force_and"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "paragraph_links", sa.Column("is_settled", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("paragraph_links", "is_settled")
