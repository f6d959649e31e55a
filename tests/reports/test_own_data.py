"""A copy of all of one's data: nothing that names a person is missing from it, and nobody else gets it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.actor import Role
from forum.database import Model
from forum.errors import NotFound
from forum.jobs import JobContext
from forum.papers.models import OwnCopy
from forum.papers.own_data import LEFT_OUT, OF_TEXTS, OWN, ask_for_copy, drop_own_copies, own_copy
from forum.programme.models import Task
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.builders import Builders
from tests.client import Client

# Columns that name who did something for an office: the office's record, not the person's.
OFFICE = {
    "author_questions.asked_by",
    "bodies.persona_id",
    "leaders.persona_id",
    "duties.moved_by",
    "consultations.created_by",
    "consultations.stop_proposed_by",
    "contributions.entered_by",
    "commitments.confirmer_id",
    "commitments.made_by",
    "official_texts.drafted_by",
    "official_texts.approved_by",
    "official_texts.recorded_by",
    "official_texts.countersigned_by",
    "task_bodies.now_set_by",
    "erasure_requests.proposed_by",
    "erasure_requests.done_by",
}
PASSING = {
    "one_time_tokens.account_id",
    "own_copies.persona_id",
}  # links that end in days, and the copy itself


def test_every_column_that_names_a_person_is_in_the_copy_or_is_an_office_s() -> None:
    names = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name in ("personas", "accounts")
    }
    own = {f"{table}.{column}" for table, (column, _label) in OWN.items()}
    assert names - own - OFFICE - PASSING == set()


def test_every_room_s_row_of_a_text_is_in_the_copy() -> None:
    of_texts = {
        table.name
        for table in Model.metadata.sorted_tables
        for column in table.primary_key
        for key in column.foreign_keys
        if key.column.table.name == "contributions" and column.name == "id"
    }
    assert of_texts - set(OF_TEXTS) == {"official_texts"}  # words of an office


async def test_the_copy_has_what_was_written_and_nothing_that_opens_an_account(
    client: Client, build: Builders
) -> None:
    author, other = await build.person(Role.intellectual), await build.person(Role.intellectual)
    forum = await build.forum()
    for person, text in ((author, "Nội dung <của> tôi."), (other, "Nội dung của người khác.")):
        async with build.acting(person) as (db, actor):
            task_id = await db.scalar(select(Task.id).limit(1))
            new = NewThread(title="Hiến kế mẫu", text=text, forum_id=forum.id, task_ids=[task_id or 0])
            await start_thread(db, actor, new)
    await client.log_in(author)
    for _ in range(2):
        await client.post("/cua-toi/du-lieu")
    await build.run_jobs()
    page = await client.get("/cua-toi")
    (link,) = page.soup.select("a[href^='/cua-toi/du-lieu/']")
    path = str(link["href"])
    response = await client.http.get(path)
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        held, shown = json.loads(file.read("du-lieu.json")), file.read("du-lieu.html").decode()
    assert [row["text"] for row in held["contributions"]] == ["Nội dung <của> tôi."]
    assert held["accounts"][0]["email"] == author.email and held["consents"]
    assert "Nội dung &lt;của&gt; tôi." in shown and "người khác" not in shown
    assert not LEFT_OUT & {name for rows in held.values() for row in rows for name in row}
    await client.log_in(other)
    await client.get(path, status=404)


async def test_it_is_deleted_after_some_days(build: Builders) -> None:
    author = await build.person(Role.intellectual)
    async with build.acting(author) as (db, actor):
        await ask_for_copy(db, actor)
    await build.run_jobs()
    later = clock.now() + timedelta(days=8)
    with pytest.raises(NotFound):
        async with build.acting(author, later) as (db, actor):
            copy_id = await db.scalar(select(OwnCopy.id))
            await own_copy(db, actor, copy_id or 0)
    async with build.acting(None, later) as (db, _):
        await drop_own_copies(JobContext(db, later, build.settings, build.engine))
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(OwnCopy)) == 0
