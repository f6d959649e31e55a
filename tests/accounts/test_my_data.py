"""/cua-toi: what the house knows of me, and taking consent back."""

from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.commitments.models import Commitment
from forum.sample.content import load_sample
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import reported


async def test_a_consent_is_withdrawn_and_stays_on_record(client: Client, build: Builders) -> None:
    account = await build.person(Role.intellectual)
    await client.log_in(account)
    assert (await client.get("/cua-toi")).has(account.email)
    page = await client.follow(await client.post("/cua-toi/dong-y/mail/rut"))
    assert page.has("đã rút ngày")
    await client.post("/cua-toi/dong-y/khac/rut", status=404)


async def test_logging_out_everywhere_ends_this_browser_too(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual))
    await client.post("/cua-toi/dang-xuat-moi-noi")
    await client.get("/cua-toi", status=303)


async def test_a_result_that_waits_for_my_word_is_shown_to_me(client: Client, build: Builders) -> None:
    await load_sample(build.engine, now())
    async with build.acting(None) as (db, _):
        by_email = {a.email: a for a in await db.scalars(select(Account))}
        promised = (await db.scalars(select(Commitment))).one()
    await client.log_in(by_email["tri-thuc@mau.example"])
    assert not (await client.get("/cua-toi")).has("Chờ Ông/Bà xác nhận kết quả")
    officer, head = by_email["can-bo@mau.example"], by_email["thu-truong@mau.example"]
    await reported(build, promised.id, officer, head)
    assert (await client.get("/cua-toi")).has("Chờ Ông/Bà xác nhận kết quả")
