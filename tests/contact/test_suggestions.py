"""The draft of the minutes is open until a day to those who asked: they suggest corrections, each has an outcome."""

from datetime import timedelta

import pytest

from forum.clock import local_date, now
from forum.contact.models import MinutesSuggestion, SessionText
from forum.contact.suggestions import actions
from forum.contact.suggestions.actions import Opening, Refused, Suggestion
from forum.contact.suggestions.policy import SuggestionOutcome
from forum.contact.texts import actions as texts
from forum.contact.texts.actions import RevisedText
from forum.contributions.models import Contribution
from forum.database import load
from forum.errors import Forbidden, Invalid
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, answered, held, minutes_drafted

WRONG = "Hội nghị nghe và trả lời câu hỏi."
RIGHT = "Hội nghị nghe, trả lời câu hỏi và hẹn ngày 20 có danh mục."


async def _drafted(build: Builders) -> tuple[Scene, int]:
    """Held today, so that its minutes are owed in some days."""
    scene = await announced_session(build, now() - timedelta(days=10))
    await answered(build, scene)
    await held(build, scene)
    return scene, await minutes_drafted(build, scene)


async def _open(build: Builders, scene: Scene, text_id: int) -> None:
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        until_on = local_date(scene.held_at) + timedelta(days=2)
        await actions.open_draft(db, actor, text_id, Opening(until_on=until_on))


async def _suggested(build: Builders, scene: Scene) -> int:
    async with build.acting(scene.asker, scene.held_at) as (db, actor):
        it = await actions.suggest(db, actor, scene.session_id, Suggestion(place=1, text=RIGHT))
    return it.id


async def test_the_draft_is_opened_read_and_corrected(build: Builders, client: Client) -> None:
    scene, text_id = await _drafted(build)
    await client.log_in(scene.secretariat)
    page = await client.get(f"/tiep-xuc/van-ban/{text_id}")
    assert page.has("Mở để người hỏi đề nghị sửa")
    until_on = local_date(now()) + timedelta(days=2)
    await client.send(f"/tiep-xuc/van-ban/{text_id}/mo-de-nghi-sua", {"until_on": f"{until_on:%d/%m/%Y}"})
    await build.run_jobs()
    await client.log_in(scene.asker)
    page = await client.get(scene.url)
    assert page.has("Xem dự thảo biên bản")
    assert (await client.get("/thong-bao")).has("mời Ông/Bà đọc và đề nghị sửa dự thảo biên bản")
    assert (await client.get(f"/tiep-xuc/{scene.session_id}/bien-ban/du-thao")).has(WRONG)
    await client.send(f"/tiep-xuc/{scene.session_id}/bien-ban/de-nghi-sua", {"place": "1", "text": RIGHT})
    assert (await client.get(scene.url)).has(RIGHT)
    await client.log_out()
    assert not (await client.get(scene.url)).has(RIGHT), "a suggestion is its author's and the office's"
    await client.log_in(scene.secretariat)
    page = await client.get(scene.url)
    assert page.has(WRONG) and page.has(RIGHT) and page.has("Tiếp thu")
    async with build.acting(None) as (db, _):
        suggestion_id = (await db.scalars(MinutesSuggestion.__table__.select())).one()
    page = await client.get(f"/tiep-xuc/de-nghi-sua/{suggestion_id}/tiep-thu")
    assert page.form(f"/tiep-xuc/de-nghi-sua/{suggestion_id}/tiep-thu")["text"] == RIGHT
    await client.send(f"/tiep-xuc/de-nghi-sua/{suggestion_id}/tiep-thu", {})
    async with build.acting(None) as (db, _):
        assert (await load(db, Contribution, text_id)).typed_text == RIGHT
    await build.run_jobs()
    await client.log_in(scene.asker)
    assert (await client.get(scene.url)).has("Đã sửa dự thảo theo đề nghị")
    assert (await client.get("/thong-bao")).has("đề nghị sửa biên bản đã được tiếp thu")


