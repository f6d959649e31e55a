"""Keep requests for erasure until they are carried out

Revision: 0017_erase_people_on_request, after 0016_who_runs_the_site
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_erase_people_on_request"
down_revision = "0016_who_runs_the_site"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_requests",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["personas.id"], name=op.f("fk_erasure_requests_done_by")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_erasure_requests_persona_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["personas.id"], name=op.f("fk_erasure_requests_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_requests")),
    )
    op.create_index(op.f("ix_erasure_requests_persona_id"), "erasure_requests", ["persona_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_erasure_requests_persona_id"), table_name="erasure_requests")
    op.drop_table("erasure_requests")
