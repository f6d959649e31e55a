"""Say why a session is held on a day of rest

Revision: 0065_say_why_a_session_is_held, after 0064_let_askers_say_once_whether
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0065_say_why_a_session_is_held"
down_revision = "0064_let_askers_say_once_whether"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contact_sessions", sa.Column("rest_day_reason", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("contact_sessions", "rest_day_reason")
