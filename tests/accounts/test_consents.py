"""What a person consents to is read where it matters, and what it allows happens only while it stands."""

from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts.actions.consents import CONSENTS, WITHOUT, end_consent
from forum.accounts.models import Consent
from forum.actor import Purpose, Role
from forum.audience import Visibility
from forum.clock import now
from forum.contributions import actions as texts
from forum.contributions.actions.writing import Edit, standing_text
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import RevisionState
from forum.database import embedded, load, writing_session
from forum.errors import Conflict
from forum.kinds import publish
from forum.notifications.models import Notice, SampleMail
from forum.programme.models import Task
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from forum.versions import Versioned
from tests.builders import Builders
from tests.client import Client, Page
from tests.matrix import FORMS, Row, ask, rows, seen_version
from tests.sources import PROGRAM, named, sources
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.world import World

__all__ = ["furnished"]  # a fixture

# Where each consent is read: a new purpose that no rule reads is a promise that nobody keeps.
PLACES = {
    Purpose.terms: {"forum/contributions/policy.py", "forum/contributions/actions/visibility.py"},
    Purpose.mail: {"forum/notifications/letter.py"},  # every notice, unless it says another
    Purpose.announcements: {"forum/notifications/letters/announcing.py"},
}
# What a person may send without consenting to have it published, and why.
NEEDS_NO_CONSENT = {
    "/bai/{contribution_id:int}/bo-ung-ho": "takes one's name away",
    "/bai/{contribution_id:int}/rut": "takes a text away",
    "/theo/{kind}/{thing_id:int}": "nobody sees who follows",
    "/theo/{kind}/{thing_id:int}/bo": "nobody sees who follows",
    "/xem-truoc": "is shown to its writer alone",
    "/nhap/{key}": "a draft is its writer's alone",
    "/cua-toi/nhap/{key}/xoa": "a draft is its writer's alone",
    "/quyet-dinh/{decision_id:int}": "the right to have a decision looked at again; never published",
    "/tra-loi-nguoi-duyet/{contribution_id:int}": "an answer to the moderators about one's own text; never published",
    "/phan-anh/{contribution_id:int}": "a report to the moderators; never published",
    "/gop-y-du-thao/{thing_id:ref}/van-ban": "makes a paper of what is public",
    "/tiep-xuc/cau-hoi/{thing_id:int}/van-ban": "makes a paper of what is public",
    "/gop-y-du-thao/y-kien/{opinion_id:int}/neu-ten": "says whether one's name is shown: a consent of its own",
    "/gop-y-du-thao/phieu/{key}/bo": "takes a draft, which is its writer's alone, off the sheet",
    "/tiep-xuc/tham-du/{attendance_id:int}/tu-nha": "changes a place that stands, under the same name",
    "/tiep-xuc/tham-du/{attendance_id:int}/tai-hoi-truong": "changes a place that stands, under the same name",
    "/tiep-xuc/tham-du/{attendance_id:int}/rut": "takes one's name off a list",
    "/tiep-xuc/tham-du/{attendance_id:int}/khong-du": "takes one's name off a list",
    "/tiep-xuc/phat-bieu/{speaker_id:int}/rut": "takes one's name off a list",
    "/dang-xuat": "ends a log-in",
}
OWN_AREAS = (
    "/cua-toi",
    "/thong-bao",
    "/dang-",
    "/quen-mat-khau",
    "/dat-lai-mat-khau",
    "/dia-chi",
    "/dong-tai-khoan",
)  # no word is published


def test_each_purpose_is_read_where_it_matters() -> None:
    assert set(PLACES) == set(Purpose) == set(CONSENTS) == set(WITHOUT)
    read = {
        purpose: {
            named(p) for p in sources(*PROGRAM) if f"Purpose.{purpose}" in p.read_text(encoding="utf-8")
        }
        for purpose in Purpose
    }
    for purpose, places in PLACES.items():
        assert places <= read[purpose], f"{purpose} is not read in {places - read[purpose]}"


def _words_of_a_person(row: Row) -> bool:
    return (
        row.method == "POST"
        and bool({"author", "member"} & set(row.allowed))
        and row.route not in NEEDS_NO_CONSENT
        and not row.route.startswith(OWN_AREAS)
    )


