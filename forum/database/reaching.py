"""One plain connection to a database, with each reason why it cannot be used as one line; and locks in it."""

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping
from psycopg.rows import TupleRow
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from forum.errors import Refused
from forum.words import Words, _

Plain = psycopg.Connection[TupleRow]
PATIENCE_SECONDS = 10
STARTS_WITHIN_SECONDS = 60


class DatabaseUnusable(Refused):
    """The program cannot work on this database; the message is one line for the person at the terminal."""

    status, code = 503, "database_unusable"


@contextmanager
def connected(url: str) -> Iterator[Plain]:
    """Autocommits, and waits for a server that is starting, as it does after a crash. Raises DatabaseUnusable for one
    that does not answer or let us in, or has no UTF-8."""
    conninfo = make_conninfo(conninfo_of(url), connect_timeout=PATIENCE_SECONDS)
    _wait_while_it_starts(conninfo)
    try:
        connection = psycopg.connect(conninfo, autocommit=True)
    except psycopg.Error as refusal:
        raise unreachable(url, refusal) from refusal
    with connection:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise DatabaseUnusable(
                _(
                    "Cơ sở dữ liệu {place} dùng bảng mã {encoding}; hãy tạo cơ sở dữ liệu với ENCODING 'UTF8'.",
                    place=place_of(url),
                    encoding=encoding,
                )
            )
        yield connection


def _wait_while_it_starts(conninfo: str) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while PGconn.ping(conninfo.encode()) == Ping.REJECT and time.monotonic() < give_up_at:
        time.sleep(0.2)


@contextmanager
def locked(url: str, name: str) -> Iterator[None]:
    """Wait for the lock of this name in the database, and hold it; a killed holder's ends with its connection."""
    with connected(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_number(name),))
        yield


@contextmanager
def locked_at_once(url: str, name: str) -> Iterator[bool]:
    """The same without waiting; False where somebody else holds it."""
    with connected(url) as connection:
        yield bool(value_of(connection, "SELECT pg_try_advisory_lock(%s)", _number(name)))


def value_of(connection: Plain, sql: LiteralString, *parameters: object) -> Any:
    """The one value that a statement gives; None where it gives no row."""
    found = connection.execute(sql, parameters).fetchone()
    if found is None:
        return None
    (value,) = found
    return value


def parsed(url: str) -> URL:
    """Raises DatabaseUnusable for what is no address, without repeating it: a password may be in it."""
    try:
        return make_url(url).set(drivername="postgresql")
    except (ArgumentError, ValueError):
        raise DatabaseUnusable(
            _("FORUM_DATABASE_URL không đúng dạng postgresql+psycopg://tài-khoản:mật-khẩu@máy-chủ/cơ-sở.")
        ) from None


def conninfo_of(url: str) -> str:
    return parsed(url).render_as_string(hide_password=False)


def place_of(url: str) -> str:
    """The database for a person to recognise: its name and server, never its password."""
    address = parsed(url)
    host = address.host or address.query.get("host") or "localhost"
    return f"{address.database or address.username or ''}@{host}"


def unreachable(url: str, refusal: Exception) -> DatabaseUnusable:
    return DatabaseUnusable(
        _("Không dùng được cơ sở dữ liệu {place}: {reason}", place=place_of(url), reason=one_line(refusal))
    )


def one_line(refusal: Exception) -> str:
    """The first line of the server's or the driver's words, without the address that libpq repeats."""
    lines = [line.strip() for line in str(refusal).splitlines() if line.strip()]
    return next(iter(lines), type(refusal).__name__).rsplit("failed: ", 1)[-1]


def not_as(url: str) -> Words:
    return _(
        "Tài khoản {role} không có quyền tạo bảng trong {place}; hãy đặt FORUM_DATABASE_OWNER_URL là chủ của "
        "cơ sở dữ liệu ấy.",
        role=parsed(url).username or "",
        place=place_of(url),
    )


def _number(name: str) -> int:
    """Advisory locks have numbers; ours begin with the same eight bytes in every version."""
    return (0x48494B45 << 32) | zlib.crc32(name.encode())
