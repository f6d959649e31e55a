"""masked passages

Revision: 0003_masked_passages, after 0002_text_as_typed
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_masked_passages"
down_revision = "0002_text_as_typed"
branch_labels = None
depends_on = None

VERDICTS = "'approve','return','reject','hide','restore','lock','move','suspend'"
WITH_MASK = "'approve','return','reject','mask','hide','restore','lock','move','suspend'"


def upgrade() -> None:
    op.add_column(
        "contributions", sa.Column("masks", postgresql.JSONB(), server_default="[]", nullable=False)
    )
    # Which of the texts that a notice speaks of have masks: few have any.
    op.create_index(
        "ix_contributions_masked", "contributions", ["id"], unique=False, postgresql_where="masks <> '[]'"
    )
    op.add_column(
        "decisions",
        sa.Column("place", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        schema="moderation",
    )
    _allow(WITH_MASK)


def downgrade() -> None:
    """Refused once a passage was ever masked: the older program would show it again."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM moderation.decisions WHERE verdict = 'mask') THEN "
        "RAISE EXCEPTION 'masked passages would be shown again'; END IF; END $$"
    )
    _allow(VERDICTS)
    op.drop_column("decisions", "place", schema="moderation")
    op.drop_index("ix_contributions_masked", table_name="contributions", postgresql_where="masks <> '[]'")
    op.drop_column("contributions", "masks")


def _allow(verdicts: str) -> None:
    op.execute("ALTER TABLE moderation.decisions DROP CONSTRAINT ck_decisions_verdict")
    op.execute(
        "ALTER TABLE moderation.decisions ADD CONSTRAINT ck_decisions_verdict "
        f"CHECK (verdict in ({verdicts}))"
    )
