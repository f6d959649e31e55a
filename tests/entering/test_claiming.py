"""Who wrote or called, and then registers, types the receipt's code; a second person of the office confirms it."""

import asyncio
import re
from datetime import timedelta

from sqlalchemy import select

from forum.accounts.models import Account, Persona
from forum.actor import Role
from forum.clock import now
from forum.contributions.entering.actions.claiming import ConfirmedClaim, confirm_claim
from forum.contributions.entering.models import ClaimCode, EnteredClaim
from forum.contributions.entering.people import people_found
from forum.contributions.entering.policy import REPRINT_AFTER, CheckedHow
from forum.contributions.models import Contribution
from forum.database import load, writing_session
from forum.desk.auditing import check
from forum.desk.linking import begin_proofs
from forum.errors import Forbidden
from forum.notifications.models import Notice
from moderation import chain
from tests.builders import Builders
from tests.client import Client, Page
from tests.entering.scene import BY_CALL, a_writer, newest_published
from tests.entering.test_entering import PROPOSAL

LETTERS, CLAIMS, OWN = "/ban-lam-viec/thu-can-gui", "/ban-lam-viec/nhap-ho/xin-nhan", "/cua-toi/nhan-noi-dung"
CALLED = {"checked_how": "called_back"}


class Scene:
    """Somebody called the secretariat, who entered it; nobody judged it yet."""

    def __init__(self, build: Builders, client: Client) -> None:
        self.build, self.client = build, client

    async def set_up(self) -> "Scene":
        await self.build.forum()
        self.secretariat = await self.build.person(Role.secretariat)
        self.issuer, self.second = await self.build.person(Role.staff), await self.build.person(Role.staff)
        self.member = await self.build.person(Role.intellectual, name="Người Mẫu Viết Thư")
        self.writer = await a_writer(self.build, self.secretariat, telephone="0225 000 0012")
        await self.enter()
        return self

    async def enter(self, **words: str) -> None:
        await self.client.log_in(self.secretariat)
        await self.client.send("/hien-ke/nhap", PROPOSAL | BY_CALL | {"persona_id": str(self.writer)} | words)

    async def code(self) -> str:
        await self.client.log_in(self.issuer)
        page = await self.client.post(f"{LETTERS}/{self.writer}/cap-ma", status=200)
        found = page.soup.select_one(".posted-letter code")
        assert found is not None
        async with self.build.acting(None) as (db, _):  # a while passes
            (await db.scalars(select(ClaimCode))).one().issued_at -= REPRINT_AFTER
        return found.get_text()

    async def claim(self, person: Account | None = None) -> int:
        """By the code of a new receipt."""
        code = await self.code()
        await self.client.log_in(person or self.member)
        await self.client.send(OWN, {"code": code})
        async with self.build.acting(None) as (db, _):
            ids = select(EnteredClaim.id).order_by(EnteredClaim.id.desc()).limit(1)
            return (await db.scalars(ids)).one()

    async def confirm(self, claim_id: int) -> Page:
        await self.client.log_in(self.second)
        return await self.client.follow(await self.client.send(f"{CLAIMS}/{claim_id}/xac-nhan", CALLED))


async def a_scene(build: Builders, client: Client) -> Scene:
    return await Scene(build, client).set_up()


async def _texts(build: Builders, persona_id: int | None) -> list[str]:
    async with build.acting(None) as (db, _):
        own = select(Contribution.kind).where(Contribution.persona_id == persona_id)
        return sorted(await db.scalars(own))


