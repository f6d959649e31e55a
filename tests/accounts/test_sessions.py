"""One's own log-ins: seen, ended, unused for too long, from a new device; another password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Account, Login
from forum.actor import Role
from forum.notifications.models import SampleMail
from forum.settings import Settings
from tests.accounts.test_second_factor import PASSWORD, log_in, time_goes_on, with_password
from tests.builders import Builders
from tests.client import Client, open_client

__all__ = ["time_goes_on"]  # a fixture

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"


async def _subjects(build: Builders, person: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(select(SampleMail.subject).where(SampleMail.to == person.email))
        return list(found.all())


async def test_a_person_sees_their_sessions_and_ends_one(
    client: Client, build: Builders, settings: Settings
) -> None:
    person = await with_password(build, Role.intellectual)
    async with open_client(settings) as telephone:
        telephone.http.headers["user-agent"] = ANDROID
        await log_in(telephone, person)
        await log_in(client, person)
        page = await client.get("/cua-toi/phien")
        assert page.has("Android, Chrome")
        assert page.has("Phiên này")
        button = page.soup.select_one("form[action$='/ket-thuc'][action^='/cua-toi/phien/']")
        assert button is not None
        await client.post(str(button["action"]))
        assert not (await client.get("/cua-toi/phien")).has("Android")
        assert (await telephone.get("/cua-toi", status=303)).location.startswith("/dang-nhap")


async def test_nobody_ends_a_session_of_somebody_else(
    client: Client, build: Builders, settings: Settings
) -> None:
    person, other = await with_password(build, None), await with_password(build, None)
    await log_in(client, person)
    async with build.acting(None) as (db, _):
        login_id = await db.scalar(select(Login.id).where(Login.account_id == person.id))
    async with open_client(settings) as another:
        await log_in(another, other)
        await another.post(f"/cua-toi/phien/{login_id}/ket-thuc")
        await another.post("/cua-toi/phien/ket-thuc")
        await another.get("/cua-toi")
    await client.get("/cua-toi")


@pytest.mark.parametrize(
    ("role", "lasts", "ends"),
    [
        (Role.intellectual, timedelta(days=29), timedelta(days=31)),
        (Role.moderator, timedelta(hours=11), timedelta(hours=13)),
        (Role.administrator, timedelta(hours=11), timedelta(hours=13)),
        (Role.auditor, timedelta(hours=11), timedelta(hours=13)),
    ],
)
async def test_a_session_that_nobody_uses_ends(
    client: Client,
    build: Builders,
    time_goes_on: Callable[[timedelta], None],
    role: Role,
    lasts: timedelta,
    ends: timedelta,
) -> None:
    await client.log_in(await build.person(role))
    time_goes_on(lasts)
    await client.get("/cua-toi")
    time_goes_on(lasts)
    await client.get("/cua-toi")  # its use was noted
    time_goes_on(ends)
    assert (await client.get("/cua-toi", status=303)).location.startswith("/dang-nhap")


async def test_a_session_ends_however_much_it_is_used(
    client: Client, build: Builders, time_goes_on: Callable[[timedelta], None]
) -> None:
    person = await build.person(Role.moderator)
    await client.log_in(person)
    time_goes_on(timedelta(days=31))
    async with build.acting(None) as (db, _):
        await db.execute(update(Login).values(used_at=clock.now()))
    assert (await client.get("/cua-toi", status=303)).location.startswith("/dang-nhap")


async def test_a_log_in_from_a_new_device_is_told_by_mail_and_the_first_one_is_not(
    client: Client, build: Builders, settings: Settings
) -> None:
    person, subject = await with_password(build, None), "Hiến Kế: đăng nhập từ thiết bị mới"
    await log_in(client, person)
    await client.post("/dang-xuat")
    await log_in(client, person)
    assert subject not in await _subjects(build, person)
    async with open_client(settings) as other:
        await log_in(other, person)
    assert (await _subjects(build, person)).count(subject) == 1


async def test_a_changed_password_ends_the_other_sessions_and_tells_its_owner(
    client: Client, build: Builders, settings: Settings
) -> None:
    person, new = await with_password(build, None), "một câu khác dễ nhớ"
    async with open_client(settings) as thief:
        await log_in(thief, person)
        await log_in(client, person)
        path = "/cua-toi/mat-khau"
        form = (await client.get(path)).form(path)
        refused = await client.post(path, form | {"present": "không phải", "password": new}, status=422)
        assert refused.error_of("present")
        await client.post(path, form | {"present": PASSWORD, "password": new})
        assert (await thief.get("/cua-toi", status=303)).location.startswith("/dang-nhap")
    await client.get("/cua-toi")
    assert "Hiến Kế: đã đổi mật khẩu" in await _subjects(build, person)
    await client.post("/dang-xuat")
    await client.post("/dang-nhap", {"email": person.email, "password": new})
    await client.get("/cua-toi")
