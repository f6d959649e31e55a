"""Read the links of a task from their index alone

Revision: 0084_links_of_a_task_by_index, after 0083_index_disowned_texts_anew
"""

from alembic import op

revision = "0084_links_of_a_task_by_index"
down_revision = "0083_index_disowned_texts_anew"
branch_labels = None
depends_on = None

NAME, TABLE, COLUMNS = "ix_task_links_task_id_kind_id", "task_links", ["task_id", "kind", "id"]


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, COLUMNS, unique=False, postgresql_include=["thing_id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, COLUMNS, unique=False)
