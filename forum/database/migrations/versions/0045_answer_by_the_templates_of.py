"""Answer by the templates of an office

Revision: 0045_answer_by_the_templates_of, after 0044_say_which_opinions_stand_in
"""

import sqlalchemy as sa
from alembic import op

revision = "0045_answer_by_the_templates_of"
down_revision = "0044_say_which_opinions_stand_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_answer_templates_body_id")),
        sa.ForeignKeyConstraint(["written_by"], ["personas.id"], name=op.f("fk_answer_templates_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_templates")),
    )
    op.create_index(op.f("ix_answer_templates_body_id"), "answer_templates", ["body_id"], unique=False)
    op.add_column("responses", sa.Column("template_id", sa.BigInteger(), nullable=True))
    op.add_column("responses", sa.Column("template_text", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_responses_template_id"), "responses", "answer_templates", ["template_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_responses_template_id"), "responses", type_="foreignkey")
    op.drop_column("responses", "template_text")
    op.drop_column("responses", "template_id")
    op.drop_index(op.f("ix_answer_templates_body_id"), table_name="answer_templates")
    op.drop_table("answer_templates")
