"""questions asked live

Revision: 0062_questions_asked_live, after 0061_speakers_of_a_session
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0062_questions_asked_live"
down_revision = "0061_speakers_of_a_session"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("asked_live", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("questions", "asked_live")
