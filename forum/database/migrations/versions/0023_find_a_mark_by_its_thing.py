"""find a mark by its thing

Revision: 0023_find_a_mark_by_its_thing, after 0022_second_factors_and_sessions
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023_find_a_mark_by_its_thing"
down_revision = "0022_second_factors_and_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("changes_things", "changes", ["kind", "thing_id", "id"], unique=False, schema="search")


def downgrade() -> None:
    op.drop_index("changes_things", table_name="changes", schema="search")
