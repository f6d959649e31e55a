"""Keep each version of a draft

Revision: 0025_keep_each_version_of_a, after 0024_keep_the_first_last_day_of

The words of a paragraph move to `paragraph_texts`; its own columns stay for the program of the version before. A paragraph that was
removed under its opinions becomes version 0, so that they still say where they were given.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_keep_each_version_of_a"
down_revision = "0024_keep_the_first_last_day_of"
branch_labels = None
depends_on = None

LEAVING = {"position": "0", "kind": "''", "label": "''", "path": "''", "text": "''"}
FILL = """
INSERT INTO draft_versions
  (consultation_id, number, what_changed, source_name, report, created_by, created_at, announced_at, opens_on, closes_on)
SELECT id, 1, '', '', '[]', created_by, created_at, announced_at, opens_on, closes_on FROM consultations;

INSERT INTO paragraph_texts (consultation_id, version, paragraph_id, position, kind, label, path, text)
SELECT consultation_id, CASE WHEN removed_at IS NULL THEN 1 ELSE 0 END, id, position, kind, label, path, text
  FROM paragraphs;

UPDATE opinions SET place_id = paragraph_id;
UPDATE opinions SET version = 0, place_id = NULL
  FROM paragraphs WHERE paragraphs.id = opinions.paragraph_id AND paragraphs.removed_at IS NOT NULL;
"""
BACK = """
UPDATE paragraphs SET position = now.position, kind = now.kind, label = now.label, path = now.path, text = now.text
  FROM paragraph_texts AS now JOIN consultations ON consultations.id = now.consultation_id
 WHERE now.paragraph_id = paragraphs.id AND now.version = consultations.shown_version;
UPDATE opinions SET paragraph_id = place_id WHERE place_id IS NOT NULL;
"""


def upgrade() -> None:
    op.create_table(
        "draft_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_draft_versions_consultation_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["personas.id"], name=op.f("fk_draft_versions_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_versions")),
    )
    op.create_index(
        op.f("ix_draft_versions_consultation_id_number"),
        "draft_versions",
        ["consultation_id", "number"],
        unique=True,
    )
    op.create_table(
        "paragraph_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("paragraph_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_paragraph_texts_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["paragraph_id"], ["paragraphs.id"], name=op.f("fk_paragraph_texts_paragraph_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_texts")),
    )
    op.create_index(
        op.f("ix_paragraph_texts_consultation_id_version_position"),
        "paragraph_texts",
        ["consultation_id", "version", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_paragraph_texts_paragraph_id_version"),
        "paragraph_texts",
        ["paragraph_id", "version"],
        unique=True,
    )
    op.add_column(
        "consultations", sa.Column("shown_version", sa.BigInteger(), server_default="1", nullable=False)
    )
    op.add_column("opinions", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("opinions", sa.Column("place_id", sa.BigInteger(), nullable=True))
    op.add_column("opinions", sa.Column("row_number", sa.BigInteger(), nullable=True))
    op.add_column("opinions", sa.Column("phrase", sa.Text(), server_default="", nullable=False))
    op.add_column("opinions", sa.Column("phrase_start", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_opinions_place_id"), "opinions", ["place_id"], unique=False)
    op.create_foreign_key(op.f("fk_opinions_place_id"), "opinions", "paragraphs", ["place_id"], ["id"])
    op.create_index(op.f("ix_paragraphs_consultation_id"), "paragraphs", ["consultation_id"], unique=False)
    for name, default in LEAVING.items():
        op.alter_column("paragraphs", name, server_default=sa.text(default))
    op.execute(FILL)


def downgrade() -> None:
    op.execute(BACK)
    for name in LEAVING:
        op.alter_column("paragraphs", name, server_default=None)
    op.drop_index(op.f("ix_paragraphs_consultation_id"), table_name="paragraphs")
    op.drop_constraint(op.f("fk_opinions_place_id"), "opinions", type_="foreignkey")
    op.drop_index(op.f("ix_opinions_place_id"), table_name="opinions")
    op.drop_column("opinions", "phrase_start")
    op.drop_column("opinions", "phrase")
    op.drop_column("opinions", "row_number")
    op.drop_column("opinions", "place_id")
    op.drop_column("opinions", "version")
    op.drop_column("consultations", "shown_version")
    op.drop_index(op.f("ix_paragraph_texts_paragraph_id_version"), table_name="paragraph_texts")
    op.drop_index(op.f("ix_paragraph_texts_consultation_id_version_position"), table_name="paragraph_texts")
    op.drop_table("paragraph_texts")
    op.drop_index(op.f("ix_draft_versions_consultation_id_number"), table_name="draft_versions")
    op.drop_table("draft_versions")
