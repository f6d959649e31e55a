"""reports on tasks are official texts

Revision: 0073_reports_on_tasks_are, after 0072_indexes_of_unread_notices
"""

import sqlalchemy as sa
from alembic import op

revision = "0073_reports_on_tasks_are"
down_revision = "0072_indexes_of_unread_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["official_texts.id"], name=op.f("fk_progress_texts_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_progress_texts_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_texts")),
    )
    op.create_index(op.f("ix_progress_texts_task_id_id"), "progress_texts", ["task_id", "id"], unique=False)
    op.add_column("progress_reports", sa.Column("text_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_progress_reports_text_id"), "progress_reports", ["text_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_progress_reports_text_id"), "progress_reports", "official_texts", ["text_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_progress_reports_text_id"), "progress_reports", type_="foreignkey")
    op.drop_index(op.f("ix_progress_reports_text_id"), table_name="progress_reports")
    op.drop_column("progress_reports", "text_id")
    op.drop_index(op.f("ix_progress_texts_task_id_id"), table_name="progress_texts")
    op.drop_table("progress_texts")
