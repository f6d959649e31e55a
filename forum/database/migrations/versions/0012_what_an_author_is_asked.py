"""what an author is asked

Revision: 0012_what_an_author_is_asked, after 0011_hold_texts_without_a_log_in
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_what_an_author_is_asked"
down_revision = "0011_hold_texts_without_a_log_in"
branch_labels = None
depends_on = None

# Where the limits were filled in already; a new installation reads them from its own list.
LIMIT = """
INSERT INTO time_limits (name, label, count, unit, source, certainty, rolls_over, from_on)
SELECT 'author-explain', 'Tác giả trả lời người duyệt', 3, 'working_day', 'Thời hạn do hệ thống công bố',
       'local_policy', false, DATE '2025-07-01'
 WHERE EXISTS (SELECT FROM time_limits)
"""
# Who reported a text whose case still waits hears of its outcome too.
REPORTS = """
UPDATE concerns SET case_id = c.id
  FROM moderation.cases c JOIN contributions t ON t.kind = c.subject_kind AND t.id = c.subject_id
 WHERE concerns.contribution_id = t.id AND concerns.reason = 'flag' AND c.state <> 'decided' AND c.reason <> 'appeal'
"""

def upgrade() -> None:
    op.create_table(
        "author_questions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["personas.id"], name=op.f("fk_author_questions_asked_by")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_author_questions_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_questions")),
    )
    # What was asked about a text.
    op.create_index(
        op.f("ix_author_questions_contribution_id_id"),
        "author_questions",
        ["contribution_id", "id"],
        unique=False,
    )
    op.add_column("concerns", sa.Column("case_id", sa.BigInteger(), nullable=True))
    op.add_column("notices", sa.Column("regardless", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "cases", sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True), schema="moderation"
    )
    op.execute(LIMIT)
    op.execute(REPORTS)


def downgrade() -> None:
    """Refused once an author was asked: the older program has no place for question and answer."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM author_questions) THEN "
        "RAISE EXCEPTION 'questions to authors would be lost'; END IF; END $$"
    )
    op.execute("DELETE FROM time_limits WHERE name = 'author-explain'")
    op.drop_column("cases", "rests_until", schema="moderation")
    op.drop_column("notices", "regardless")
    op.drop_column("concerns", "case_id")
    op.drop_index(op.f("ix_author_questions_contribution_id_id"), table_name="author_questions")
    op.drop_table("author_questions")
