"""Creates the cluster, its access rules, its two roles and its databases."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from forum.database.embedded.binaries import Binaries
from forum.database.embedded.errors import EmbeddedServerError
from forum.database.embedded.paths import Identity, Places, account_name, own_folder
from forum.words import _

SUPERUSER = "postgres"
OWNER = "forum_owner"
PROGRAM = "forum_app"
ROLES = (SUPERUSER, OWNER, PROGRAM)
DATABASE = "forum"

# Lower-case by Unicode rules, order by code point, alike on every machine; Python makes the sort keys.
INITDB_OPTIONS = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=peer",
    "--no-instructions",
)

# No passwords: the kernel tells the server which account is at the other end of the socket.
ACCESS_RULES = f"local all {','.join(ROLES)} peer map=house\n"

SERVER_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def make_cluster(places: Places, binaries: Binaries, *, durable: bool) -> None:
    """Run initdb beside the final path and rename, so that a killed first start leaves no half-made
    cluster."""
    unfinished = places.home.with_name(places.home.name + ".unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    maker = _initdb_identity(places.identity)
    own_folder(unfinished, maker)
    command = [str(binaries.initdb), "-D", str(unfinished), "-U", SUPERUSER, *INITDB_OPTIONS]
    made = subprocess.run(
        command if durable else [*command, "--no-sync"],
        cwd="/",
        env=SERVER_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **maker.child_options(),
    )
    if made.returncode != 0:
        reason = (made.stdout.strip().splitlines() or ["?"])[-1]
        raise EmbeddedServerError(
            _("Không tạo được cơ sở dữ liệu trong {home}: {reason}", home=places.home, reason=reason)
        )
    if maker != places.identity:
        _hand_over(unfinished, places.identity)
    unfinished.rename(places.data)


def write_access_rules(places: Places) -> None:
    """Only the account that runs the program, the server's own and root may connect, as any of our roles."""
    accounts = {"root", account_name(os.geteuid()), account_name(places.identity.uid)} - {None}
    lines = [f'house "{account}" {role}\n' for account in sorted(map(str, accounts)) for role in ROLES]
    for name, text in (("pg_hba.conf", ACCESS_RULES), ("pg_ident.conf", "".join(lines))):
        path = places.data / name
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def prepare_roles(sockets: Path) -> None:
    """Create the two roles and the forum's database if missing: the owner migrates, the program only reads
    and writes rows."""
    with connect(sockets) as connection:
        for role in (OWNER, PROGRAM):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
    if not found:
        create_database(sockets, DATABASE)


def create_database(sockets: Path, name: str, template: str | None = None) -> None:
    """Create a database owned by the owner role, empty or a copy. Raises psycopg.errors.DuplicateDatabase."""
    database = sql.Identifier(name)
    copied: sql.Composable = sql.SQL("")
    if template:  # a copy of the files costs half of what a copy through the log does
        copied = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
    with connect(sockets) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)) + copied
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(PROGRAM))
        )
    if template is None:
        _grant_rows_only(sockets, name)


def drop_database(sockets: Path, name: str) -> None:
    """Drop a database and its connections; does nothing if there is none."""
    with connect(sockets) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def connect(sockets: Path, database: str = "postgres") -> psycopg.Connection[TupleRow]:
    return psycopg.connect(
        host=str(sockets), port=5432, user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=10
    )


def _grant_rows_only(sockets: Path, name: str) -> None:
    """Let the program use, but not alter, whatever the owner creates later."""
    rights = (
        "SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "USAGE, SELECT ON SEQUENCES",
        "USAGE ON SCHEMAS",
    )
    with connect(sockets, name) as connection:
        for right in rights:
            connection.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}").format(
                    sql.Identifier(OWNER), sql.SQL(right), sql.Identifier(PROGRAM)
                )
            )


def _initdb_identity(identity: Identity) -> Identity:
    """An account for initdb, which unlike the server requires one with a name: a nameless one uses
    `nobody`."""
    if account_name(identity.uid):
        return identity
    if identity.is_ours:
        raise EmbeddedServerError(
            _(
                "Tài khoản số {uid} không có tên trong hệ thống nên PostgreSQL không chạy "
                "được; hãy dùng tài khoản khác hoặc đặt FORUM_DATABASE_URL.",
                uid=identity.uid,
            )
        )
    nobody = pwd.getpwnam("nobody")
    return Identity(nobody.pw_uid, nobody.pw_gid)


def _hand_over(folder: Path, identity: Identity) -> None:
    for inside, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(inside) / name, identity.uid, identity.gid, follow_symlinks=False)
    os.chown(folder, identity.uid, identity.gid)
