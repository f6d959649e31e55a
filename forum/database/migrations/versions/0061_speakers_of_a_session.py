"""speakers of a session

Revision: 0061_speakers_of_a_session, after 0060_two_people_change_an
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061_speakers_of_a_session"
down_revision = "0060_two_people_change_an"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("floor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("speaking_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds_used", sa.BigInteger(), nullable=False),
        sa.Column("limit_minutes", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["personas.id"], name=op.f("fk_speakers_added_by")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_speakers_body_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_speakers_persona_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_speakers_question_id")),
        sa.ForeignKeyConstraint(["session_id"], ["contact_sessions.id"], name=op.f("fk_speakers_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
    )
    op.create_index(
        "ix_speakers_once",
        "speakers",
        ["session_id", "persona_id"],
        unique=True,
        postgresql_where="state IN ('waiting', 'speaking', 'paused')",
    )
    op.create_index(op.f("ix_speakers_persona_id"), "speakers", ["persona_id"], unique=False)
    op.create_index("ix_speakers_place", "speakers", ["session_id", "place"], unique=True)
    op.add_column(
        "contact_sessions", sa.Column("speaking_minutes", sa.BigInteger(), server_default="5", nullable=False)
    )
    op.add_column(
        "series", sa.Column("first_time_first", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("series", "first_time_first")
    op.drop_column("contact_sessions", "speaking_minutes")
    op.drop_index("ix_speakers_place", table_name="speakers")
    op.drop_index(op.f("ix_speakers_persona_id"), table_name="speakers")
    op.drop_index(
        "ix_speakers_once",
        table_name="speakers",
        postgresql_where="state IN ('waiting', 'speaking', 'paused')",
    )
    op.drop_table("speakers")
