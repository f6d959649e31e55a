"""Whether a database has this program's schema, asked on a plain connection."""

import psycopg

from forum import VERSION
from forum.database.heads import is_known, known_head
from forum.database.reaching import DatabaseUnusable, Plain, connected, place_of, value_of
from forum.words import Words, _


class OtherSchema(DatabaseUnusable):
    """The database is not at this program's revision: starting again does not help."""


def require_schema(url: str, *, or_older: bool = False) -> None:
    """Raises DatabaseUnusable in one line: OtherSchema for none, a newer or, unless it is taken too, an older one."""
    with connected(url) as connection:
        found = revision_of(connection)
    if found is None:
        raise OtherSchema(
            _(
                "Cơ sở dữ liệu {place} chưa có bảng của chương trình; hãy chạy forum migrate.",
                place=place_of(url),
            )
        )
    if not is_known(found):
        raise OtherSchema(newer(url, found))
    if found != known_head() and not or_older:
        raise OtherSchema(
            _(
                "Cơ sở dữ liệu {place} còn ở bản {found}, chương trình {version} cần bản {head}; "
                "hãy chạy forum migrate.",
                place=place_of(url),
                found=found,
                version=VERSION,
                head=known_head(),
            )
        )


def schema_problem(url: str) -> Words | str | None:
    """Why this program must not work on the database, as one line; None where the schema is its own."""
    try:
        require_schema(url)
    except DatabaseUnusable as unusable:
        return unusable.message
    return None


def newer(url: str, found: str) -> Words:
    return _(
        "Cơ sở dữ liệu {place} ở bản {found}, mới hơn chương trình {version} (tới bản {head}); hãy dùng chương "
        "trình mới, hoặc phục hồi bản sao lưu làm trước khi nâng cấp.",
        place=place_of(url),
        found=found,
        version=VERSION,
        head=known_head(),
    )


def revision_of(connection: Plain) -> str | None:
    """The database's own; None where nothing was migrated."""
    if value_of(connection, "SELECT to_regclass('public.alembic_version')") is None:
        return None
    try:
        found = value_of(connection, "SELECT version_num FROM public.alembic_version")
    except psycopg.errors.InsufficientPrivilege as refusal:
        raise DatabaseUnusable(
            _(
                "Tài khoản {role} không đọc được các bảng; hãy chạy forum migrate với FORUM_DATABASE_OWNER_URL.",
                role=connection.info.user,
            )
        ) from refusal
    return None if found is None else str(found)
