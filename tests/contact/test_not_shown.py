"""A question that is not shown: its asker objects to nothing meanwhile; an interim hide that is over stops nobody."""

from datetime import timedelta

import pytest

from forum import clock
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.merging import Merge, Objection
from forum.contact.actions.questions import ScheduleWrittenAnswer
from forum.contact.models import Question
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.database import load
from forum.errors import Refused
from tests.builders import Builders
from tests.contact.scene import announced_session, asked

APART = Objection(reason="Tôi hỏi về việc khác.")


async def test_the_asker_of_a_hidden_question_objects_to_its_merging_once_it_is_shown_again(
    build: Builders,
) -> None:
    scene = await announced_session(build, now())
    main, merged = await asked(build, scene), await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        code = (await load(db, Contribution, main)).code
        await actions.merge(db, actor, merged, Merge(code=code or ""))
    async with build.acting(None) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, merged, lock=True), "Q1")
    with pytest.raises(Refused, match="không hiển thị"):
        async with build.acting(scene.asker) as (db, actor):
            await actions.object_to_merge(db, actor, merged, APART)
    async with build.acting(None) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, merged, lock=True))
    async with build.acting(scene.asker) as (db, actor):
        await actions.object_to_merge(db, actor, merged, APART)
        assert (await load(db, Question, merged)).state == "published"


async def test_an_interim_hide_that_is_over_holds_up_no_question(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    later = clock.now() + timedelta(hours=2)
    async with build.acting(None) as (db, actor):
        until = actor.at + timedelta(hours=1)
        it = await load(db, Contribution, question_id, lock=True)
        await texts.hide_interim(db, actor, it, until, "Q1")
    new = ScheduleWrittenAnswer(reason="Kỳ này bàn về biển")
    with pytest.raises(Refused):
        async with build.acting(scene.secretariat) as (db, actor):
            await actions.schedule_written_answer(db, actor, question_id, new)
    async with build.acting(scene.secretariat, later) as (db, actor):
        await actions.schedule_written_answer(db, actor, question_id, new)
        assert (await load(db, Question, question_id)).state == "not_on_agenda"
