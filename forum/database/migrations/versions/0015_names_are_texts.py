"""Make texts of the display names under which something was published

Revision: 0015_names_are_texts, after 0014_copies_of_own_data
"""

from alembic import op

revision = "0015_names_are_texts"
down_revision = "0014_copies_of_own_data"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        WITH made AS (
          INSERT INTO contributions (kind, persona_id, channel, on_behalf, title, text, html, visibility, audience, version,
                                     text_version, created_at, published_at, endorsement_count, reply_count)
          SELECT 'name', p.id, 'web', '', p.title, p.name, '', 'published', ARRAY['everyone'], 1, 1, c.at, c.at, 0, 0
            FROM personas p JOIN (SELECT persona_id, min(published_at) AS at FROM contributions
                                   WHERE published_at IS NOT NULL GROUP BY persona_id) c ON c.persona_id = p.id
           WHERE p.kind = 'ordinary' ORDER BY p.id
          RETURNING id, persona_id, title, text, created_at)
        INSERT INTO revisions (contribution_id, text_version, state, title, text, html, written_at, persona_id, note)
        SELECT id, 1, 'current', title, text, '', created_at, persona_id, '' FROM made""")


def downgrade() -> None:
    """Names stay in personas as they were shown; their texts go, unless one is or was before the moderators."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM moderation.cases WHERE subject_kind = 'name') THEN "
        "RAISE EXCEPTION 'display names were judged: their decisions would be about nothing'; END IF; END $$"
    )
    op.execute("""
        DELETE FROM revisions USING contributions c WHERE c.id = contribution_id AND c.kind = 'name'""")
    op.execute("DELETE FROM contributions WHERE kind = 'name'")
