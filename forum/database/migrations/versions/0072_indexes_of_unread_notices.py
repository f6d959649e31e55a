"""Indexes of unread notices and of a task's things

Revision: 0072_indexes_of_unread_notices, after 0071_claims_to_what_was_entered
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0072_indexes_of_unread_notices"
down_revision = "0071_claims_to_what_was_entered"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_notices_unread", "notices", ["persona_id"], unique=False, postgresql_where="read_at IS NULL"
    )
    op.drop_index(op.f("ix_task_links_task_id_id"), table_name="task_links")
    op.create_index(
        op.f("ix_task_links_task_id_kind_id"), "task_links", ["task_id", "kind", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_task_links_task_id_kind_id"), table_name="task_links")
    op.create_index(op.f("ix_task_links_task_id_id"), "task_links", ["task_id", "id"], unique=False)
    op.drop_index("ix_notices_unread", table_name="notices", postgresql_where="read_at IS NULL")
