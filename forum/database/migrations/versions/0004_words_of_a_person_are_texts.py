"""Make texts of the words of a person that stood in columns: clarifications, disputes, confirmations, objections

Revision: 0004_words_of_a_person_are_texts, after 0003_masked_passages
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004_words_of_a_person_are_texts"
down_revision = "0003_masked_passages"
branch_labels = None
depends_on = None


GIVEN = "\n\nTác giả làm rõ: "
LATE = "Người hỏi đề nghị tách câu hỏi sau khi công bố biên bản kỳ tiếp xúc."
KINDS = "('clarification', 'dispute', 'confirmation', 'objection')"

# A published text of its author, with the day on which it was written; its HTML is made when it is read.
TEXT = sa.text("""
WITH made AS (
  INSERT INTO contributions (kind, persona_id, channel, on_behalf, forum_id, subject_kind, subject_id, title, text, html,
                             visibility, audience, version, text_version, created_at, published_at,
                             endorsement_count, reply_count)
  VALUES (:kind, :persona_id, 'web', '', :forum_id, :about, :about_id, '', :words, '',
          'published', :audience, 1, 1, :at, :at, 0, 0)
  RETURNING id, kind),
marked AS (INSERT INTO search.changes (kind, thing_id) SELECT kind, id FROM made)
INSERT INTO revisions (contribution_id, text_version, state, title, text, html, written_at, persona_id, note)
SELECT id, 1, 'current', '', :words, '', :at, :persona_id, '' FROM made RETURNING contribution_id
""")
ASKED = sa.text("""
SELECT p.id, p.body_id, p.clarification, c.persona_id AS author_id, c.audience, c.forum_id, c.created_at
  FROM proposals p JOIN contributions c ON c.id = p.id WHERE p.clarification <> '' ORDER BY p.id
""")
TURNS = sa.text("""
SELECT event, at, persona_id, payload ->> 'what' AS words, (payload ->> 'body_id')::bigint AS body_id FROM journal
 WHERE thing_kind = 'proposal' AND thing_id = :id AND event IN ('threads.ClarificationAsked', 'threads.Clarified')
 ORDER BY id
""")
REQUEST = sa.text("""
INSERT INTO clarification_requests (proposal_id, body_id, text, persona_id, at, clarification_id)
VALUES (:id, :body_id, :words, :persona_id, :at, :given)
""")
REMARKED = sa.text("""
SELECT s.id, s.note, s.at, s.persona_id, i.id AS about_id, i.audience, c.forum_id,
       CASE s.verb WHEN 'dispute' THEN 'dispute' ELSE 'confirmation' END AS kind
  FROM commitment_steps s JOIN commitments i ON i.id = s.commitment_id
  LEFT JOIN contributions c ON c.kind = i.source_kind AND c.id = i.source_id
 WHERE s.verb IN ('dispute', 'confirm') AND s.note <> '' AND s.persona_id IS NOT NULL ORDER BY s.id
""")
OBJECTED = sa.text("""
SELECT q.id, q.reason, q.state, j.at, c.persona_id, c.audience, c.forum_id
  FROM questions q JOIN contributions c ON c.id = q.id
  JOIN LATERAL (SELECT event, at FROM journal WHERE thing_kind = 'question' AND thing_id = q.id
       AND event IN ('contact.PutOnAgenda', 'contact.WrittenAnswerScheduled', 'contact.QuestionMerged',
                     'contact.MergeObjected', 'contact.QuestionReferred', 'contact.QuestionDeclined',
                     'contact.QuestionDeferred')
       ORDER BY id DESC LIMIT 1) j ON j.event = 'contact.MergeObjected'
 WHERE q.reason <> '' ORDER BY q.id
""")
PUT_BACK = sa.text("""
UPDATE proposals p SET clarification = asked.words FROM (
  SELECT r.proposal_id, string_agg(r.text || coalesce(:mark || c.text, ''), :between ORDER BY r.id) AS words
    FROM clarification_requests r
    LEFT JOIN contributions c ON c.id = r.clarification_id AND c.visibility = 'published'
   GROUP BY r.proposal_id) asked
 WHERE asked.proposal_id = p.id
