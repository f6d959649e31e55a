"""Keep copies of people's own data until they are deleted

Revision: 0014_copies_of_own_data, after 0013_close_accounts_and_change
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_copies_of_own_data"
down_revision = "0013_close_accounts_and_change"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_copies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_own_copies_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_copies")),
    )
    op.create_index(op.f("ix_own_copies_persona_id"), "own_copies", ["persona_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_own_copies_persona_id"), table_name="own_copies")
    op.drop_table("own_copies")