async def test_the_minutes_wait_for_the_window_and_for_each_suggestion(build: Builders) -> None:
    scene, text_id = await _drafted(build)
    await _open(build, scene, text_id)
    suggestion_id = await _suggested(build, scene)
    with pytest.raises(Invalid, match="đang mở"):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await texts.submit_text(db, actor, text_id)
    later = scene.held_at + timedelta(days=3)
    with pytest.raises(Invalid, match="1 đề nghị sửa"):
        async with build.acting(scene.secretariat, later) as (db, actor):
            await texts.submit_text(db, actor, text_id)
    async with build.acting(scene.secretariat, later) as (db, actor):
        refused = Refused(reason="Băng ghi âm không có lời hẹn ấy.")
        await actions.refuse_suggestion(db, actor, suggestion_id, refused)
    async with build.acting(scene.secretariat, later) as (db, actor):
        await texts.submit_text(db, actor, text_id)
        row = await load(db, MinutesSuggestion, suggestion_id)
    assert row.outcome == SuggestionOutcome.refused


async def test_its_author_reads_why_it_was_refused(build: Builders, client: Client) -> None:
    scene, text_id = await _drafted(build)
    await _open(build, scene, text_id)
    suggestion_id = await _suggested(build, scene)
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/de-nghi-sua/{suggestion_id}/khong-tiep-thu"
    page = await client.send(at, {"reason": ""}, status=422)
    assert page.error_of("reason")
    await client.send(at, {"reason": "Băng ghi âm không có lời hẹn ấy."})
    await client.log_in(scene.asker)
    assert (await client.get(scene.url)).has("Băng ghi âm không có lời hẹn ấy")


async def test_the_draft_is_shut_to_everybody_else_and_after_its_day(build: Builders, client: Client) -> None:
    scene, text_id = await _drafted(build)
    other = await build.person()
    at = f"/tiep-xuc/{scene.session_id}/bien-ban"
    await client.log_in(scene.asker)
    await client.get(f"{at}/du-thao", status=404)
    await _open(build, scene, text_id)
    for person in (other, scene.officer, None):
        await (client.log_in(person) if person else client.log_out())
        response = await client.http.get(f"{at}/du-thao")
        assert WRONG not in response.text
        sent = {"place": "1", "text": RIGHT}
        response = await client.http.post(
            f"{at}/de-nghi-sua", data=sent, headers={"sec-fetch-site": "same-origin"}
        )
        assert response.status_code in (303, 403, 404)
    async with build.acting(None) as (db, _):
        assert not (await db.scalars(MinutesSuggestion.__table__.select())).all()
    with pytest.raises(Forbidden):
        async with build.acting(scene.asker, scene.held_at + timedelta(days=3)) as (db, actor):
            await actions.suggest(db, actor, scene.session_id, Suggestion(place=1, text=RIGHT))


async def test_nobody_but_the_chair_s_side_decides(build: Builders, client: Client) -> None:
    scene, text_id = await _drafted(build)
    await _open(build, scene, text_id)
    suggestion_id = await _suggested(build, scene)
    for person in (scene.asker, scene.officer, scene.head, scene.leader_person):
        await client.log_in(person)
        for verb, data in (("tiep-thu", {"text": RIGHT}), ("khong-tiep-thu", {"reason": "Không đúng."})):
            response = await client.http.post(
                f"/tiep-xuc/de-nghi-sua/{suggestion_id}/{verb}",
                data=data,
                headers={"sec-fetch-site": "same-origin"},
            )
            assert response.status_code in (403, 404), (verb, person)


async def test_an_accepted_suggestion_changes_the_draft(build: Builders) -> None:
    scene, text_id = await _drafted(build)
    await _open(build, scene, text_id)
    suggestion_id = await _suggested(build, scene)
    with pytest.raises(Invalid, match="trước khi lưu"):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            text, row = await load(db, Contribution, text_id), await load(db, SessionText, text_id)
            stands = RevisedText.of(text.text_version, text.text, row)
            await actions.accept_suggestion(db, actor, suggestion_id, stands)


async def test_the_last_day_is_after_today_and_before_that_of_the_minutes(build: Builders) -> None:
    scene, text_id = await _drafted(build)
    for days in (0, 20):
        with pytest.raises(Invalid) as refused:
            async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
                until_on = local_date(scene.held_at) + timedelta(days=days)
                await actions.open_draft(db, actor, text_id, Opening(until_on=until_on))
        assert refused.value.field == "until_on"
