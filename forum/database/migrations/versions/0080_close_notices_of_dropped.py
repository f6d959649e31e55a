"""Close notices of dropped versions

Revision: 0080_close_notices_of_dropped, after 0079_let_disowned_texts_answer
"""

from alembic import op

revision = "0080_close_notices_of_dropped"
down_revision = "0079_let_disowned_texts_answer"
branch_labels = None
depends_on = None

# Notices that open the round of a version which its office dropped: they waited on, also for the next version of that
# number. Such a version is closed with its notices by now.
CLOSE = """
UPDATE official_texts o SET state = 'replaced'
  FROM consultation_notices n JOIN contributions c ON c.id = n.id
 WHERE n.id = o.id AND n.act = 'open_round' AND o.state IN ('drafted', 'awaiting_approval', 'approved')
   AND NOT EXISTS (SELECT FROM draft_versions v WHERE v.consultation_id = n.consultation_id
                      AND v.number = n.version AND v.created_at <= c.created_at)"""


def upgrade() -> None:
    op.execute(CLOSE)


def downgrade() -> None:
    """What was closed stays closed."""
