"""What the two roles may, and the databases that tests clone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from forum.database.embedded import EmbeddedServerError, Server, start
from forum.database.embedded.server import Role
from forum.database.embedded.watchdog import running_postmaster


@pytest.fixture(scope="module")
def server(open_folder: Path) -> Iterator[Server]:
    running = start(open_folder / "databases", durable=False)
    yield running
    running.stop()


def connect(server: Server, role: Role, database: str = "forum") -> psycopg.Connection[tuple[object, ...]]:
    url = server.url(role, database).replace("postgresql+psycopg", "postgresql")
    return psycopg.connect(url, autocommit=True)


async def test_the_url_is_one_for_sqlalchemy(server: Server) -> None:
    engine = create_async_engine(server.url("forum_app"))
    async with engine.connect() as db:
        assert (await db.execute(text("SELECT current_user::text"))).scalar_one() == "forum_app"
    await engine.dispose()


def test_vietnamese_is_lowered_and_ordered_alike_on_every_machine(server: Server) -> None:
    with connect(server, "forum_app") as db:
        assert db.execute("SELECT lower('ĐỔI MỚI')").fetchone() == ("đổi mới",)
        rows = db.execute("SELECT w FROM unnest(ARRAY['đ', 'z', 'a', 'Z']) w ORDER BY w").fetchall()
    assert [word for (word,) in rows] == ["Z", "a", "z", "đ"]


def test_the_program_uses_rows_of_whatever_the_owner_makes(server: Server) -> None:
    with connect(server, "forum_owner") as db:
        db.execute("CREATE SCHEMA room")
        db.execute("CREATE TABLE room.things (id bigserial, word text)")
    with connect(server, "forum_app") as db:
        db.execute("INSERT INTO room.things (word) VALUES ('một')")
        db.execute("UPDATE room.things SET word = 'hai'")
        assert db.execute("SELECT word FROM room.things").fetchall() == [("hai",)]
        db.execute("DELETE FROM room.things")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (id int)",
        "ALTER TABLE held ADD COLUMN more int",
        "DROP TABLE held",
        "TRUNCATE held",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "COPY held FROM PROGRAM 'true'",
    ],
)
def test_the_program_changes_nothing_but_rows(server: Server, statement: str) -> None:
    with connect(server, "forum_owner") as db:
        db.execute("CREATE TABLE IF NOT EXISTS held (id int)")
    with connect(server, "forum_app") as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(statement)


def test_a_copy_has_the_template_s_tables_rows_and_rights(server: Server) -> None:
    server.create_database("template_of_tests")
    with connect(server, "forum_owner", "template_of_tests") as db:
        db.execute("CREATE TABLE words (word text)")
        db.execute("INSERT INTO words VALUES ('một')")
    server.create_database("copy_of_tests", "template_of_tests")
    with connect(server, "forum_owner", "copy_of_tests") as db:
        db.execute("CREATE TABLE later (word text)")
    with connect(server, "forum_app", "copy_of_tests") as db:
        assert db.execute("SELECT word FROM words").fetchall() == [("một",)]
        db.execute("INSERT INTO later VALUES ('hai')")
        server.drop_database("copy_of_tests")
    server.drop_database("copy_of_tests")


def test_a_name_that_is_taken_is_refused_in_one_line(server: Server) -> None:
    with pytest.raises(EmbeddedServerError) as refusal:
        server.create_database("forum")
    assert "\n" not in str(refusal.value)


def test_a_second_stop_does_nothing(open_folder: Path) -> None:
    second = start(open_folder / "databases", durable=False)
    second.stop()
    second.stop()


def test_a_folder_deleted_under_it_does_not_keep_the_server_alive(open_folder: Path) -> None:
    doomed = start(open_folder / "doomed", durable=False)
    pid = running_postmaster(open_folder / "doomed/postgresql/data")
    shutil.rmtree(open_folder / "doomed")
    doomed.stop()
    assert not Path(f"/proc/{pid}").exists()
