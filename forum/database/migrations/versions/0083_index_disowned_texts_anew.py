"""Index disowned texts anew

Revision: 0083_index_disowned_texts_anew, after 0082_hand_over_from_ended_bodies
"""

from alembic import op

revision = "0083_index_disowned_texts_anew"
down_revision = "0082_hand_over_from_ended_bodies"
branch_labels = None
depends_on = None

# Texts that were disowned before search said so: their entries say 'published' still.
MARK = """
INSERT INTO search.changes (kind, thing_id)
SELECT c.kind, c.id FROM contributions c JOIN official_texts o ON o.id = c.id
 WHERE o.repudiated_at IS NOT NULL ORDER BY c.id"""


def upgrade() -> None:
    op.execute(MARK)


def downgrade() -> None:
    """A mark that is read twice changes nothing."""
