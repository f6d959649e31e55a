"""Keep what each name looks like, and in the index who wrote a thing: namesakes are told apart

Revision: 0009_what_names_look_like, after 0008_remember_which_browser
"""

import sqlalchemy as sa
from alembic import op

from vietnamese import look

revision = "0009_what_names_look_like"
down_revision = "0008_remember_which_browser"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("personas", sa.Column("look", sa.Text(), nullable=False, server_default=""))
    personas = op.get_bind().execute(sa.text("SELECT id, name FROM personas")).all()
    if personas:
        write = sa.text("UPDATE personas SET look = :look WHERE id = :id")
        op.get_bind().execute(write, [{"id": row.id, "look": look(row.name)} for row in personas])
    op.alter_column("personas", "look", server_default=None)
    op.create_index(op.f("ix_personas_look"), "personas", ["look"], unique=False)
    op.add_column("entries", sa.Column("author_id", sa.BigInteger(), nullable=True), schema="search")


def downgrade() -> None:
    op.drop_column("entries", "author_id", schema="search")
    op.drop_index(op.f("ix_personas_look"), table_name="personas")
    op.drop_column("personas", "look")
