"""Keep who is asked for opinions by letter

Revision: 0038_who_is_asked_for_opinions, after 0037_what_goes_with_a_draft
"""

import sqlalchemy as sa
from alembic import op

revision = "0038_who_is_asked_for_opinions"
down_revision = "0037_what_goes_with_a_draft"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultations", sa.Column("addressees", sa.Text(), server_default="", nullable=False))
    op.add_column("consultations", sa.Column("reply_to", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("consultations", "reply_to")
    op.drop_column("consultations", "addressees")
