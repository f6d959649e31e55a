"""Numbers of texts that triggers sum up, and a count of what stands at that moment

Revision: 0074_tallies, after 0073_reports_on_tasks_are
"""

import sqlalchemy as sa
from alembic import op

revision = "0074_tallies"
down_revision = "0073_reports_on_tasks_are"
branch_labels = None
depends_on = None

IS_PUBLISHED = """
CREATE OR REPLACE FUNCTION public.is_published(response_id bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $function$
  SELECT EXISTS (SELECT FROM official_texts t WHERE t.id = response_id AND t.state = 'published')
$function$
"""

IS_ANSWERED = """
CREATE OR REPLACE FUNCTION public.is_answered(kind text, text_id bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $function$
  SELECT CASE kind
    WHEN 'proposal' THEN EXISTS (SELECT FROM proposals p WHERE p.id = text_id AND p.answered_at IS NOT NULL)
    WHEN 'opinion' THEN EXISTS (SELECT FROM opinions o WHERE o.id = text_id AND is_published(o.response_id))
    ELSE false
  END
$function$
"""

TALLY_TEXT = """
CREATE OR REPLACE FUNCTION public.tally_text() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $function$
DECLARE
  one contributions := coalesce(NEW, OLD);
  published int := 0;
  for_everyone int := 0;
  is_answered int;
BEGIN
  IF one.kind NOT IN ('proposal', 'opinion', 'question') THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.visibility = 'published' THEN
    published := 1;
    for_everyone := ('everyone' = ANY (NEW.audience))::int;
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.visibility = 'published' THEN
    published := published - 1;
    for_everyone := for_everyone - ('everyone' = ANY (OLD.audience))::int;
  END IF;
  IF published = 0 AND for_everyone = 0 THEN
    RETURN NULL;
  END IF;
  is_answered := is_answered(one.kind, one.id)::int;
  INSERT INTO tallies (kind, consultation_id, published, answered, for_everyone, answered_for_everyone)
  VALUES (one.kind, CASE one.kind WHEN 'opinion' THEN one.subject_id END, published, published * is_answered,
          for_everyone, for_everyone * is_answered);
  RETURN NULL;
END $function$
"""

TALLY_ANSWER = """
CREATE OR REPLACE FUNCTION public.tally_answer(text_id bigint, change int) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $function$
  INSERT INTO tallies (kind, consultation_id, published, answered, for_everyone, answered_for_everyone)
  SELECT c.kind, CASE c.kind WHEN 'opinion' THEN c.subject_id END, 0, change, 0,
         change * ('everyone' = ANY (c.audience))::int
    FROM contributions c WHERE c.id = text_id AND c.visibility = 'published' AND change <> 0
$function$
"""

TALLY_PROPOSAL = """
CREATE OR REPLACE FUNCTION public.tally_proposal() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $function$
DECLARE
  one proposals := coalesce(NEW, OLD);
BEGIN
  PERFORM tally_answer(one.id, (TG_OP <> 'DELETE' AND NEW.answered_at IS NOT NULL)::int
                               - (TG_OP <> 'INSERT' AND OLD.answered_at IS NOT NULL)::int);
  RETURN NULL;
END $function$
"""

TALLY_OPINION = """
CREATE OR REPLACE FUNCTION public.tally_opinion() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $function$
DECLARE
  one opinions := coalesce(NEW, OLD);
  change int := 0;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    change := change + is_published(NEW.response_id)::int;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    change := change - is_published(OLD.response_id)::int;
  END IF;
  PERFORM tally_answer(one.id, change);
  RETURN NULL;
END $function$
"""

TALLY_RESPONSE = """
CREATE OR REPLACE FUNCTION public.tally_response() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $function$
BEGIN
  PERFORM tally_answer(o.id, CASE WHEN NEW.state = 'published' THEN 1 ELSE -1 END)
     FROM opinions o WHERE o.response_id = NEW.id;
  RETURN NULL;
END $function$
"""

FUNCTIONS = (IS_PUBLISHED, IS_ANSWERED, TALLY_TEXT, TALLY_ANSWER, TALLY_PROPOSAL, TALLY_OPINION, TALLY_RESPONSE)

# First, and in one statement: nothing changes between the count and the triggers.
LOCK = "LOCK TABLE contributions, proposals, opinions, official_texts IN SHARE ROW EXCLUSIVE MODE"

TRIGGERS = """
CREATE TRIGGER tally_text AFTER INSERT OR DELETE OR UPDATE OF visibility, audience ON public.contributions
  FOR EACH ROW EXECUTE FUNCTION public.tally_text();
CREATE TRIGGER tally_proposal AFTER INSERT OR DELETE OR UPDATE OF answered_at ON public.proposals
  FOR EACH ROW EXECUTE FUNCTION public.tally_proposal();
CREATE TRIGGER tally_opinion AFTER INSERT OR DELETE OR UPDATE OF response_id ON public.opinions
  FOR EACH ROW EXECUTE FUNCTION public.tally_opinion();
CREATE TRIGGER tally_response AFTER UPDATE OF state ON public.official_texts
  FOR EACH ROW WHEN ((OLD.state = 'published') <> (NEW.state = 'published'))
  EXECUTE FUNCTION public.tally_response();
"""

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
    op.execute(LOCK)
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
    for function in FUNCTIONS:
        op.execute(function)
    op.execute(TRIGGERS)
    op.execute(COUNT)


def downgrade() -> None:
    for function in ("tally_text", "tally_proposal", "tally_opinion", "tally_response"):
        op.execute(f"DROP FUNCTION public.{function} CASCADE")
    op.execute("DROP FUNCTION public.tally_answer(bigint, int), public.is_answered(text, bigint)"
        ", public.is_published(bigint)")
    op.drop_index(op.f("ix_tallies_kind_consultation_id"), table_name="tallies")
    op.drop_table("tallies")
