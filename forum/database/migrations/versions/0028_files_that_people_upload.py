"""files that people upload

Revision: 0028_files_that_people_upload, after 0027_list_threads_by_last_post
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028_files_that_people_upload"
down_revision = "0027_list_threads_by_last_post"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("since_version", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_digest", sa.Text(), nullable=False),
        sa.Column("received_as", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("found", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("removed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_unread", sa.Boolean(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(owner_kind, owner_id) <> 1", name=op.f("ck_files_whole_owner")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_files_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_owner_kind_owner_id"), "files", ["owner_kind", "owner_id"], unique=False)
    op.create_index(op.f("ix_files_persona_id_form_key"), "files", ["persona_id", "form_key"], unique=False)
    op.create_index(
        "ix_files_unattached", "files", ["created_at"], unique=False, postgresql_where="owner_id IS NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_files_unattached", table_name="files", postgresql_where="owner_id IS NULL")
    op.drop_index(op.f("ix_files_persona_id_form_key"), table_name="files")
    op.drop_index(op.f("ix_files_owner_kind_owner_id"), table_name="files")
    op.drop_table("files")
