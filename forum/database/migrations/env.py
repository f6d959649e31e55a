"""Alembic's environment: one metadata per package, each in its own schema; procrastinate has its own
tables."""

from typing import Literal

from alembic import context
from sqlalchemy import Column, create_engine, text
from sqlalchemy.pool import NullPool

from forum.database.columns import EnumText
from forum.database.tables import LEAVING_COLUMNS, LEAVING_INDEXES, LEAVING_RULES, METADATA

SCHEMAS = ("moderation", "search")


def include_object(thing: object, name: str | None, type_: str, reflected: bool, compare_to: object) -> bool:
    """Leave out procrastinate's tables, which come from its own schema file, and what is dropped a release later."""
    if isinstance(thing, Column) and str(thing) in LEAVING_COLUMNS:
        return False
    if name in LEAVING_INDEXES | LEAVING_RULES:
        return False
    return not (type_ == "table" and name is not None and name.startswith("procrastinate_"))


def render_item(kind: str, item: object, _: object) -> str | Literal[False]:
    """Render an EnumText column as text."""
    return "sa.Text()" if kind == "type" and isinstance(item, EnumText) else False


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    assert url is not None
    with create_engine(url, poolclass=NullPool).connect() as connection:
        for schema in SCHEMAS:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            include_schemas=True,
            include_object=include_object,
            render_item=render_item,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
