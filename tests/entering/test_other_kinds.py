"""An opinion on a draft and a dispute of a result are entered for who wrote or called, from that person's page."""

from datetime import timedelta

from sqlalchemy import select

from forum.actor import Role
from forum.audience import Visibility
from forum.clock import local_date, now
from forum.commitments.models import Commitment, CommitmentStep
from forum.commitments.policy import CommitmentState
from forum.consultations.actions.notices import Announcement, announce
from forum.consultations.actions.preparing import NewConsultation, create
from forum.consultations.models import Opinion
from forum.contributions.entering.models import EnteredText
from forum.contributions.models import Contribution
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported
from tests.entering.scene import BY_CALL, a_writer, newest_published

AT = "/ban-lam-viec/nhap-ho"
DRAFT = "Điều 1. Phạm vi\n\nVề phòng thí nghiệm.\n\nĐiều 2. Mở cửa\n\nCác trường mở cửa phòng thí nghiệm."


async def _open_draft(build: Builders) -> int:
    body, then = await build.body(), now() - timedelta(days=1)
    async with build.acting(await build.person(Role.body_officer, body=body), then) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế mẫu về phòng thí nghiệm",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-provincial-resolution",
            draft=DRAFT,
        )
        it = await create(db, actor, new)
    async with build.acting(await build.person(Role.body_head, body=body), then) as (db, actor):
        day = local_date(then)
        await announce(db, actor, it.id, Announcement(opens_on=day, closes_on=day + timedelta(days=40)))
    return it.id


async def test_an_opinion_by_telephone_is_about_one_article(build: Builders, client: Client) -> None:
    draft = await _open_draft(build)
    secretariat = await build.person(Role.secretariat)
    writer = await a_writer(build, secretariat)
    await client.log_in(secretariat)
    page = await client.get(f"{AT}/{writer}")
    form = next(str(a["href"]) for a in page.soup.select("main a") if "/gop-y/nhap" in str(a["href"]))
    page = await client.get(form)
    article = next(str(a["href"]) for a in page.soup.select("details a") if "Điều 2" in a.get_text())
    words = {"stance": "object", "text": "Chỉ nên mở cửa vào giờ hành chính.", "persona_id": str(writer)}
    sent = await client.send(article, words | BY_CALL)
    assert (await client.follow(sent)).has("Đã nhận")
    async with build.acting(None) as (db, _):
        (opinion,) = (await db.scalars(select(Opinion).where(Opinion.consultation_id == draft))).all()
        it = await load(db, Contribution, opinion.id)
        assert opinion.paragraph_id is not None and it.visibility == Visibility.in_review
        assert it.persona_id == writer and it.channel == "call"
    await newest_published(build)
    await client.log_out()
    page = await client.get(f"/gop-y-du-thao/y-kien/{opinion.id}")
    assert page.has("nhập từ cuộc gọi") and page.has("Người Mẫu Viết Thư")
    await client.log_in(await build.person(Role.intellectual))
    await client.post(form.partition("?")[0], words | BY_CALL | {"target": "whole"}, status=403)


async def test_a_dispute_is_entered_only_for_whom_it_was_promised_to(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head)
    other = await a_writer(build, scene.secretariat)
    await client.log_in(scene.secretariat)
    at = f"/theo-doi/{commitment_id}/chua-dong-y/nhap"
    assert (await client.get(f"{AT}/{scene.asker.persona_id}")).soup.select_one(f"a[href^='{at}']")
    assert not (await client.get(f"{AT}/{other}")).soup.select_one(f"a[href^='{at}']")
    words = {"reason": "Danh mục còn thiếu hai viện.", **BY_CALL}
    page = await client.send(at, words | {"persona_id": str(other)}, status=422)
    assert page.has("người mà cam kết này hứa với")
    await client.send(at, words)
    async with build.acting(None) as (db, _):
        it = await load(db, Commitment, commitment_id)
        (entry,) = (await db.scalars(select(EnteredText))).all()
        steps = select(CommitmentStep).where(CommitmentStep.remark_id == entry.id)
        step = (await db.scalars(steps)).one()
    assert it.state == CommitmentState.disputed and step.persona_id == scene.asker.persona_id
    assert (await client.get(f"/theo-doi/{commitment_id}")).has("nhập từ cuộc gọi")


async def test_the_body_that_reported_enters_no_dispute(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head)
    for person in (scene.officer, scene.head, scene.asker):
        await client.log_in(person)
        words = {"reason": "Chưa đạt.", "persona_id": str(scene.asker.persona_id), **BY_CALL}
        await client.post(f"/theo-doi/{commitment_id}/chua-dong-y/nhap", words, status=403)
