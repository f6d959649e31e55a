"""Let an author say once that a response misses the point, and be answered again

Revision: 0030_let_an_author_say_once_that, after 0029_let_the_head_approve_what_a
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_let_an_author_say_once_that"
down_revision = "0029_let_the_head_approve_what_a"
branch_labels = None
depends_on = None

# Those of an installation that has its time limits; a new one gets all of them with its first data.
LIMITS = """
INSERT INTO time_limits (name, label, count, unit, source, certainty, rolls_over, from_on)
SELECT * FROM (VALUES
  ('response-not-understood', 'Tác giả cho biết giải trình chưa hiểu đúng ý mình', 5, 'working_day',
   'Thời hạn do hệ thống công bố; luật không quy định', 'local_policy', true, DATE '2025-07-01'),
  ('response-again', 'Giải trình lại khi tác giả cho biết chưa hiểu đúng ý mình', 10, 'working_day',
   'Thời hạn do hệ thống công bố; luật không quy định', 'local_policy', true, DATE '2025-07-01')) AS limits
 WHERE EXISTS (SELECT FROM time_limits)
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    op.execute(LIMITS)
    op.add_column("opinions", sa.Column("earlier_response_id", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_opinions_earlier_response_id"), "opinions", ["earlier_response_id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_opinions_earlier_response_id"), "opinions", "responses", ["earlier_response_id"], ["id"]
    )


def downgrade() -> None:
    """An opinion that waits for another response has its first one again; duties of these kinds end."""
    ours = "kind IN ('not_understood', 'answer_again')"
    op.execute(f"DELETE FROM duty_pauses WHERE duty_id IN (SELECT id FROM duties WHERE {ours})")
    op.execute(f"DELETE FROM duties WHERE {ours}")
    op.execute("DELETE FROM time_limits WHERE name IN ('response-not-understood', 'response-again')")
    op.execute("UPDATE opinions SET response_id = earlier_response_id WHERE response_id IS NULL")
    op.drop_constraint(op.f("fk_opinions_earlier_response_id"), "opinions", type_="foreignkey")
    op.drop_index(op.f("ix_opinions_earlier_response_id"), table_name="opinions")
    op.drop_column("opinions", "earlier_response_id")
