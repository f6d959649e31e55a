"""How many texts there are, and how many of them are answered, as rows that the database's own triggers append.

Pages show these numbers at each view, and counting a million texts takes a second. Each change of a text appends a row
with what it changes, in the transaction of the change, so nobody waits for a counter that another holds; a number is
the sum of its rows. `forum.reports.recounting` merges the rows, and compares the numbers with counts.

A text hidden for the time being whose time is over counts as hidden until that is recorded.
"""

from sqlalchemy import BigInteger, ColumnElement, Index, SQLColumnExpression, cast, func, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.database.engine import Model

# In PL/pgSQL: whose texts are counted. An opinion is counted for its consultation, others for the whole city.
COUNTED = ("proposal", "opinion", "question")


class Tally(Model):
    """What one change adds to the numbers: of texts that are published, and of those among them for everyone."""

    __tablename__ = "tallies"
    __table_args__ = (Index(None, "kind", "consultation_id"),)  # the numbers of one consultation

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # one of COUNTED
    consultation_id: Mapped[int | None]  # of opinions
    published: Mapped[int]
    answered: Mapped[int]
    for_everyone: Mapped[int]
    answered_for_everyone: Mapped[int]


def opinions_of(
    consultation_id: SQLColumnExpression[int], column: SQLColumnExpression[int]
) -> ColumnElement[int]:
    """One of the numbers of a consultation's opinions, for a statement over consultations."""
    added = select(cast(func.coalesce(func.sum(column), 0), BigInteger)).where(
        Tally.kind == "opinion", Tally.consultation_id == consultation_id
    )
    return added.scalar_subquery()


# `forum migrate` replaces the functions each time, and a trigger is made by its migration: making one locks its table.
# Later functions call earlier ones.
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

TALLY_TEXT = f"""
CREATE OR REPLACE FUNCTION public.tally_text() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $function$
DECLARE
  one contributions := coalesce(NEW, OLD);
  published int := 0;
  for_everyone int := 0;
  is_answered int;
BEGIN
  IF one.kind NOT IN {COUNTED} THEN
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


def _trigger(name: str, events: str, table: str, when: str = "") -> str:
    condition = f" WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {name} AFTER {events} ON public.{table} "
        f"FOR EACH ROW{condition} EXECUTE FUNCTION public.{name}()"
    )


TRIGGERS = (
    _trigger("tally_text", "INSERT OR DELETE OR UPDATE OF visibility, audience", "contributions"),
    _trigger("tally_proposal", "INSERT OR DELETE OR UPDATE OF answered_at", "proposals"),
    _trigger("tally_opinion", "INSERT OR DELETE OR UPDATE OF response_id", "opinions"),
    _trigger(
        "tally_response",
        "UPDATE OF state",
        "official_texts",
        "(OLD.state = 'published') <> (NEW.state = 'published')",
    ),
)
FUNCTIONS = (
    IS_PUBLISHED,
    IS_ANSWERED,
    TALLY_TEXT,
    TALLY_ANSWER,
    TALLY_PROPOSAL,
    TALLY_OPINION,
    TALLY_RESPONSE,
)
