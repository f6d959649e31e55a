"""Put a changed wording to its author

Revision: 0043_put_a_changed_wording_to, after 0042_say_which_link_a_person
"""

import sqlalchemy as sa
from alembic import op

revision = "0043_put_a_changed_wording_to"
down_revision = "0042_say_which_link_a_person"
branch_labels = None
depends_on = None

# Of an installation that has its time limits; a new one gets all of them with its first data.
LIMIT = """
INSERT INTO time_limits (name, label, count, unit, source, certainty, rolls_over, from_on)
SELECT 'wording-agreement', 'Tác giả trả lời về câu chữ của mình đã được chỉnh sửa khi tiếp thu', 5, 'working_day',
       'Thời hạn do hệ thống công bố; luật không quy định', 'local_policy', true, DATE '2025-07-01'
 WHERE EXISTS (SELECT FROM time_limits)
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    op.execute(LIMIT)
    op.add_column("opinions", sa.Column("agrees_to_wording", sa.Boolean(), nullable=True))
    op.add_column("opinions", sa.Column("may_be_named", sa.Boolean(), nullable=True))
    op.add_column("responses", sa.Column("wording", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """What authors said of changed wordings is lost."""
    ours = "kind = 'agree_wording'"
    op.execute(f"DELETE FROM duty_pauses WHERE duty_id IN (SELECT id FROM duties WHERE {ours})")
    op.execute(f"DELETE FROM duties WHERE {ours}")
    op.execute("DELETE FROM time_limits WHERE name = 'wording-agreement'")
    op.drop_column("responses", "wording")
    op.drop_column("opinions", "may_be_named")
    op.drop_column("opinions", "agrees_to_wording")
