"""Let an author say once that a response misses the point, and an office share the work on opinions

Revision: 0028_let_an_author_say_once_that, after 0027_list_threads_by_last_post
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028_let_an_author_say_once_that"
down_revision = "0027_list_threads_by_last_post"
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
    op.create_table(
        "opinion_labels",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_opinion_labels_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_labels")),
    )
    op.create_index(
        op.f("ix_opinion_labels_consultation_id_name"),
        "opinion_labels",
        ["consultation_id", "name"],
        unique=True,
    )
    op.create_table(
        "labelled_opinions",
        sa.Column("opinion_id", sa.BigInteger(), nullable=False),
        sa.Column("label_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["label_id"], ["opinion_labels.id"], name=op.f("fk_labelled_opinions_label_id")
        ),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["opinions.id"], name=op.f("fk_labelled_opinions_opinion_id")
        ),
        sa.PrimaryKeyConstraint("opinion_id", "label_id", name=op.f("pk_labelled_opinions")),
    )
    op.create_index(op.f("ix_labelled_opinions_label_id"), "labelled_opinions", ["label_id"], unique=False)
    op.create_table(
        "opinion_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("opinion_id", sa.BigInteger(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=False),
        sa.Column("mentioned_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentioned_id"], ["personas.id"], name=op.f("fk_opinion_notes_mentioned_id")
        ),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions.id"], name=op.f("fk_opinion_notes_opinion_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_opinion_notes_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_notes")),
    )
    op.create_index(op.f("ix_opinion_notes_opinion_id"), "opinion_notes", ["opinion_id"], unique=False)
    op.add_column("opinions", sa.Column("earlier_response_id", sa.BigInteger(), nullable=True))
    op.add_column("opinions", sa.Column("officer_id", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_opinions_earlier_response_id"), "opinions", ["earlier_response_id"], unique=False
    )
    op.create_index(
        op.f("ix_opinions_officer_id_consultation_id"),
        "opinions",
        ["officer_id", "consultation_id"],
        unique=False,
    )
    op.create_foreign_key(
        op.f("fk_opinions_earlier_response_id"), "opinions", "responses", ["earlier_response_id"], ["id"]
    )
    op.create_foreign_key(op.f("fk_opinions_officer_id"), "opinions", "personas", ["officer_id"], ["id"])


def downgrade() -> None:
    """What authors and offices wrote here has no place before; duties of these kinds would be unknown there."""
    op.execute("DELETE FROM duty_pauses WHERE duty_id IN (SELECT id FROM duties WHERE kind IN ('not_understood', 'answer_again'))")
    op.execute("DELETE FROM duties WHERE kind IN ('not_understood', 'answer_again')")
    op.execute("DELETE FROM time_limits WHERE name IN ('response-not-understood', 'response-again')")
    op.execute("UPDATE opinions SET response_id = earlier_response_id WHERE response_id IS NULL")
    op.drop_constraint(op.f("fk_opinions_officer_id"), "opinions", type_="foreignkey")
    op.drop_constraint(op.f("fk_opinions_earlier_response_id"), "opinions", type_="foreignkey")
    op.drop_index(op.f("ix_opinions_officer_id_consultation_id"), table_name="opinions")
    op.drop_index(op.f("ix_opinions_earlier_response_id"), table_name="opinions")
    op.drop_column("opinions", "officer_id")
    op.drop_column("opinions", "earlier_response_id")
    op.drop_index(op.f("ix_opinion_notes_opinion_id"), table_name="opinion_notes")
    op.drop_table("opinion_notes")
    op.drop_index(op.f("ix_labelled_opinions_label_id"), table_name="labelled_opinions")
    op.drop_table("labelled_opinions")
    op.drop_index(op.f("ix_opinion_labels_consultation_id_name"), table_name="opinion_labels")
    op.drop_table("opinion_labels")
