"""A name with a slip, an address that is gone, an account that closes: case 21."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.accounts.actions.addresses import (
    CorrectedAddress,
    NewAddress,
    change_address,
    confirm_address,
    correct_address,
    stop_address,
)
from forum.accounts.actions.logins import start_login
from forum.accounts.models import Account, BindingRow, Login, Persona
from forum.accounts.passwords import hash_password
from forum.accounts.queries import actor_of_login
from forum.actor import Role
from forum.contributions.actions.closing import end_account
from forum.contributions.models import Contribution, Follow
from forum.database import load
from forum.errors import Conflict, Forbidden
from forum.finding.actions import NewSavedSearch, save_search
from forum.finding.models import SavedSearch
from forum.journal import JournalRow
from forum.notifications.models import SampleMail
from forum.programme.models import Task
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.builders import Builders
from tests.client import Client

NEW = "dia-chi-moi@mau.example"


async def _link_to(build: Builders, address: str, path: str = "/dia-chi") -> str:
    """The link to that path in the last mail to an address that has one."""
    async with build.acting(None) as (db, _):
        mails = select(SampleMail.text).where(SampleMail.to == address, SampleMail.text.contains(path))
        text = await db.scalar(mails.order_by(SampleMail.id.desc()).limit(1))
    found = re.search(rf"http://[^/]+({path}\S+)", text or "")
    assert found, f"no link to {address}"
    return found.group(1)


async def _asked(build: Builders, client: Client) -> tuple[Account, str, str]:
    """(who asked, the link to the new address, the one to the old)."""
    person = await build.person(Role.intellectual)
    await client.log_in(person)
    await client.send("/cua-toi/dia-chi", {"email": NEW})
    await build.run_jobs()
    await client.log_out()
    return person, await _link_to(build, NEW), await _link_to(build, person.email)


async def _follow(client: Client, link: str, status: int = 200) -> None:
    path, _, token = link.partition("?ma=")
    page = await client.get(link)
    await client.post(path, page.form(path) | {"ma": token}, status=status)


async def _email(build: Builders, person: Account) -> str:
    async with build.acting(None) as (db, _):
        return (await load(db, Account, person.id)).email


async def test_a_new_address_counts_once_it_is_confirmed_there(client: Client, build: Builders) -> None:
    person, to_new, _to_old = await _asked(build, client)
    assert await _email(build, person) == person.email
    await _follow(client, to_new)
    await _follow(client, to_new)  # a double click
    assert await _email(build, person) == NEW


@pytest.mark.parametrize("is_confirmed", [False, True])
async def test_the_old_address_stops_it_within_a_week_without_a_log_in(
    client: Client, build: Builders, is_confirmed: bool
) -> None:
    person, to_new, to_old = await _asked(build, client)
    if is_confirmed:
        await _follow(client, to_new)
    async with build.acting(None) as (db, actor):
        thief = await start_login(db, await load(db, Account, person.id), actor.at)
    await _follow(client, to_old)
    assert await _email(build, person) == person.email
    async with build.acting(None) as (db, actor):
        assert await actor_of_login(db, thief, actor.at) is None
    await _follow(client, to_new, status=410)


@pytest.mark.parametrize("is_confirmed", [False, True])
async def test_it_stops_what_a_thief_asked_for_after_it_too(
    client: Client, build: Builders, is_confirmed: bool
) -> None:
    person, to_new, to_old = await _asked(build, client)
    await _follow(client, to_new)
    async with build.acting(person) as (db, actor):
        await change_address(db, actor, NewAddress(email="dia-chi-thu-ba@mau.example"))
    await build.run_jobs()
    to_third, to_stop_it = await _link_to(build, "dia-chi-thu-ba@mau.example"), await _link_to(build, NEW)
    if is_confirmed:
        await _follow(client, to_third)
    await _follow(client, to_old)
    assert await _email(build, person) == person.email
    await _follow(client, to_third, status=410)
    async with build.acting(None) as (db, actor):
        await stop_address(db, to_stop_it.partition("?ma=")[2], actor.at)
    assert await _email(build, person) == person.email


async def test_the_old_address_stops_nothing_after_a_week(client: Client, build: Builders) -> None:
    person, to_new, to_old = await _asked(build, client)
    await _follow(client, to_new)
    async with build.acting(None, clock.now() + timedelta(days=8)) as (db, actor):
        assert await stop_address(db, to_old.partition("?ma=")[2], actor.at) is None
    assert await _email(build, person) == NEW


async def test_an_address_that_has_an_account_gets_no_link_and_the_answer_does_not_tell(
    client: Client, build: Builders
) -> None:
    other, person = await build.person(), await build.person(Role.intellectual)
    await client.log_in(person)
    await client.send("/cua-toi/dia-chi", {"email": other.email})
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).where(SampleMail.to == other.email)) == 0


async def test_the_administrator_corrects_an_address_with_a_reason_that_is_logged(
    client: Client, build: Builders
) -> None:
    person, administrator = await build.person(Role.intellectual), await build.person(Role.administrator)
    corrected = CorrectedAddress(email=NEW, reason="Hộp thư cơ quan cũ đã đóng.")
    with pytest.raises(Forbidden):
        async with build.acting(person) as (db, actor):
            await correct_address(db, actor, person.id, corrected)
    await client.log_in(administrator)
    path = f"/quan-tri/nguoi/{person.id}/dia-chi"
    await client.send(path, {"email": NEW, "reason": ""}, status=422)
    await client.send(path, corrected.model_dump(include={"email", "reason"}))
    assert await _email(build, person) == NEW
    async with build.acting(None) as (db, _):
        rows = select(JournalRow.payload).where(JournalRow.event == "accounts.AddressCorrected")
        assert (await db.scalars(rows)).one()["reason"] == corrected.reason
    await build.run_jobs()
    assert await _link_to(build, person.email)  # the old one is told and may stop it


async def _writer(build: Builders) -> tuple[Account, int, int]:
    """A trusted author with a published text and, not trusted any more, one that waits."""
    author = await build.person(Role.intellectual, name="Người Viết Mẫu", is_trusted=True)
    forum = await build.forum()
    made = []
    for title in ("Hiến kế mẫu đã đăng", "Hiến kế mẫu chờ duyệt"):
        async with build.acting(author) as (db, actor):
            task_id = await db.scalar(select(Task.id).limit(1))
            text = "Nội dung của hiến kế mẫu."
            new = NewThread(title=title, text=text, forum_id=forum.id, task_ids=[task_id or 0])
            made.append((await start_thread(db, actor, new)).id)
            (await load(db, Persona, author.persona_id, lock=True)).trusted_at = None
    return author, made[0], made[1]


@pytest.mark.parametrize("name", ["keep", "drop"])
async def test_closing_ends_everything_but_what_was_published(
    client: Client, build: Builders, name: str
) -> None:
    author, shown, waiting = await _writer(build)
    async with build.acting(None) as (db, _):
        (await load(db, Account, author.id)).password_hash = await hash_password("một câu dễ nhớ")
    await client.log_in(author)
    page = await client.get("/cua-toi/dong-tai-khoan")
    assert page.has("hồ sơ công khai nên vẫn còn")
    await client.send("/cua-toi/dong-tai-khoan", {"name": name, "password": "sai mật khẩu"}, status=422)
    await client.send("/cua-toi/dong-tai-khoan", {"name": name, "password": "một câu dễ nhớ"})
    await client.get("/cua-toi", status=303)
    async with build.acting(None) as (db, _):
        account = await load(db, Account, author.id)
        assert account.closed_at is not None and author.email != account.email
        for gone in (Login.account_id == author.id, Follow.persona_id == author.persona_id):
            assert await db.scalar(select(func.count()).where(gone)) == 0
        held = select(func.count()).where(BindingRow.account_id == author.id, BindingRow.revoked_at.is_(None))
        assert await db.scalar(held) == 0
        assert (await load(db, Contribution, waiting)).visibility == "withdrawn"
    thread = await client.get(f"/chu-de/{shown}")
    assert thread.has("Người Viết Mẫu") == (name == "keep")
    assert thread.has("Tài khoản đã đóng") == (name == "drop")
    page = await client.get("/dang-ky")
    typed = {"email": author.email, "name": "Người Viết Mẫu", "consents": "terms"}
    await client.post("/dang-ky", page.form("/dang-ky") | typed, status=200)  # the address is free again


async def test_an_account_without_a_password_closes_by_a_mailed_link(client: Client, build: Builders) -> None:
    author, _shown, _waiting = await _writer(build)
    await client.log_in(author)
    await client.send("/cua-toi/dong-tai-khoan", {"name": "drop"})
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await load(db, Account, author.id)).closed_at is None
    await _follow(client, await _link_to(build, author.email, "/dong-tai-khoan"))
    async with build.acting(None) as (db, _):
        assert (await load(db, Account, author.id)).closed_at is not None
        assert (await load(db, Persona, author.persona_id)).name == "Tài khoản đã đóng"


async def test_wrong_passwords_of_who_closes_count_like_those_at_log_in(
    client: Client, build: Builders
) -> None:
    """Whoever finds a browser logged in does not guess the password there without end."""
    author = await build.person(Role.intellectual)
    async with build.acting(None) as (db, _):
        (await load(db, Account, author.id)).password_hash = await hash_password("một câu dễ nhớ")
    await client.log_in(author)
    path, typed = "/cua-toi/dong-tai-khoan", {"name": "keep", "password": "sai mật khẩu"}
    for _guess in range(8):
        assert (await client.send(path, typed, status=422)).error_of("password")
    await client.send(path, typed | {"password": "một câu dễ nhớ"}, status=429)
    async with build.acting(None) as (db, _):
        assert (await load(db, Account, author.id)).closed_at is None
    await client.send(path, {"name": "keep"})  # the way by mail stays open


async def test_the_administrator_reads_of_a_closed_account_that_it_is_closed(
    client: Client, build: Builders
) -> None:
    author, administrator = await build.person(Role.staff), await build.person(Role.administrator)
    async with build.acting(author) as (db, actor):
        await save_search(db, actor, NewSavedSearch(name="Tra cứu mẫu", address="q=mau"))
    async with build.acting(author) as (db, actor):
        await end_account(db, actor, keeps_name=True)
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(SavedSearch)) == 0
    await client.log_in(administrator)
    for path in ("/quan-tri/nguoi", f"/quan-tri/nguoi/{author.id}"):
        page = await client.get(path)
        assert page.has("đã đóng ngày") and not page.has("closed-")
    new = {"email": "hop-thu-moi@mau.example", "reason": "Hộp thư cũ đã đóng."}
    await client.post(f"/quan-tri/nguoi/{author.id}/dia-chi", new, status=409)
    await client.post(f"/quan-tri/nguoi/{author.id}", {"role": "auditor"}, status=409)


async def test_the_last_administrator_is_told_beside_the_form(client: Client, build: Builders) -> None:
    administrator = await build.person(Role.administrator)
    async with build.acting(None) as (db, _):
        (await load(db, Account, administrator.id)).password_hash = await hash_password("một câu dễ nhớ")
    await client.log_in(administrator)
    typed = {"name": "keep", "password": "một câu dễ nhớ"}
    await client.send("/cua-toi/dong-tai-khoan", typed, status=409)
    await client.get("/cua-toi")  # still logged in


async def test_the_last_administrator_cannot_close(build: Builders) -> None:
    administrator = await build.person(Role.administrator)
    with pytest.raises(Conflict):
        async with build.acting(administrator) as (db, actor):
            await end_account(db, actor, keeps_name=True)


async def test_a_second_address_asked_for_drops_the_first(build: Builders, client: Client) -> None:
    person, first, _to_old = await _asked(build, client)
    async with build.acting(person) as (db, actor):
        await change_address(db, actor, NewAddress(email="dia-chi-khac@mau.example"))
    async with build.acting(None) as (db, actor):
        assert await confirm_address(db, first.partition("?ma=")[2], actor.at) is None
