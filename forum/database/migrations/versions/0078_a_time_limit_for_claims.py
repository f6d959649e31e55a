"""A time limit for claims to what was entered

Revision: 0078_a_time_limit_for_claims, after 0077_correct_notes_of_an_office
"""

from alembic import op

revision = "0078_a_time_limit_for_claims"
down_revision = "0077_correct_notes_of_an_office"
branch_labels = None
depends_on = None

# Of an installation that has its time limits; a new one gets all of them with its first data.
LIMIT = """
INSERT INTO time_limits (name, label, count, unit, source, certainty, rolls_over, from_on)
SELECT 'claim-confirm', 'Xác nhận tài khoản xin nhận nội dung đã nhập hộ', 5, 'working_day',
       'Thời hạn do hệ thống công bố', 'local_policy', true, DATE '2025-07-01'
 WHERE EXISTS (SELECT FROM time_limits)
    ON CONFLICT DO NOTHING"""
# Claims that wait already are owed from today on. Holidays, which only the program knows, are counted at the next
# change of the calendar.
OWED = """
WITH worked AS (
    SELECT d.day::date AS day, row_number() OVER (ORDER BY d.day) AS n
      FROM generate_series(1, 60) AS later(n)
      CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + later.n AS day) d
      LEFT JOIN workday_overrides o ON o.day = d.day
     WHERE coalesce(o.is_worked, extract(isodow FROM d.day) < 6)
), dates AS (
    SELECT (max(day) FILTER (WHERE n = 5) + time '23:59:59') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS due_at,
           (max(day) FILTER (WHERE n = 3))::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS soon_at,
           (max(day) FILTER (WHERE n = 7))::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS escalates_at,
           (max(day) FILTER (WHERE n = 15))::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS very_late_at
      FROM worked
)
INSERT INTO duties (thing_kind, thing_id, kind, nature, owner_kind, owner_id, is_lead, started_at, counts_from,
                    limit_name, limit_count, limit_unit, rolls_over, moved_count, moved_reason,
                    first_due_at, due_at, soon_at, escalates_at, very_late_at)
SELECT 'entered_claim', c.id, 'confirm_claim', 'duty', 'office', 0, true, now(), now(),
       'claim-confirm', 5, 'working_day', true, 0, '',
       d.due_at, d.due_at, d.soon_at, d.escalates_at, d.very_late_at
  FROM entered_claims c CROSS JOIN dates d
 WHERE c.state = 'waiting'"""


def upgrade() -> None:
    op.execute(LIMIT)
    op.execute(OWED)


def downgrade() -> None:
    ours = "kind = 'confirm_claim'"
    op.execute(f"DELETE FROM duty_pauses WHERE duty_id IN (SELECT id FROM duties WHERE {ours})")
    op.execute(f"DELETE FROM duties WHERE {ours}")
    op.execute("DELETE FROM time_limits WHERE name = 'claim-confirm'")
