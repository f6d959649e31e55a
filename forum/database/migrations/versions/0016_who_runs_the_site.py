"""Who runs the site, in the foot of every page

Revision: 0016_who_runs_the_site, after 0015_names_are_texts
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016_who_runs_the_site"
down_revision = "0015_names_are_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_operator",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("data_protection", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_operator")),
    )
    op.execute(
        "INSERT INTO site_operator (id, name, address, telephone, email, legal_basis, data_protection)"
        " VALUES (1, '', '', '', '', '', '')"
    )


def downgrade() -> None:
    op.drop_table("site_operator")
