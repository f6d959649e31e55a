"""Remember which browser registered and which used a link

Revision: 0008_remember_which_browser, after 0007_sign_declining_links
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_remember_which_browser"
down_revision = "0007_sign_declining_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("registered_by", sa.Text(), server_default="", nullable=False))
    op.add_column("one_time_tokens", sa.Column("used_by", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("one_time_tokens", "used_by")
    op.drop_column("accounts", "registered_by")
