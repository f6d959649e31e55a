"""A notice that its head approved on paper, while its hour passes: it comes out where it may, is closed where it cannot
any more, and the office reads why."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import end_of_day, local_date, now
from forum.consultations.actions import notices, preparing, versions
from forum.consultations.actions.notices import Announcement, Extension
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.versions import SlipMended
from forum.consultations.deciding.overtaken import close_overtaken_notices
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import texts_of, version_in_preparation, version_of_draft
from forum.consultations.fates import Change
from forum.consultations.models import Consultation, ParagraphLink
from forum.contributions.official import on_paper
from forum.contributions.policy import OfficialState
from forum.database import load
from forum.errors import Forbidden, Invalid
from forum.jobs import JobContext
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contributions.test_on_paper import DRAFT, place
from tests.official_texts import as_seen, state_of
from tests.on_paper import approved, countersigned, recorded

WAITS = "Đã duyệt trên giấy, chờ công bố"
CONFIRMS = "chờ người thứ hai xác nhận"


class Office:
    """A body with its consultation, whose announcement waits."""

    consultation_id: int
    notice_id: int
    officer: Account
    second: Account
    head: Account


async def office(build: Builders, at: datetime) -> Office:
    it, body = Office(), await build.body()
    it.officer, it.second = [await build.person(Role.body_officer, body=body) for _ in range(2)]
    it.head = await build.person(Role.body_head, body=body)
    async with build.acting(it.officer, at) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế dùng chung phòng",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft=DRAFT,
        )
        it.consultation_id = (await preparing.create(db, actor, new)).id
        doubts = open_doubts(await version_of_draft(db, it.consultation_id, 1))
        day = local_date(at)
        dates = Announcement(opens_on=day, closes_on=day + timedelta(days=40), seen_doubts=doubts)
        it.notice_id = (await notices.announce(db, actor, it.consultation_id, dates)).id
    return it


async def opened(build: Builders, at: datetime) -> Office:
    it = await office(build, at)
    async with build.acting(it.head, at) as (db, actor):
        await notices.approve_notice(db, actor, it.notice_id, await as_seen(db, it.notice_id))
    return it


async def extension(build: Builders, it: Office, at: datetime) -> int:
    async with build.acting(it.officer, at) as (db, actor):
        seen = Extension.of(await load(db, Consultation, it.consultation_id))
        longer = {
            "closes_on": seen.closes_on + timedelta(days=10),
            "reason": "Nhiều người xin thêm thời gian.",
        }
        return (await notices.extend(db, actor, it.consultation_id, seen.model_copy(update=longer))).id


async def slip_of(
    build: Builders, it: Office, who: Account, old: str, new: str, at: datetime, version: int = 1
) -> int:
    async with build.acting(who, at) as (db, actor):
        (text,) = [one for one in await texts_of(db, it.consultation_id, version) if old in one.text]
        words = {"new_text": text.text.replace(old, new), "reason": "Gõ sai dấu."}
        mended = SlipMended.of(text).model_copy(update=words)
        return (await versions.mend_slip(db, actor, text.id, mended)).id


async def half_an_hour_before_the_end(build: Builders, it: Office) -> datetime:
    async with build.acting(None) as (db, _):
        closes_on = (await load(db, Consultation, it.consultation_id)).closes_on
    assert closes_on is not None
    return end_of_day(closes_on) - timedelta(minutes=30)


async def tidy(build: Builders, at: datetime) -> None:
    for _ in range(2):
        async with build.acting(None, at) as (db, _actor):
            await close_overtaken_notices(JobContext(db, at, build.settings, build.engine))


async def told(build: Builders, who: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(Notice.subject).where(
                Notice.persona_id == who.persona_id, Notice.subject.contains("một đề nghị đã đóng")
            )
        )
        return list(rows)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "clock"
    monkeypatch.setenv("FORUM_CLOCK", str(file))
    return file


async def test_an_extension_approved_before_the_end_comes_out_after_its_hour(
    build: Builders, client: Client, clock: Path
) -> None:
    clock.write_text((then := now()).isoformat())
    it = await opened(build, then)
    last = await half_an_hour_before_the_end(build, it)
    clock.write_text(last.isoformat())
    extension_id = await extension(build, it, last)
    await approved(build, it.officer, it.second, extension_id, last)
    later = last + timedelta(hours=1, minutes=5)
    clock.write_text(later.isoformat())
    await tidy(build, later)
    await client.log_in(it.officer)
    assert (await client.get("/ban-lam-viec")).has(WAITS)
    page = await client.get(f"/gop-y-du-thao/thong-bao/{extension_id}")
    assert place(extension_id, "cong-bo") in page.text
    await client.post(place(extension_id, "cong-bo"))
    async with build.acting(None, later) as (db, _):
        consultation = await load(db, Consultation, it.consultation_id)
        assert consultation.closes_on is not None and consultation.closes_on > local_date(later)
    await client.log_out()
    address = f"/gop-y-du-thao/{consultation.id}-{consultation.slug}"
    assert (await client.get(address)).has("Đã gia hạn")


async def test_an_extension_that_nobody_published_in_time_is_closed_and_its_office_told(
    build: Builders, client: Client, clock: Path
) -> None:
    clock.write_text((then := now()).isoformat())
    it = await opened(build, then)
    last = await half_an_hour_before_the_end(build, it)
    clock.write_text(last.isoformat())
    extension_id = await extension(build, it, last)
    await approved(build, it.officer, it.second, extension_id, last)
    later = last + timedelta(days=3)
    clock.write_text(later.isoformat())
    await client.log_in(it.officer)
    assert not (await client.get("/ban-lam-viec")).has(WAITS)
    address = f"/gop-y-du-thao/thong-bao/{extension_id}"
    assert (await client.get(address)).has("đã hết hạn nên không gia hạn được nữa")
    await client.post(place(extension_id, "cong-bo"), status=403)
    await tidy(build, later)
    assert (await state_of(build, extension_id)).state == OfficialState.replaced
    for person in (it.officer, it.second, it.head):
        assert len(await told(build, person)) == 1
    assert (await client.get(address)).has("Không sử dụng nữa")


async def test_an_extension_that_its_head_did_not_read_in_time_is_closed(build: Builders) -> None:
    it = await opened(build, now())
    last = await half_an_hour_before_the_end(build, it)
    extension_id = await extension(build, it, last)
    await recorded(build, it.officer, extension_id, last)
    later = last + timedelta(hours=1)
    with pytest.raises(Forbidden, match="đã hết hạn"):
        await countersigned(build, it.second, extension_id, later)
    with pytest.raises(Forbidden, match="đã hết hạn"):
        async with build.acting(it.head, later) as (db, actor):
            await notices.approve_notice(db, actor, extension_id, await as_seen(db, extension_id))
    await tidy(build, later)
    assert (await state_of(build, extension_id)).state == OfficialState.replaced


async def test_a_round_that_begins_today_is_not_recorded_as_approved_when_its_hour_ends_tomorrow(
    build: Builders, client: Client, clock: Path
) -> None:
    """Said on the notice's page, and beside what was typed where the form was open before."""
    at = end_of_day(local_date(now())) - timedelta(minutes=90)
    clock.write_text(at.isoformat())
    it = await office(build, at)
    address, record = f"/gop-y-du-thao/thong-bao/{it.notice_id}", place(it.notice_id, "ghi-nhan-duyet")
    await client.log_in(it.officer)
    assert record in (await client.get(address)).text
    form = (await client.get(record)).form(record)
    clock.write_text((at + timedelta(minutes=60)).isoformat())
    page = await client.get(address)
    assert record not in page.text and page.has("khi ngày bắt đầu") and page.has("đã qua")
    refused = await client.post(record, form | {"note": "Ở văn thư số 7."}, status=422)
    assert refused.has("công bố được sớm nhất lúc") and refused.has("Ở văn thư số 7.")
    async with build.acting(it.head, at + timedelta(minutes=60)) as (db, actor):
        await notices.approve_notice(db, actor, it.notice_id, await as_seen(db, it.notice_id))


