"""Let an office group opinions by issue and share them out

Revision: 0034_let_an_office_group, after 0033_say_where_a_version_of_a
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034_let_an_office_group"
down_revision = "0033_say_where_a_version_of_a"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.add_column("opinions", sa.Column("officer_id", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_opinions_officer_id_consultation_id"),
        "opinions",
        ["officer_id", "consultation_id"],
        unique=False,
    )
    op.create_foreign_key(op.f("fk_opinions_officer_id"), "opinions", "personas", ["officer_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_opinions_officer_id"), "opinions", type_="foreignkey")
    op.drop_index(op.f("ix_opinions_officer_id_consultation_id"), table_name="opinions")
    op.drop_column("opinions", "officer_id")
    op.drop_index(op.f("ix_labelled_opinions_label_id"), table_name="labelled_opinions")
    op.drop_table("labelled_opinions")
    op.drop_index(op.f("ix_opinion_labels_consultation_id_name"), table_name="opinion_labels")
    op.drop_table("opinion_labels")