""")


def upgrade() -> None:
    op.create_table(
        "clarification_requests",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clarification_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_clarification_requests_body_id")),
        sa.ForeignKeyConstraint(
            ["clarification_id"],
            ["contributions.id"],
            name=op.f("fk_clarification_requests_clarification_id"),
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name=op.f("fk_clarification_requests_persona_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_clarification_requests_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_requests")),
    )
    op.create_index(
        op.f("ix_clarification_requests_proposal_id"), "clarification_requests", ["proposal_id"], unique=False
    )
    op.add_column("commitment_steps", sa.Column("remark_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_commitment_steps_remark_id"), "commitment_steps", "contributions", ["remark_id"], ["id"]
    )
    connection = op.get_bind()
    _clarifications(connection)
    _remarks(connection)
    _objections(connection)
    op.drop_column("proposals", "clarification")


def _text(connection: sa.Connection, kind: str, about: str, about_id: int, row: Any, words: str) -> int:
    """The id of a new text with the audience and the forum of the row, by its persona, on its day."""
    values = {"kind": kind, "about": about, "about_id": about_id, "words": words, "at": row.at}
    values |= {"persona_id": row.persona_id, "audience": row.audience, "forum_id": row.forum_id}
    return int(connection.execute(TEXT, values).scalar_one())


def _clarifications(connection: sa.Connection) -> None:
    """The column held what bodies asked and what authors answered one below the other. What was asked is in the
    journal word for word; what stands between is the author's."""
    for proposal in connection.execute(ASKED).all():
        turns = connection.execute(TURNS, {"id": proposal.id}).all()
        asked = [turn for turn in turns if turn.event == "threads.ClarificationAsked"]
        left = proposal.clarification
        for n, request in enumerate(asked):
            words = request.words or left.partition(GIVEN)[0]  # empty where it was erased by order
            left = left.removeprefix(words)
            upcoming = asked[n + 1].words if n + 1 < len(asked) else None
            own, found, after = left.partition(f"\n\n{upcoming}") if upcoming else (left, "", "")
            left = f"{upcoming}{after}" if found else ""
            answer = own.removeprefix(GIVEN).strip() if own.startswith(GIVEN) else ""
            later = turns[turns.index(request) + 1 :]
            text_id = _given(connection, proposal, answer, later[0].at if later else request.at)
            values = {"id": proposal.id, "body_id": request.body_id or proposal.body_id, "words": words}
            values |= {"persona_id": request.persona_id, "at": request.at, "given": text_id}
            connection.execute(REQUEST, values)


def _given(connection: sa.Connection, proposal: Any, words: str, at: object) -> int | None:
    if not words:
        return None
    values = {"kind": "clarification", "about": "proposal", "about_id": proposal.id, "words": words, "at": at}
    values |= {
        "persona_id": proposal.author_id,
        "audience": proposal.audience,
        "forum_id": proposal.forum_id,
    }
    return int(connection.execute(TEXT, values).scalar_one())


def _remarks(connection: sa.Connection) -> None:
    for step in connection.execute(REMARKED).all():
        text_id = _text(connection, step.kind, "commitment", step.about_id, step, step.note)
        moved = "UPDATE commitment_steps SET note = '', remark_id = :text_id WHERE id = :id"
        connection.execute(sa.text(moved), {"text_id": text_id, "id": step.id})


def _objections(connection: sa.Connection) -> None:
    """An objection was the question's reason until it was placed anew."""
    for question in connection.execute(OBJECTED).all():
        _text(connection, "objection", "question", question.id, question, question.reason)
        reason = "" if question.state == "published" else LATE
        moved = "UPDATE questions SET reason = :reason WHERE id = :id"
        connection.execute(sa.text(moved), {"reason": reason, "id": question.id})


def downgrade() -> None:
    """The published words go back to the columns; the texts stay, and the earlier program shows them nowhere. It could
    not judge them: refused while one waits for a decision."""
    connection = op.get_bind()
    waiting = f"SELECT count(*) FROM moderation.cases WHERE state <> 'decided' AND subject_kind IN {KINDS}"
    if connection.execute(sa.text(waiting)).scalar_one():
        raise RuntimeError("clarifications, disputes or objections wait for review: decide them first")
    op.add_column("proposals", sa.Column("clarification", sa.Text(), server_default="", nullable=False))
    connection.execute(PUT_BACK, {"mark": GIVEN, "between": "\n\n"})
    op.alter_column("proposals", "clarification", server_default=None)
    op.execute("""
        UPDATE commitment_steps s SET note = c.text FROM contributions c
         WHERE c.id = s.remark_id AND c.visibility = 'published'""")
    op.execute("""
        UPDATE questions q SET reason = c.text FROM contributions c
         WHERE c.kind = 'objection' AND c.subject_id = q.id AND c.visibility = 'published' AND q.state = 'published'""")
    op.drop_constraint(op.f("fk_commitment_steps_remark_id"), "commitment_steps", type_="foreignkey")
    op.drop_column("commitment_steps", "remark_id")
    op.drop_index(op.f("ix_clarification_requests_proposal_id"), table_name="clarification_requests")
    op.drop_table("clarification_requests")
