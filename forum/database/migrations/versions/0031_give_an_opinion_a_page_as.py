"""Give an opinion a page as evidence

Revision: 0031_give_an_opinion_a_page_as, after 0030_let_an_author_say_once_that
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031_give_an_opinion_a_page_as"
down_revision = "0030_let_an_author_say_once_that"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("opinions", sa.Column("evidence_url", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("opinions", "evidence_url")
