"""Let the planner know which columns belong together

Revision: 0085_count_columns_together, after 0084_links_of_a_task_by_index
"""

from alembic import op

revision = "0085_count_columns_together"
down_revision = "0084_links_of_a_task_by_index"
branch_labels = None
depends_on = None

# Without these it takes 'of a consultation' and 'of number 26' for two conditions that have nothing to do with each
# other, expects 21 opinions where there are 5,000, and looks each of them up by itself.
TOGETHER = {
    "contributions": "subject_kind, subject_id",
    "task_links": "kind, task_id",
    "duties": "owner_kind, owner_id",
}


def upgrade() -> None:
    for table, columns in TOGETHER.items():
        op.execute(f"CREATE STATISTICS st_{table}_together (ndistinct, dependencies, mcv) ON {columns} FROM {table}")
        op.execute(f"ANALYZE {table}")


def downgrade() -> None:
    for table in TOGETHER:
        op.execute(f"DROP STATISTICS st_{table}_together")