async def test_an_announcement_whose_first_day_is_past_is_closed_and_not_published(
    build: Builders, client: Client, clock: Path
) -> None:
    """Approved on paper in time, and left lying."""
    at = end_of_day(local_date(now())) - timedelta(hours=3)
    clock.write_text(at.isoformat())
    it = await office(build, at)
    await approved(build, it.officer, it.second, it.notice_id, at)
    later = at + timedelta(hours=4)
    clock.write_text(later.isoformat())
    await client.log_in(it.officer)
    assert not (await client.get("/ban-lam-viec")).has(WAITS)
    page = await client.get(f"/gop-y-du-thao/thong-bao/{it.notice_id}")
    assert page.has("đề nghị lập đề nghị khác") and place(it.notice_id, "cong-bo") not in page.text
    refused = await client.post(place(it.notice_id, "cong-bo"), status=403)
    assert refused.has("đề nghị lập đề nghị khác")
    await tidy(build, later)
    assert (await state_of(build, it.notice_id)).state == OfficialState.replaced
    assert len(await told(build, it.second)) == 1


async def test_slips_in_two_paragraphs_wait_at_once_and_both_are_mended(build: Builders) -> None:
    """Also over an extension: what is approved about something else stays approved while words are mended."""
    at = now()
    it = await opened(build, at)
    one = await slip_of(build, it, it.officer, "phòng", "phóng", at)
    await approved(build, it.officer, it.second, one, at)
    longer = await extension(build, it, at)
    await approved(build, it.officer, it.second, longer, at)
    other = await slip_of(build, it, it.second, "Phạm", "Phàm", at)
    assert (await state_of(build, one)).state == OfficialState.approved
    await approved(build, it.officer, it.second, other, at)
    async with build.acting(it.officer, at + timedelta(hours=2)) as (db, actor):
        for notice_id in (one, other, longer):
            await on_paper.publish(db, actor, notice_id)
        words = " ".join(text.text for text in await texts_of(db, it.consultation_id, 1))
    assert "phóng" in words and "Phàm" in words


