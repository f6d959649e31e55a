"""Say which opinions stand in the issued text

Revision: 0044_say_which_opinions_stand_in, after 0043_put_a_changed_wording_to
"""

import sqlalchemy as sa
from alembic import op

revision = "0044_say_which_opinions_stand_in"
down_revision = "0043_put_a_changed_wording_to"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "draft_versions", sa.Column("is_issued", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("opinions", sa.Column("uptake", sa.Text(), nullable=True))
    op.add_column("opinions", sa.Column("uptake_text_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_opinions_uptake_text_id"), "opinions", "paragraph_texts", ["uptake_text_id"], ["id"]
    )
    op.create_index(op.f("ix_opinions_uptake_text_id"), "opinions", ["uptake_text_id"], unique=False)


def downgrade() -> None:
    """An issued text stays as the version after the last draft; which opinions stand in it is lost."""
    op.drop_index(op.f("ix_opinions_uptake_text_id"), table_name="opinions")
    op.drop_constraint(op.f("fk_opinions_uptake_text_id"), "opinions", type_="foreignkey")
    op.drop_column("opinions", "uptake_text_id")
    op.drop_column("opinions", "uptake")
    op.drop_column("draft_versions", "is_issued")
