"""claims to what was entered

Revision: 0071_claims_to_what_was_entered, after 0070_letters_that_were_posted
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0071_claims_to_what_was_entered"
down_revision = "0070_letters_that_were_posted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_codes",
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issued_by"], ["personas.id"], name=op.f("fk_claim_codes_issued_by")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_claim_codes_persona_id")),
        sa.PrimaryKeyConstraint("persona_id", name=op.f("pk_claim_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_claim_codes_code_hash")),
    )
    op.create_table(
        "entered_claims",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("code_issued_by", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_how", sa.Text(), nullable=True),
        sa.Column("refused_because", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by NOT IN (claimed_by, code_issued_by)",
            name=op.f("ck_entered_claims_two_people"),
        ),
        sa.ForeignKeyConstraint(["claimed_by"], ["personas.id"], name=op.f("fk_entered_claims_claimed_by")),
        sa.ForeignKeyConstraint(
            ["code_issued_by"], ["personas.id"], name=op.f("fk_entered_claims_code_issued_by")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["personas.id"], name=op.f("fk_entered_claims_decided_by")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_entered_claims_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_claims")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_entered_claims_code_hash")),
    )
    op.create_index(op.f("ix_entered_claims_claimed_by"), "entered_claims", ["claimed_by"], unique=False)
    op.create_index(
        "ux_entered_claims_one",
        "entered_claims",
        ["persona_id"],
        unique=True,
        postgresql_where="state <> 'refused'",
    )


def downgrade() -> None:
    op.drop_index("ux_entered_claims_one", table_name="entered_claims", postgresql_where="state <> 'refused'")
    op.drop_index(op.f("ix_entered_claims_claimed_by"), table_name="entered_claims")
    op.drop_table("entered_claims")
    op.drop_table("claim_codes")
