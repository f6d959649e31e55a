"""Every event has a subject of its own that says what happened; a title alone, or a word alone, says nothing."""

import importlib
import re
from typing import Any

from sqlalchemy import select

from forum.actor import Role
from forum.notifications.dispatch import LETTER_WRITERS
from forum.notifications.models import Notice, SampleMail
from forum.notifications.subjects import SUBJECTS
from forum.programme.models import Task
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.sources import named, sources


def test_every_event_that_writes_letters_has_a_subject_and_no_other() -> None:
    importlib.import_module("forum.notifications.letters")
    assert {name.partition("/")[0] for name in SUBJECTS} == set(LETTER_WRITERS)


def test_no_two_events_share_a_subject_and_none_is_only_a_title() -> None:
    said = {name: " ".join(re.sub(r"{\w+}", " ", words.msgid).split()) for name, words in SUBJECTS.items()}
    assert len(set(said.values())) == len(said)
    for name, words in SUBJECTS.items():
        assert re.match(r"{(code|what|session)}: ", words.msgid), (
            f"{name} does not begin with what it is about"
        )
        assert len(said[name].split()) > 2, f"{name} does not say what happened"


def test_a_subject_stands_nowhere_else() -> None:
    """Letters take theirs from the table; only a mail that was asked for has words of its own."""
    makers = [named(p) for p in sources("forum") if " Subject(" in p.read_text(encoding="utf-8")]
    assert makers == ["forum/notifications/subjects.py"]


async def test_moderators_hear_what_waits_in_words_of_its_own(build: Any) -> None:
    author = await build.person(Role.intellectual)
    moderator = await build.person(Role.moderator)
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        text = "Nội dung của hiến kế mẫu."
        it = await start_thread(
            db, actor, NewThread(title="Hiến kế mẫu", text=text, forum_id=forum.id, task_ids=[task_id])
        )
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        notice = (await db.scalars(select(Notice).where(Notice.persona_id == moderator.persona_id))).one()
        mail = (await db.scalars(select(SampleMail).where(SampleMail.to == moderator.email))).one()
    assert notice.subject.startswith(f"{it.code}: hiến kế mới chờ duyệt")
    assert mail.subject == notice.subject
