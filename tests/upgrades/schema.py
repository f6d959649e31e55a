"""A database's schema as lines of text, so that two of them can be compared whole.

Alembic's own comparison passes over check constraints, predicates of partial indexes, functions and triggers.
"""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from forum.database.tables import LEAVING_COLUMNS, LEAVING_INDEXES, LEAVING_RULES

# Names and definitions only: the order of columns is that of history, and the owner's affair.
LINES = """
SELECT format('column %s.%s: %s%s%s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
              coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), a.attidentity::text))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
 WHERE c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = ANY(:schemas)
UNION ALL
SELECT format('constraint %s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE conrelid <> 0 AND contype <> 'n' AND connamespace = ANY(:schemas)
UNION ALL
SELECT format('index: %s', pg_get_indexdef(i.indexrelid))
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = ANY(:schemas)
UNION ALL
SELECT format('sequence: %s', oid::regclass) FROM pg_class WHERE relkind = 'S' AND relnamespace = ANY(:schemas)
UNION ALL
SELECT format('trigger: %s', pg_get_triggerdef(t.oid))
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND c.relnamespace = ANY(:schemas)
UNION ALL
SELECT format('function: %s', pg_get_functiondef(oid)) FROM pg_proc WHERE prokind = 'f' AND pronamespace = ANY(:schemas)
UNION ALL
SELECT format('type %s: %s', t.oid::regtype, e.enumlabel)
  FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = ANY(:schemas)
"""
SCHEMAS = "SELECT array_agg(oid) FROM pg_namespace WHERE nspname IN ('public', 'moderation', 'search')"


def schema_of(url: str) -> set[str]:
    """Every column, constraint, index, sequence, trigger, function and type of the program and of its job queue."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        schemas = connection.execute(text(SCHEMAS)).scalar_one()
        lines = connection.execute(text(LINES), {"schemas": schemas}).scalars()
        return {line for line in lines if "alembic_version" not in line}


def of_the_program(schema: set[str]) -> set[str]:
    """Without the job queue, whose tables are not made from our models, and what is dropped a release later."""
    leaving = [f"column {name}: " for name in LEAVING_COLUMNS] + [
        f"INDEX {name} " for name in LEAVING_INDEXES
    ]
    leaving += [f" {name}: " for name in LEAVING_RULES]
    return {line for line in schema if not any(word in line for word in ["procrastinate", *leaving])}


def difference(ours: set[str], theirs: set[str], name: str) -> list[str]:
    """What stands in one of two schemas only, each with the side that has it."""
    return [f"only in the {name}: {line}" for line in sorted(ours - theirs)] + [
        f"missing in the {name}: {line}" for line in sorted(theirs - ours)
    ]
