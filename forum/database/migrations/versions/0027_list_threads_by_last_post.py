"""list threads by their last post, find entries by their state

Revision: 0027_list_threads_by_last_post, after 0026_let_a_proposal_about_an
"""

from alembic import op

revision = "0027_list_threads_by_last_post"
down_revision = "0026_let_a_proposal_about_an"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_threads_last_post_at_id", "threads", ["last_post_at", "id"], unique=False)
    op.create_index("entries_states", "entries", ["state"], unique=False, schema="search")


def downgrade() -> None:
    op.drop_index("entries_states", table_name="entries", schema="search")
    op.drop_index("ix_threads_last_post_at_id", table_name="threads")
