"""Empty the HTML that was made from Markdown: pages and the worker make it anew from the text as typed

Revision: 0002_text_as_typed, after 0001_house
"""

from alembic import op

revision = "0002_text_as_typed"
down_revision = "0001_house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("contributions", "revisions", "progress_reports"):
        op.execute(f"UPDATE {table} SET html = '' WHERE html <> ''")


def downgrade() -> None:
    """HTML that was made anew stays: the earlier program shows it as well."""
