"""A copy of all of one's data: nothing that names a person is missing from it, and nobody else gets it."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from forum import clock
from forum.actor import Role
from forum.database import Model
from forum.desk.models import AuthorQuestion
from forum.errors import NotFound
from forum.jobs import JobContext
from forum.kinds import KINDS
from forum.papers.models import OwnCopy
from forum.papers.own_data import LEFT_OUT, OF_TEXTS, OWN, ask_for_copy, own_copy
from forum.papers.own_words import LABELS, MEMBERS, ONLY_IN_JSON, is_only_in_json, meaning_of, value_in_words
from forum.programme.models import Task
from forum.sweeping import sweep
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from moderation.models import metadata as MODERATION
from search.models import metadata as SEARCH
from tests.builders import Builders
from tests.client import Client

OFFICE = "who did something for an office: the office's record"
CASES = MODERATION.tables["moderation.cases"]

# Columns that name a person whose rows are not in the copy, and why.
ELSEWHERE = {
    "files.signed_by": "the name in a signature, of nobody here",
    "author_questions.asked_by": OFFICE,
    "reason_masks.masked_by": OFFICE,
    "reason_masks.settled_by": OFFICE,
    "bodies.persona_id": OFFICE,
    "leaders.persona_id": OFFICE,
    "duties.moved_by": OFFICE,
    "consultations.created_by": OFFICE,
    "contributions.entered_by": OFFICE,
    "entered_people.entered_by": OFFICE,
    "posted_notices.posted_by": OFFICE,
    "claim_codes.persona_id": "a digest of what is on paper",
    "claim_codes.issued_by": OFFICE,
    "entered_claims.persona_id": "without an account there is no copy; then its rows are the account's",
    "entered_claims.code_issued_by": OFFICE,
    "entered_claims.decided_by": OFFICE,
    "draft_versions.created_by": OFFICE,
    "dossier_papers.added_by": OFFICE,
    "issued_copies.added_by": OFFICE,
    "issued_copies.withdrawn_by": OFFICE,
    "opinions.officer_id": OFFICE,
    "attendances.invited_by": OFFICE,
    "attendances.checked_in_by": OFFICE,
    "attendances.named_by": "who typed a deputy's name; the row is its person's or its body's",
    "attendances.replied_by": "who answered an invitation; the row is its person's or its body's",
    "attendances.telephoned_by": "the name of who called, as the secretariat heard it",
    "answer_templates.written_by": OFFICE,
    "opinion_notes.written_by": OFFICE,
    "commitments.confirmer_id": OFFICE,
    "commitments.made_by": OFFICE,
    "session_changes.changed_by": OFFICE,
    "speakers.added_by": OFFICE,
    "quick_notes.written_by": OFFICE,
    "own_notes.written_by": OFFICE,
    "minutes_suggestions.decided_by": OFFICE,
    "approval_readings.persona_id": OFFICE,
    "official_texts.drafted_by": OFFICE,
    "official_texts.tended_by": OFFICE,
    "bindings.proposed_by": OFFICE,
    "bindings.confirmed_by": OFFICE,
    "bindings.successor_id": OFFICE,
    "official_texts.approved_by": OFFICE,
    "official_texts.recorded_by": OFFICE,
    "official_texts.countersigned_by": OFFICE,
    "task_bodies.now_set_by": OFFICE,
    "erasure_requests.proposed_by": OFFICE,
    "erasure_requests.done_by": OFFICE,
    "moderation.cases.claimed_by": OFFICE,
    "moderation.decisions.decided_by": OFFICE,
    "moderation.decisions.seconded_by": OFFICE,
    "moderation.appeals.heard_by": OFFICE,
    "moderation.cases.author_id": "the case's decisions and appeals are in the copy",
    "journal.persona_id": "names what was done; the rows that it was done to are in the copy",
    "factor_resets.proposed_by": OFFICE,
    "address_changes.proposed_by": OFFICE,
    "factor_resets.done_by": OFFICE,
    "recovery_codes.account_id": "digests of what opens the account",
    "one_time_tokens.account_id": "a link that ends in days, and opens the account",
    "one_time_tokens.used_by": "a digest of a browser",
    "pending_registrations.account_id": "deleted when the account is confirmed; nobody has a copy before",
    "search.entries.author_id": "the index, made of the texts",
    "own_copies.persona_id": "the copy itself",
}
NAMES_A_PERSON = re.compile(r"(persona|account|author)_id$|_by$")


def test_every_column_that_names_a_person_is_in_the_copy_or_has_its_reason() -> None:
    names = {
        f"{table.fullname}.{column.name}"
        for metadata in (Model.metadata, MODERATION, SEARCH)
        for table in metadata.sorted_tables
        for column in table.c
        if NAMES_A_PERSON.search(column.name)
        or {key.column.table.name for key in column.foreign_keys} & {"personas", "accounts"}
    }
    own = {f"{table}.{column}" for table, (column, _label) in OWN.items()}
    assert names - own - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) - names == set()


def _columns() -> dict[str, Any]:
    tables = [Model.metadata.tables[name] for name in (*OWN, *OF_TEXTS, "author_questions")]
    tables += [MODERATION.tables[f"moderation.{name}"] for name in ("decisions", "appeals")]
    return {f"{t.name}.{c.name}": c for t in tables for c in t.c if c.name not in LEFT_OUT}


def test_every_field_of_the_page_has_a_label_and_no_label_is_left_over() -> None:
    shown = {column.partition(".")[2] for column in _columns() if not is_only_in_json(column)}
    assert shown == set(LABELS)


def test_every_field_of_the_json_file_has_a_meaning_and_no_meaning_is_left_over() -> None:
    columns = _columns()
    assert all(str(meaning_of(one)) for one in columns)
    named = {*columns, *(one.partition(".")[2] for one in columns)}
    assert set(ONLY_IN_JSON) - named == set()


def test_every_value_of_an_enum_reads_as_words() -> None:
    for column, one in _columns().items():
        if is_only_in_json(column):
            continue
        members = getattr(one.type, "members", MEMBERS.get(column, ()))
        for member in members:
            read = value_in_words(column, member)
            assert isinstance(read, str) and read != member, f"{column}: {member!r} stays a name of the code"
    for kind in KINDS:
        assert value_in_words("contributions.kind", kind) != kind
    for role in Role:
        assert value_in_words("bindings.role", str(role)) != role


async def test_the_copy_holds_what_moderators_asked_and_decided_and_not_who(
    client: Client, build: Builders
) -> None:
    author, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        new = NewThread(title="Hiến kế mẫu", text="Nội dung mẫu.", forum_id=forum.id, task_ids=[task_id or 0])
        thread = (await start_thread(db, actor, new)).id
    async with build.acting(None) as (db, _):
        case = (await db.execute(select(CASES).where(CASES.c.subject_id == thread))).one()
        asked = AuthorQuestion(
            contribution_id=thread,
            case_id=case.id,
            asked_by=moderator.persona_id,
            question="Nguồn của số liệu?",
            asked_at=clock.now(),
        )
        db.add(asked)
        await db.execute(
            insert(MODERATION.tables["moderation.decisions"]).values(
                case_id=case.id,
                verdict="return",
                standing="in_force",
                judged_version=1,
                rules_version=1,
                rule_code="3",
                quote="Nội dung",
                explanation="Đề nghị nêu nguồn.",
                destination="",
                seat="moderators",
                decided_by=moderator.persona_id,
                decided_at=clock.now(),
            )
        )
    async with build.acting(author) as (db, actor):
        await ask_for_copy(db, actor)
    await build.run_jobs()
    held, page = await _copy(build, author)
    assert held["author_questions"][0]["question"] == "Nguồn của số liệu?"
    assert held["decisions"][0]["explanation"] == "Đề nghị nêu nguồn."
    assert held["contributions"][0]["visibility"] == "Chờ duyệt" and "in_review" not in page
    assert "Nguồn của số liệu?" in page and "Đề nghị nêu nguồn." in page
    assert not {"asked_by", "decided_by"} & {*held["author_questions"][0], *held["decisions"][0]}


async def _copy(build: Builders, person: Any) -> tuple[dict[str, Any], str]:
    async with build.acting(person) as (db, actor):
        copy_id = await db.scalar(select(OwnCopy.id).where(OwnCopy.persona_id == person.persona_id))
        content = await own_copy(db, actor, copy_id or 0)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return json.loads(file.read("du-lieu.json")), file.read("du-lieu.html").decode()


def _fields_of(legend: str) -> dict[str, dict[str, str]]:
    """By table, the meaning of each field."""
    found: dict[str, dict[str, str]] = {}
    for part in legend.split("\n\n")[1:]:
        head, *lines = part.split("\n")
        found[head.partition(": ")[0]] = dict(line.strip().split(": ", 1) for line in lines)
    return found


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
        legend = _fields_of(file.read("chu-giai.txt").decode())
    assert legend.keys() == held.keys()
    for table, rows in held.items():
        assert all(row.keys() <= legend[table].keys() for row in rows), table
    assert legend["contributions"]["published_at"] == "Đăng lúc"
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
        await sweep(JobContext(db, later, build.settings, build.engine))
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(OwnCopy)) == 0