async def test_a_newcomer_with_a_receipt_is_led_to_it_until_something_stands_there(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    asked = "Ông/Bà từng gửi thư, gọi điện và có mã in trên giấy biên nhận?"
    await client.log_in(it.member)
    assert (await client.get("/cua-toi")).has(asked)
    await newest_published(build)
    await it.confirm(await it.claim())
    await client.log_in(it.member)
    assert not (await client.get("/cua-toi")).has(asked)


async def test_the_year_s_counts_say_what_was_entered_apart_from_what_was_sent(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    await client.log_out()
    assert (await client.get("/minh-bach")).has("Hiến kế 0 0 0 0"), "nobody published it yet"
    await newest_published(build)
    counted = "Hiến kế 0 0 1 0"
    assert (await client.get("/minh-bach")).has(counted)
    assert (await client.get("/minh-bach", nam="2025")).has("Hiến kế 0 0 0 0")
    await it.confirm(await it.claim())
    await client.log_out()
    assert (await client.get("/minh-bach")).has(counted), "how it came stays with a text that was claimed"


async def test_what_was_entered_comes_to_the_account_and_says_how_it_came(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    text_id = await newest_published(build)
    code = await it.code()
    assert re.fullmatch(r"[2-9a-z]{4}(-[2-9a-z]{4}){2}", code)
    await client.log_in(it.member)
    assert (await client.get("/cua-toi")).soup.select_one(f"a[href='{OWN}']")
    assert (await client.follow(await client.send(OWN, {"code": f" {code.upper()} "}))).has("Chờ xác nhận")
    await client.log_in(it.second)
    assert (await client.get("/ban-lam-viec")).has("Tài khoản xin nhận nội dung đã nhập hộ (1)")
    claim_id = await _newest(build)
    page = await client.get(f"{CLAIMS}/{claim_id}")
    shown = ("Người Mẫu Viết Thư", "02250000012", "ngõ Đông Mẫu", "Một đề xuất qua điện thoại")
    assert all(page.has(words) for words in shown)
    assert (await client.send(f"{CLAIMS}/{claim_id}/xac-nhan", {}, status=422)).error_of("checked_how")
    await it.confirm(claim_id)
    await client.log_in(it.member)
    assert (await client.get("/cua-toi")).has("Một đề xuất qua điện thoại")
    await client.log_out()
    async with build.acting(None) as (db, _):
        text = await load(db, Contribution, text_id)
    page = await client.follow(await client.get(f"/ma/{text.code}", status=303))
    assert page.has("nhập từ cuộc gọi") and text.persona_id == it.member.persona_id


async def _newest(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return (await db.scalars(select(EnteredClaim.id).order_by(EnteredClaim.id.desc()).limit(1))).one()


async def test_notices_go_to_the_account_and_no_longer_by_post(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    await build.run_jobs()
    await client.log_in(it.issuer)
    assert (await client.get(LETTERS)).has("Người Mẫu Viết Thư")
    await it.confirm(await it.claim())
    await newest_published(build)
    await build.run_jobs()
    assert (await client.get(LETTERS)).has("Không có thư nào chờ gửi")
    async with build.acting(None) as (db, _):
        assert not (await db.scalars(select(Notice).where(Notice.persona_id == it.writer))).all()
        own = select(Notice.letter).where(Notice.persona_id == it.member.persona_id)
        letters = "\n".join(await db.scalars(own))
        assert not [one for one in await people_found(db, "Người Mẫu Viết Thư") if one.id == it.writer]
    assert "nay ở tài khoản này" in letters and "Một đề xuất" in letters
    await client.log_in(it.secretariat)
    await client.get(f"/ban-lam-viec/nhap-ho/{it.writer}", status=404)
    again = PROPOSAL | BY_CALL | {"persona_id": str(it.writer), "title": "Một đề xuất nữa qua điện thoại"}
    page = await client.send("/hien-ke/nhap", again, status=422)
    assert page.has("gười này đã có tài khoản")


async def test_the_audit_chain_says_whose_the_text_is_now(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    await newest_published(build)
    await it.confirm(await it.claim())
    async with writing_session(build.engine) as db:
        await begin_proofs(db)
        while await chain.link_pending(db):
            pass
        checked = await check(db, None)
    assert checked.is_sound, checked.lines


async def test_a_wrong_code_says_so_beside_its_field_and_few_are_tried(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    code = await it.code()
    await client.log_in(it.member)
    assert (await client.send(OWN, {"code": ""}, status=422)).error_of("code")
    for _time in range(8):
        page = await client.send(OWN, {"code": "aaaa-bbbb-cccc"}, status=422)
        assert "không đúng, đã được dùng" in str(page.error_of("code"))
        assert page.form(OWN)["code"] == "aaaa-bbbb-cccc"
    page = await client.send(OWN, {"code": code}, status=429)
    assert page.has("Đã nhập sai mã nhiều lần")
    async with build.acting(None) as (db, _):
        assert not (await db.scalars(select(EnteredClaim))).all()
        stored = (await db.scalars(select(ClaimCode))).one()
        assert code.replace("-", "") not in stored.code_hash and code not in stored.code_hash


async def test_a_code_works_once_and_not_after_a_newer_receipt_or_a_year(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    first = await it.code()
    second = await it.code()
    await client.log_in(it.member)
    assert (await client.send(OWN, {"code": first}, status=422)).error_of("code")
    async with build.acting(None) as (db, _):
        (await db.scalars(select(ClaimCode))).one().expires_at = now() - timedelta(days=1)
    assert (await client.send(OWN, {"code": second}, status=422)).error_of("code")
    third = await it.code()
    await client.log_in(it.member)
    await client.send(OWN, {"code": third})
    await client.send(OWN, {"code": third})  # a second click
    await client.log_in(await build.person(Role.intellectual))
    assert (await client.send(OWN, {"code": third}, status=422)).error_of("code")
    async with build.acting(None) as (db, _):
        assert len((await db.scalars(select(EnteredClaim))).all()) == 1


async def test_a_second_press_leaves_what_the_first_printed(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    await client.log_in(it.issuer)
    print_it = f"{LETTERS}/{it.writer}/cap-ma"
    first = (await client.post(print_it, status=200)).soup.select_one(".posted-letter code")
    assert (await client.post(print_it, status=409)).has("vừa được in")
    await client.log_in(it.member)
    assert first is not None
    await client.send(OWN, {"code": first.get_text()})


async def test_nobody_confirms_what_they_typed_issued_or_claim(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    claim_id = await it.claim()
    for person in (it.secretariat, it.issuer, it.member, await build.person(Role.moderator)):
        await client.log_in(person)
        for step, values in (("xac-nhan", CALLED), ("tu-choi", {"reason": "Không phải người này."})):
            await client.post(f"{CLAIMS}/{claim_id}/{step}", values, status=403)
    await client.log_in(it.issuer)
    assert (await client.get(f"{CLAIMS}/{claim_id}")).has("Ông/Bà đã cấp mã này")
    await client.log_in(it.secretariat)
    assert (await client.get(f"{CLAIMS}/{claim_id}")).has("Ông/Bà đã nhập hộ người này")
    assert await _texts(build, it.writer) == ["proposal"]


async def test_staff_claim_nothing_for_themselves(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    for person in (it.issuer, it.secretariat):
        code = await it.code()
        await client.log_in(person)
        page = await client.send(OWN, {"code": code}, status=422)
        assert "chính Ông/Bà nhập hộ" in str(page.error_of("code"))
    claim_id = await it.claim(it.second)
    await client.log_in(it.second)
    await client.post(f"{CLAIMS}/{claim_id}/xac-nhan", CALLED, status=403)


async def test_a_refusal_has_a_reason_that_the_person_reads(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    namesake = await build.person(Role.intellectual, name="Người Khác Hẳn Mẫu")
    claim_id = await it.claim(namesake)
    await client.log_in(it.second)
    assert (await client.get(f"{CLAIMS}/{claim_id}")).has("Tên trong hồ sơ và tên tài khoản khác nhau")
    await client.post(f"{LETTERS}/{it.writer}/cap-ma", status=403)  # no other code while one waits
    assert (await client.send(f"{CLAIMS}/{claim_id}/tu-choi", {"reason": ""}, status=422)).error_of("reason")
    await client.send(
        f"{CLAIMS}/{claim_id}/tu-choi", {"reason": "Gọi lại thì người gửi nói chưa lập tài khoản."}
    )
    await client.post(f"{CLAIMS}/{claim_id}/xac-nhan", CALLED, status=403)
    await build.run_jobs()
    await client.log_in(namesake)
    assert (await client.get(OWN)).has("người gửi nói chưa lập tài khoản")
    assert (await client.get("/thong-bao")).has("yêu cầu nhận chưa được xác nhận")
    assert await _texts(build, it.writer) == ["proposal"]
    await it.confirm(await it.claim())
    assert await _texts(build, it.member.persona_id) == ["proposal"]


async def test_two_who_confirm_at_once_join_once_and_a_suspension_goes_along(
    build: Builders, client: Client
) -> None:
    it = await a_scene(build, client)
    claim_id, until = await it.claim(), now() + timedelta(days=30)
    async with build.acting(None) as (db, _):
        (await load(db, Persona, it.writer)).suspended_until = until
    third = await build.person(Role.staff)

    async def confirm(person: Account) -> bool:
        try:
            async with build.acting(person) as (db, actor):
                await confirm_claim(db, actor, claim_id, ConfirmedClaim(checked_how=CheckedHow.in_person))
        except Forbidden:
            return False
        return True

    assert sorted(await asyncio.gather(confirm(it.second), confirm(third))) == [False, True]
    async with build.acting(None) as (db, _):
        assert (await load(db, Persona, it.member.persona_id)).suspended_until == until
        assert (await load(db, Persona, it.writer)).name == "Người gửi đã có tài khoản"


async def test_only_the_office_prints_codes_and_reads_claims(build: Builders, client: Client) -> None:
    it = await a_scene(build, client)
    claim_id = await it.claim()
    for role in (Role.intellectual, Role.moderator, Role.administrator):
        await client.log_in(await build.person(role))
        for path in (CLAIMS, f"{CLAIMS}/{claim_id}", f"{CLAIMS}/{claim_id}/xac-nhan"):
            assert not (await client.get(path, status=403)).has("ngõ Đông Mẫu")
        await client.post(f"{LETTERS}/{it.writer}/cap-ma", status=403)
    await client.log_in(it.second)  # nor for a member, nor for whom nothing was entered
    await client.post(f"{LETTERS}/{it.member.persona_id}/cap-ma", status=403)
    other = await a_writer(build, it.secretariat, "Người Mẫu Hàng Xóm")
    await client.post(f"{LETTERS}/{other}/cap-ma", status=403)
