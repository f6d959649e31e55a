"""Let askers object to being carried

Revision: 0066_let_askers_object_to_being, after 0065_say_why_a_session_is_held
"""

import sqlalchemy as sa
from alembic import op

revision = "0066_let_askers_object_to_being"
down_revision = "0065_say_why_a_session_is_held"
branch_labels = None
depends_on = None


# Of an installation that has its time limits; a new one gets all of them with its first data.
LIMIT = """
INSERT INTO time_limits (name, label, count, unit, source, certainty, rolls_over, from_on)
SELECT 'question-place-anew', 'Xếp lại câu hỏi mà người hỏi không đồng ý chuyển kỳ', 3, 'working_day',
       'Thời hạn do hệ thống công bố', 'local_policy', true, DATE '2025-07-01'
 WHERE EXISTS (SELECT FROM time_limits)
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    op.execute(LIMIT)
    op.add_column("question_deferrals", sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("question_deferrals", sa.Column("objection_id", sa.BigInteger(), nullable=True))
    op.add_column("question_deferrals", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("question_deferrals", sa.Column("despite", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_question_deferrals_objection_id"),
        "question_deferrals",
        "contributions",
        ["objection_id"],
        ["id"],
    )


def downgrade() -> None:
    """That askers objected is lost; their words stay."""
    ours = "kind = 'place_anew'"
    op.execute(f"DELETE FROM duty_pauses WHERE duty_id IN (SELECT id FROM duties WHERE {ours})")
    op.execute(f"DELETE FROM duties WHERE {ours}")
    op.execute("DELETE FROM time_limits WHERE name = 'question-place-anew'")
    op.drop_constraint(op.f("fk_question_deferrals_objection_id"), "question_deferrals", type_="foreignkey")
    op.drop_column("question_deferrals", "despite")
    op.drop_column("question_deferrals", "settled_at")
    op.drop_column("question_deferrals", "objection_id")
    op.drop_column("question_deferrals", "objected_at")