async def test_a_slip_that_takes_the_place_of_one_approved_on_paper_is_told(build: Builders) -> None:
    at = now()
    it = await opened(build, at)
    one = await slip_of(build, it, it.officer, "phòng", "phóng", at)
    await approved(build, it.officer, it.second, one, at)
    await slip_of(build, it, it.second, "phòng", "phong", at)
    assert (await state_of(build, one)).state == OfficialState.replaced
    assert len(await told(build, it.officer)) == 1


async def test_slips_in_a_row_are_together_no_more_than_one(build: Builders) -> None:
    at = now()
    it = await opened(build, at)
    await slip_of(build, it, it.head, "phòng", "phòn", at)
    with pytest.raises(Invalid, match="từ khi công bố"):  # the same syllable, by some letters more
        await slip_of(build, it, it.head, "phòn thí", "hon thí", at)
    await slip_of(build, it, it.head, "nghiệm", "nghiêm", at)
    with pytest.raises(Invalid, match="từ khi công bố"):  # a third one
        await slip_of(build, it, it.head, "thí", "thi", at)
    await slip_of(build, it, it.head, "phòn thí", "phòng thí", at)  # back again
    await slip_of(build, it, it.head, "thí", "thi", at)


async def test_a_slip_mended_in_both_versions_is_no_change_between_them(build: Builders) -> None:
    """Mended in the version in preparation first; then mended back, which is a change again."""
    at = now()
    it = await opened(build, at)
    mended = DRAFT.replace("thí nghiệm", "thi nghiệm")
    async with build.acting(it.officer, at) as (db, actor):
        new = versions.NewVersion(what_changed="Sửa lỗi gõ.", draft=mended)
        await versions.prepare_version(db, actor, it.consultation_id, new)

    async def changes() -> set[Change]:
        async with build.acting(None) as (db, _):
            links = select(ParagraphLink.change).where(ParagraphLink.consultation_id == it.consultation_id)
            return set(await db.scalars(links))

    assert await changes() == {Change.unchanged, Change.changed}
    await slip_of(build, it, it.head, "thí nghiệm", "thi nghiệm", at)
    assert await changes() == {Change.unchanged}
    await slip_of(build, it, it.head, "thi nghiệm", "thí nghiệm", at)
    async with build.acting(None) as (db, _):
        assert "thí nghiệm" in " ".join(text.text for text in await texts_of(db, it.consultation_id, 2))
    assert await changes() == {Change.unchanged}  # the version in preparation has what it had the same


async def test_a_slip_mended_back_has_the_words_of_the_version_before(build: Builders) -> None:
    at = now()
    it = await opened(build, at)
    async with build.acting(it.officer, at) as (db, actor):
        new = versions.NewVersion(what_changed="Thêm một điều.", draft=f"{DRAFT}\nĐiều 2. Hiệu lực")
        await versions.prepare_version(db, actor, it.consultation_id, new)
    async with build.acting(it.head, at) as (db, actor):
        version = await version_in_preparation(db, it.consultation_id)
        assert version is not None
        day = local_date(at)
        dates = Announcement(
            opens_on=day, closes_on=day + timedelta(days=40), seen_doubts=open_doubts(version)
        )
        await versions.open_round(db, actor, it.consultation_id, dates)

    async def changed() -> int:
        async with build.acting(None) as (db, _):
            links = select(ParagraphLink).where(
                ParagraphLink.consultation_id == it.consultation_id,
                ParagraphLink.change == Change.changed,
            )
            return len((await db.scalars(links)).all())

    assert await changed() == 0
    await slip_of(build, it, it.head, "thí nghiệm", "thi nghiệm", at, version=2)
    assert await changed() == 1
    await slip_of(build, it, it.head, "thi nghiệm", "thí nghiệm", at, version=2)
    assert await changed() == 0


async def test_a_slip_approved_before_the_end_is_mended_after_its_hour(build: Builders) -> None:
    it = await opened(build, now())
    last = await half_an_hour_before_the_end(build, it)
    slip_id = await slip_of(build, it, it.officer, "nghiệm", "nghiêm", last)
    await approved(build, it.officer, it.second, slip_id, last)
    later = last + timedelta(hours=2)
    await tidy(build, later)
    async with build.acting(it.officer, later) as (db, actor):
        await on_paper.publish(db, actor, slip_id)
        assert "nghiêm" in " ".join(text.text for text in await texts_of(db, it.consultation_id, 1))
