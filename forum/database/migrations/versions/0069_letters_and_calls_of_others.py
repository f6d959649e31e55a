"""letters and calls of others

Revision: 0069_letters_and_calls_of_others, after 0068_quick_notes_of_a_session
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0069_letters_and_calls_of_others"
down_revision = "0068_quick_notes_of_a_session"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entered_people",
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["personas.id"], name=op.f("fk_entered_people_entered_by")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_entered_people_persona_id")),
        sa.PrimaryKeyConstraint("persona_id", name=op.f("pk_entered_people")),
    )
    op.create_index(op.f("ix_entered_people_telephone"), "entered_people", ["telephone"], unique=False)
    op.create_table(
        "entered_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_from", sa.Text(), nullable=False),
        sa.Column("was_read_back", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_entered_texts_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_texts")),
    )


def downgrade() -> None:
    op.drop_table("entered_texts")
    op.drop_index(op.f("ix_entered_people_telephone"), table_name="entered_people")
    op.drop_table("entered_people")
