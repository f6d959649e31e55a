"""confirm weighty roles

Revision: 0049_confirm_weighty_roles, after 0048_promised_lines_of_official
"""

import sqlalchemy as sa
from alembic import op

revision = "0049_confirm_weighty_roles"
down_revision = "0048_promised_lines_of_official"
branch_labels = None
depends_on = None

# Roles that stand today count 30 days more, within which a second person confirms each.
STANDING = """
    UPDATE bindings SET counts_until = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 30
    WHERE revoked_at IS NULL
      AND role IN ('leader', 'body_head', 'moderator', 'auditor', 'secretariat', 'administrator')
"""


def upgrade() -> None:
    op.add_column("bindings", sa.Column("proposed_by", sa.BigInteger(), nullable=True))
    op.add_column("bindings", sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bindings", sa.Column("confirmed_by", sa.BigInteger(), nullable=True))
    op.add_column("bindings", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bindings", sa.Column("confirmed_how", sa.Text(), nullable=True))
    op.add_column("bindings", sa.Column("counts_until", sa.Date(), nullable=True))
    op.create_foreign_key(op.f("fk_bindings_proposed_by"), "bindings", "personas", ["proposed_by"], ["id"])
    op.create_foreign_key(op.f("fk_bindings_confirmed_by"), "bindings", "personas", ["confirmed_by"], ["id"])
    op.execute(STANDING)


def downgrade() -> None:
    op.drop_constraint(op.f("fk_bindings_confirmed_by"), "bindings", type_="foreignkey")
    op.drop_constraint(op.f("fk_bindings_proposed_by"), "bindings", type_="foreignkey")
    op.drop_column("bindings", "counts_until")
    op.drop_column("bindings", "confirmed_how")
    op.drop_column("bindings", "confirmed_at")
    op.drop_column("bindings", "confirmed_by")
    op.drop_column("bindings", "proposed_at")
    op.drop_column("bindings", "proposed_by")
