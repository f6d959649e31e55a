"""promised lines of official texts

Revision: 0048_promised_lines_of_official, after 0047_note_the_page_of_a
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048_promised_lines_of_official"
down_revision = "0047_note_the_page_of_a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promised_lines",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("on_rest_day", sa.Boolean(), nullable=False),
        sa.Column("task_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_promised_lines_body_id")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_promised_lines_commitment_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["official_texts.id"], name=op.f("fk_promised_lines_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promised_lines")),
        sa.UniqueConstraint("commitment_id", name=op.f("uq_promised_lines_commitment_id")),
    )
    op.create_index(
        op.f("ix_promised_lines_text_id_position"), "promised_lines", ["text_id", "position"], unique=False
    )
    op.add_column("commitment_steps", sa.Column("text_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_commitment_steps_text_id"), "commitment_steps", "official_texts", ["text_id"], ["id"]
    )
    op.add_column("commitments", sa.Column("text_id", sa.BigInteger(), nullable=True))
    op.add_column("commitments", sa.Column("assigner_leader_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_commitments_text_id"), "commitments", ["text_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_commitments_assigner_leader_id"), "commitments", "leaders", ["assigner_leader_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_commitments_text_id"), "commitments", "official_texts", ["text_id"], ["id"]
    )
    # What was promised to a question of a session was assigned by its chair, who decides on its date from now on.
    op.execute(
        "UPDATE commitments SET assigner_leader_id = s.chair_leader_id FROM questions q "
        "JOIN contact_sessions s ON s.id = q.session_id "
        "WHERE commitments.source_kind = 'question' AND commitments.source_id = q.id"
    )
    op.add_column(
        "proposal_answers", sa.Column("is_supplement", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("proposal_answers", "is_supplement")
    op.drop_constraint(op.f("fk_commitments_text_id"), "commitments", type_="foreignkey")
    op.drop_constraint(op.f("fk_commitments_assigner_leader_id"), "commitments", type_="foreignkey")
    op.drop_index(op.f("ix_commitments_text_id"), table_name="commitments")
    op.drop_column("commitments", "assigner_leader_id")
    op.drop_column("commitments", "text_id")
    op.drop_constraint(op.f("fk_commitment_steps_text_id"), "commitment_steps", type_="foreignkey")
    op.drop_column("commitment_steps", "text_id")
    op.drop_index(op.f("ix_promised_lines_text_id_position"), table_name="promised_lines")
    op.drop_table("promised_lines")
