"""What in a newer schema would break a program of the version before, which still runs beside the new one."""

from collections.abc import Callable

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

COLUMNS = """
SELECT format('%s.%s', c.oid::regclass, a.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS must_be_filled, c.oid::regclass::text AS "table"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'moderation', 'search') AND c.relname <> 'alembic_version'
   AND a.attnum > 0 AND NOT a.attisdropped
"""
RULES = """
SELECT r.conrelid::regclass::text AS "table",
       format('%s: %s', r.conrelid::regclass, pg_get_constraintdef(r.oid)) AS rule
  FROM pg_constraint r JOIN pg_namespace n ON n.oid = r.connamespace
 WHERE r.contype IN ('c', 'u', 'x') AND r.conrelid <> 0 AND n.nspname IN ('public', 'moderation', 'search')
UNION ALL
SELECT i.indrelid::regclass::text, format('%s: unique %s', i.indrelid::regclass,
       substring(pg_get_indexdef(i.indexrelid) FROM 'USING .*'))
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE i.indisunique AND n.nspname IN ('public', 'moderation', 'search')
   AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = i.indexrelid)
"""


def breaks(url: str, change: Callable[[], object]) -> list[str]:
    """Carries the change out on the database, and says what a program that knows only the schema before would miss."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        columns_before, rules_before = _columns(connection), _rules(connection)
    change()
    with create_engine(url, poolclass=NullPool).connect() as connection:
        columns_after, rules_after = _columns(connection), _rules(connection)
    tables = {table for _, _, table in columns_before.values()}
    found = []
    for name, (type_, must_be_filled, _) in columns_before.items():
        if name not in columns_after:
            found.append(f"{name} is gone")
        elif columns_after[name][0] != type_:
            found.append(f"{name} is of another type")
        elif columns_after[name][1] and not must_be_filled:
            found.append(f"{name} must be filled now")
    for name, (_, must_be_filled, table) in columns_after.items():
        if name not in columns_before and must_be_filled and table in tables:
            found.append(f"{name} must be filled and has no default")
    found += [
        f"new rule on {rule}"
        for rule, table in rules_after.items()
        if table in tables and rule not in rules_before
    ]
    return sorted(found)


def _columns(connection: Connection) -> dict[str, tuple[str, bool, str]]:
    rows = connection.execute(text(COLUMNS))
    return {row.name: (row.type, row.must_be_filled, row.table) for row in rows}


def _rules(connection: Connection) -> dict[str, str]:
    """Without what a rule is called; one on a column that is new stands among the rules of its table all the same."""
    return {row.rule: row.table for row in connection.execute(text(RULES))}