async def test_without_consent_every_form_of_a_person_refuses_and_keeps_what_was_typed(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    found = [row for row in rows() if _words_of_a_person(row)]
    assert len(found) > 10
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        for row in found:
            if issubclass(FORMS.get(row.route, BaseModel), Versioned):
                await seen_version(http, row, world)  # as the form had it while the consent stood
        async with writing_session(app.state.app_state.engine) as db:
            for person in ("author", "member"):
                await end_consent(db, world.people[person].id, Purpose.terms, now())
        for row in found:
            person = "author" if "author" in row.allowed else "member"
            page = Page(await ask(http, row, world, person))
            assert page.status in (403, 422), f"{row.name}: {page.status}"
            assert page.has("không có sự đồng ý của Ông/Bà"), f"{row.name}: {page.main[:300]}"
            assert page.soup.select("a[href^='/cua-toi/dong-y/terms']"), f"{row.name}: no way to agree again"
            if page.status == 422:
                _typed_is_kept(page, row, world)


def _typed_is_kept(page: Page, row: Row, world: World) -> None:
    shown = page.form(row.url.format_map(world.names))
    for field, typed in row.posted(world).items():
        if isinstance(typed, str) and " " in typed:
            assert shown[field].strip() == typed.strip(), f"{row.name}: {field} is lost"


async def _proposal(build: Builders, author: Any, title: str = "Hiến kế mẫu chờ duyệt") -> int:
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        assert task_id is not None
        new = NewThread(title=title, text="Nội dung của hiến kế mẫu.", forum_id=forum.id, task_ids=[task_id])
        return (await start_thread(db, actor, new)).id


async def test_what_waits_is_withdrawn_and_an_edit_that_waits_is_not_published(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual)
    moderator = await build.person(Role.moderator)
    waiting, shown = await _proposal(build, author), await _proposal(build, author, "Hiến kế mẫu đã đăng")
    async with build.acting(moderator) as (db, actor):
        await publish(db, actor, shown)
    async with build.acting(author) as (db, actor):
        seen = await standing_text(db, shown)
        edit = Edit(title="Hiến kế mẫu đã đăng", text="Nội dung sửa lại.", seen_version=seen.seen_version)
        await texts.edit(db, actor, shown, edit)
    await client.log_in(author)
    await client.post("/cua-toi/dong-y/terms/rut")
    async with build.acting(None) as (db, _):
        assert (await load(db, Contribution, waiting)).visibility == Visibility.withdrawn
        stands = await load(db, Contribution, shown)
        assert (stands.visibility, stands.text) == (Visibility.published, "Nội dung của hiến kế mẫu.")
        states = await db.scalars(select(Revision.state).where(Revision.contribution_id == shown))
        assert RevisionState.pending not in states.all()


async def test_a_decision_does_not_publish_what_its_author_no_longer_lets_be_published(
    build: Builders,
) -> None:
    author = await build.person(Role.intellectual)
    moderator = await build.person(Role.moderator)
    waiting = await _proposal(build, author)
    async with build.acting(None) as (db, actor):
        await end_consent(db, author.id, Purpose.terms, actor.at)
    with pytest.raises(Conflict):
        async with build.acting(moderator) as (db, actor):
            await publish(db, actor, waiting)


async def test_one_agrees_again_and_comes_back_to_what_was_typed(client: Client, build: Builders) -> None:
    author = await build.person(Role.intellectual)
    forum = await build.forum()
    async with build.acting(None) as (db, _):
        task_id = await db.scalar(select(Task.id).limit(1))
    await client.log_in(author)
    await client.post("/cua-toi/dong-y/terms/rut")
    typed = {
        "title": "Hiến kế gõ khi chưa đồng ý",
        "text": "Một nội dung dài, gõ rất lâu.",
        "forum_id": str(forum.id),
        "task_ids": [str(task_id)],
    }
    refused = await client.send("/hien-ke/moi", typed, status=422)
    (link,) = refused.soup.select("#error-summary a.button")
    agreeing = await client.get(str(link["href"]))
    back = await client.post("/cua-toi/dong-y/terms", agreeing.form("/cua-toi/dong-y/terms"))
    form = await client.follow(back)
    assert form.field("text").strip() == typed["text"]
    await client.post("/hien-ke/moi", form.form("/hien-ke/moi") | typed)


async def test_one_agrees_later_to_what_was_not_agreed_to_at_registering(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, consents=(Purpose.terms,))
    await client.log_in(author)
    assert (await client.get("/cua-toi")).has("Chưa đồng ý.")
    await client.post("/cua-toi/dong-y/mail")
    await client.post("/cua-toi/dong-y/mail")
    async with build.acting(None) as (db, _):
        mine = select(Consent).where(Consent.account_id == author.id, Consent.purpose == Purpose.mail)
        (given,) = (await db.scalars(mine)).all()
    assert given.wording == str(CONSENTS[Purpose.mail])


@pytest.mark.parametrize("consents", [(Purpose.terms,), (Purpose.terms, Purpose.mail)])
async def test_a_notice_is_mailed_only_to_whom_consented(
    build: Builders, consents: tuple[Purpose, ...]
) -> None:
    author = await build.person(Role.intellectual, consents=consents)
    await _proposal(build, author)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await db.scalars(select(Notice.id).where(Notice.persona_id == author.persona_id))).all()
        mails = (await db.scalars(select(SampleMail).where(SampleMail.to == author.email))).all()
    assert bool(mails) == (Purpose.mail in consents)
