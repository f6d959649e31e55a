"""Numbers of texts that triggers sum up; what stands is counted once, and the triggers come with the functions

Revision: 0074_tallies, after 0073_reports_on_tasks_are
"""

import sqlalchemy as sa
from alembic import op

revision = "0074_tallies"
down_revision = "0073_reports_on_tasks_are"
branch_labels = None
depends_on = None

COUNT = """
INSERT INTO tallies (kind, consultation_id, published, answered, for_everyone, answered_for_everyone)
SELECT kind, consultation_id, count(*), count(*) FILTER (WHERE is_answered), count(*) FILTER (WHERE is_for_everyone),
       count(*) FILTER (WHERE is_answered AND is_for_everyone)
  FROM (SELECT c.kind, CASE c.kind WHEN 'opinion' THEN c.subject_id END AS consultation_id,
               'everyone' = ANY (c.audience) AS is_for_everyone,
               CASE c.kind WHEN 'opinion' THEN t.state IS NOT DISTINCT FROM 'published'
                           ELSE p.answered_at IS NOT NULL END AS is_answered
          FROM contributions c
          LEFT JOIN proposals p ON p.id = c.id
          LEFT JOIN opinions o ON o.id = c.id
          LEFT JOIN official_texts t ON t.id = o.response_id
         WHERE c.kind IN ('proposal', 'opinion', 'question') AND c.visibility = 'published') counted
 GROUP BY kind, consultation_id
"""


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=True),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.Column("for_everyone", sa.BigInteger(), nullable=False),
        sa.Column("answered_for_everyone", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
    )
    op.create_index(
        op.f("ix_tallies_kind_consultation_id"), "tallies", ["kind", "consultation_id"], unique=False
    )


def downgrade() -> None:
    for function in ("tally_text", "tally_proposal", "tally_opinion", "tally_response"):
        op.execute(f"DROP FUNCTION IF EXISTS public.{function} CASCADE")
    op.execute("DROP FUNCTION IF EXISTS public.tally_answer(bigint, int), public.is_answered(text, bigint)"
        ", public.is_published(bigint)")
    op.drop_index(op.f("ix_tallies_kind_consultation_id"), table_name="tallies")
    op.drop_table("tallies")
