"""people register for a session

Revision: 0058_people_register_for_a, after 0057_regulations_of_series
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058_people_register_for_a"
down_revision = "0057_regulations_of_series"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendances",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=True),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named_by", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_by", sa.BigInteger(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_by", sa.BigInteger(), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "persona_id IS NOT NULL OR body_id IS NOT NULL OR name <> ''", name=op.f("ck_attendances_named")
        ),
        sa.CheckConstraint("persona_id IS NULL OR body_id IS NULL", name=op.f("ck_attendances_one_guest")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_attendances_body_id")),
        sa.ForeignKeyConstraint(
            ["checked_in_by"], ["personas.id"], name=op.f("fk_attendances_checked_in_by")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["personas.id"], name=op.f("fk_attendances_invited_by")),
        sa.ForeignKeyConstraint(["named_by"], ["personas.id"], name=op.f("fk_attendances_named_by")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_attendances_persona_id")),
        sa.ForeignKeyConstraint(["replied_by"], ["personas.id"], name=op.f("fk_attendances_replied_by")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["contact_sessions.id"], name=op.f("fk_attendances_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("session_id", "body_id", name=op.f("uq_attendances_session_id_body_id")),
        sa.UniqueConstraint("session_id", "code", name=op.f("uq_attendances_session_id_code")),
        sa.UniqueConstraint("session_id", "persona_id", name=op.f("uq_attendances_session_id_persona_id")),
    )
    op.create_index(op.f("ix_attendances_body_id"), "attendances", ["body_id"], unique=False)
    op.create_index(op.f("ix_attendances_persona_id"), "attendances", ["persona_id"], unique=False)
    op.create_index(
        op.f("ix_attendances_session_id_state_queued_at"),
        "attendances",
        ["session_id", "state", "queued_at"],
        unique=False,
    )
    op.add_column("contact_sessions", sa.Column("join_url", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "contact_sessions", sa.Column("join_version", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("contact_sessions", sa.Column("directions", sa.Text(), server_default="", nullable=False))
    op.add_column("contact_sessions", sa.Column("capacity", sa.BigInteger(), nullable=True))
    op.add_column(
        "contact_sessions",
        sa.Column("services", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "session_changes", sa.Column("join_url_before", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("session_changes", "join_url_before")
    op.drop_column("contact_sessions", "services")
    op.drop_column("contact_sessions", "capacity")
    op.drop_column("contact_sessions", "directions")
    op.drop_column("contact_sessions", "join_version")
    op.drop_column("contact_sessions", "join_url")
    op.drop_index(op.f("ix_attendances_session_id_state_queued_at"), table_name="attendances")
    op.drop_index(op.f("ix_attendances_persona_id"), table_name="attendances")
    op.drop_index(op.f("ix_attendances_body_id"), table_name="attendances")
    op.drop_table("attendances")
