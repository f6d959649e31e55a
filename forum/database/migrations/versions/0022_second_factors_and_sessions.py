"""Second factors, and what a person sees of their own log-ins: when last used, on what kind of device

Revision: 0022_second_factors_and_sessions, after 0021_hold_each_registration_for
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022_second_factors_and_sessions"
down_revision = "0021_hold_each_registration_for"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "factor_resets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["personas.id"], name=op.f("fk_factor_resets_done_by")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_factor_resets_persona_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["personas.id"], name=op.f("fk_factor_resets_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_resets")),
    )
    op.create_index(op.f("ix_factor_resets_persona_id"), "factor_resets", ["persona_id"], unique=False)
    op.create_table(
        "known_browsers",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("browser_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_known_browsers_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "browser_hash", name=op.f("pk_known_browsers")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_account_id"), "passkeys", ["account_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "totp_secrets",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_totp_secrets_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp_secrets")),
    )
    op.add_column("logins", sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False))
    op.add_column(
        "logins",
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("logins", sa.Column("device", sa.Text(), server_default="", nullable=False))
    op.add_column("logins", sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("logins", sa.Column("challenge", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_logins_id"), "logins", ["id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_logins_id"), table_name="logins")
    op.drop_column("logins", "challenge")
    op.drop_column("logins", "factor_at")
    op.drop_column("logins", "device")
    op.drop_column("logins", "used_at")
    op.drop_column("logins", "id")
    op.drop_table("totp_secrets")
    op.drop_table("recovery_codes")
    op.drop_index(op.f("ix_passkeys_account_id"), table_name="passkeys")
    op.drop_table("passkeys")
    op.drop_table("known_browsers")
    op.drop_index(op.f("ix_factor_resets_persona_id"), table_name="factor_resets")
    op.drop_table("factor_resets")
