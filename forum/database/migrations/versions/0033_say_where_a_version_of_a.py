"""say where a version of a draft comes from

Revision: 0033_say_where_a_version_of_a, after 0032_what_papers_of_a_body_bear
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033_say_where_a_version_of_a"
down_revision = "0032_what_papers_of_a_body_bear"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_versions", sa.Column("source_text", sa.Text(), server_default="", nullable=False))
    op.add_column("draft_versions", sa.Column("file_id", sa.BigInteger(), nullable=True))
    op.add_column("draft_versions", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("draft_versions", sa.Column("failure", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_draft_versions_file_id"), "draft_versions", "files", ["file_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_draft_versions_file_id"), "draft_versions", type_="foreignkey")
    op.drop_column("draft_versions", "failure")
    op.drop_column("draft_versions", "read_at")
    op.drop_column("draft_versions", "file_id")
    op.drop_column("draft_versions", "source_text")
