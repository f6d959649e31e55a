"""Add the reason that an author gives for a withdrawal; empty for what was withdrawn before it was asked

Revision: 0005_reason_of_a_withdrawal, after 0004_words_of_a_person_are_texts
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_reason_of_a_withdrawal"
down_revision = "0004_words_of_a_person_are_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contributions", sa.Column("withdrawn_because", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("contributions", "withdrawn_because")
