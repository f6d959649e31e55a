"""note the page of a paragraph

Revision: 0047_note_the_page_of_a, after 0046_note_on_an_opinion_inside
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047_note_the_page_of_a"
down_revision = "0046_note_on_an_opinion_inside"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paragraph_texts", sa.Column("page", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("paragraph_texts", "page")
