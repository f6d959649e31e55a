"""The second factor: setting it up, giving it by every way of logging in, once each, and losing it."""

import ast
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.actions.logins import make_token
from forum.accounts.models import Account, Login, RecoveryCode, TotpSecret
from forum.accounts.passwords import hash_password
from forum.actor import Role
from forum.database import load
from forum.notifications.models import SampleMail
from forum.settings import Settings
from tests.accounts.test_log_in import mailed_link
from tests.builders import Builders
from tests.client import Client, Page, open_client
from tests.sources import functions, named

PASSWORD = "một câu dễ nhớ"
STEP = "/dang-nhap/buoc-hai"
SET_UP = "/cua-toi/bao-mat"


@pytest.fixture
async def strict(settings: Settings) -> AsyncIterator[Client]:
    """A browser before a program that requires second factors, as production does."""
    async with open_client(settings.model_copy(update={"second_factor": "required"})) as client:
        yield client


@pytest.fixture
def time_goes_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    real, passed = clock.now, timedelta()

    def go_on(by: timedelta) -> None:
        nonlocal passed
        passed += by
        monkeypatch.setattr(clock, "now", lambda: real() + passed)

    return go_on


async def with_password(build: Builders, role: Role | None, password: str = PASSWORD) -> Account:
    person = await build.person(role)
    async with build.acting(None) as (db, _):
        (await load(db, Account, person.id)).password_hash = await hash_password(password)
    return person


def code_of(secret: str, later: timedelta = timedelta()) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(clock.now() + later)


async def set_up(client: Client, back: str = "") -> tuple[str, list[str]]:
    """By the page, as its reader does. Returns the secret and the recovery codes."""
    page = await client.get(f"{SET_UP}/ma?tiep={back}")
    shown = page.soup.select_one("main p code")
    assert shown is not None
    assert page.soup.select_one("svg.segno") is not None
    secret = shown.get_text()
    form = page.form(f"{SET_UP}/ma")
    codes = await client.post(f"{SET_UP}/ma", form | {"code": code_of(secret)}, status=200)
    assert secret not in codes.text
    return secret, [one.get_text() for one in codes.soup.select("ol.codes code")]


async def log_in(client: Client, person: Account, back: str = "/cua-toi") -> Page:
    return await client.post("/dang-nhap", {"email": person.email, "password": PASSWORD, "tiep": back})


async def second_step(client: Client, code: str, back: str = "/cua-toi", *, status: int = 303) -> Page:
    return await client.post(STEP, {"code": code, "tiep": back}, status=status)


async def test_a_password_alone_opens_nothing_once_a_telephone_was_set_up(
    client: Client, build: Builders, time_goes_on: Callable[[timedelta], None]
) -> None:
    person = await with_password(build, Role.intellectual)
    await log_in(client, person)
    secret, codes = await set_up(client)
    assert len(set(codes)) == 10
    await client.log_out()
    half = await log_in(client, person, "/thong-bao")
    assert half.location == f"{STEP}?tiep=%2Fthong-bao"
    page = await client.get("/cua-toi", status=303)
    assert page.location.startswith(STEP)
    assert not (await client.get("/")).has(person.email)
    assert (await client.get(SET_UP, status=303)).location.startswith(STEP)
    assert (await client.get(f"{SET_UP}/ma", status=303)).location.startswith(STEP)
    time_goes_on(timedelta(seconds=60))
    entered = await second_step(client, code_of(secret), "/thong-bao")
    assert entered.location == "/thong-bao"
    await client.get("/thong-bao")


async def test_each_code_opens_once(
    client: Client, build: Builders, time_goes_on: Callable[[timedelta], None]
) -> None:
    person = await with_password(build, Role.intellectual)
    await log_in(client, person)
    secret, codes = await set_up(client)
    used = code_of(secret)
    time_goes_on(timedelta(seconds=60))
    for code in (code_of(secret), codes[0]):
        await client.log_out()
        await log_in(client, person)
        await second_step(client, code)
        await client.log_out()
        await log_in(client, person)
        assert (await second_step(client, code, status=422)).has("chưa đúng hoặc đã dùng")
        assert (await second_step(client, used, status=422)).has("chưa đúng hoặc đã dùng")
    await second_step(client, codes[1].upper().replace("-", " "))


async def test_guesses_at_the_second_factor_are_counted(client: Client, build: Builders) -> None:
    person = await with_password(build, Role.intellectual)
    await log_in(client, person)
    await set_up(client)
    await client.log_out()
    await log_in(client, person)
    for _ in range(5):
        await second_step(client, "000000", status=422)
    await second_step(client, "000000", status=429)


async def test_what_is_stored_opens_nothing_without_the_key_of_the_installation(
    client: Client, build: Builders
) -> None:
    person = await with_password(build, Role.intellectual)
    await log_in(client, person)
    secret, codes = await set_up(client)
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(TotpSecret))).one()
        assert secret.replace(" ", "").encode() not in row.sealed
        stored = {one.code_hash for one in await db.scalars(select(RecoveryCode))}
    assert stored.isdisjoint({code.replace("-", "") for code in codes} | set(codes))
    assert (await client.get(f"{SET_UP}/ma", status=303)).location == SET_UP


OFFICES = (Role.administrator, Role.moderator, Role.independent_member, Role.auditor)


@pytest.mark.parametrize("role", OFFICES)
async def test_who_holds_an_office_is_led_to_setting_it_up_and_to_nothing_else(
    strict: Client, build: Builders, role: Role
) -> None:
    person = await with_password(build, role)
    entered = await log_in(strict, person, "/ban-lam-viec")
    assert entered.location == f"{SET_UP}?tiep=%2Fban-lam-viec"
    for path in ("/cua-toi", "/ban-lam-viec", "/cua-toi/phien", "/quan-tri"):
        assert (await strict.get(path, status=303)).location.startswith(f"{SET_UP}?")
    page = await strict.get(entered.location)
    assert page.has("duyệt trên giấy")
    link = page.soup.select_one(f"main a[href^='{SET_UP}/ma']")
    assert link is not None
    assert "tiep=%2Fban-lam-viec" in str(link["href"])
    await set_up(strict, "/ban-lam-viec")
    await strict.get("/ban-lam-viec")


async def test_who_holds_none_enters_by_password_alone_and_is_offered_it(
    strict: Client, build: Builders
) -> None:
    person = await with_password(build, Role.intellectual)
    assert (await log_in(strict, person)).location == "/cua-toi"
    assert (await strict.get("/cua-toi")).has("Đăng nhập hai bước")


async def test_a_role_given_meanwhile_counts_at_the_next_page(strict: Client, build: Builders) -> None:
    leader = await build.leader()
    person = await build.person(Role.leader, leader=leader)
    await strict.log_in(person)
    assert (await strict.get("/cua-toi", status=303)).location.startswith(SET_UP)


# ── every way of logging in ─────────────────────────────────────────────────────────────────────────────────
async def _by_password(client: Client, build: Builders, person: Account) -> Page:
    return await log_in(client, person)


async def _by_link(client: Client, build: Builders, person: Account) -> Page:
    await client.post("/dang-nhap/gui-lien-ket", {"email": person.email}, status=200)
    link = await mailed_link(build)
    return await client.post("/dang-nhap/lien-ket", (await client.get(link)).form("/dang-nhap/lien-ket"))


async def _by_reset(client: Client, build: Builders, person: Account) -> Page:
    await client.post("/quen-mat-khau", {"email": person.email}, status=200)
    form = (await client.get(await mailed_link(build))).form("/dat-lai-mat-khau")
    return await client.post("/dat-lai-mat-khau", form | {"password": "một câu khác dễ nhớ"})


async def _by_confirming(client: Client, build: Builders, person: Account) -> Page:
    async with build.acting(None) as (db, _):
        (await load(db, Account, person.id)).confirmed_at = None
        token = await make_token(db, "confirm", person.id, clock.now())
    form = (await client.get(f"/dang-ky/xac-nhan?ma={token}")).form("/dang-ky/xac-nhan")
    return await client.post("/dang-ky/xac-nhan", form | {"password": "một câu khác dễ nhớ"})


async def _as_first_administrator(client: Client, build: Builders, person: Account) -> Page:
    async with build.acting(None) as (db, _):
        token = await make_token(db, "first_administrator", None, clock.now())
    form = (await client.get(f"/dang-ky/quan-tri?ma={token}")).form("/dang-ky/quan-tri")
    new = {"name": "Người Mẫu Quản Trị", "email": "quan-tri@mau-moi.example", "password": PASSWORD}
    return await client.post("/dang-ky/quan-tri", form | new)


Way = Callable[[Client, Builders, Account], Awaitable[Page]]
# By the routes that call it: a new one fails the test below until it is walked here.
WAYS: dict[str, Way] = {
    "log_in": _by_password,
    "use_link": _by_link,
    "reset": _by_reset,
    "confirm": _by_confirming,
    "take_seat": _as_first_administrator,
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_in_leads_to_the_second_step_first(strict: Client, build: Builders, way: str) -> None:
    person = await with_password(build, Role.administrator)
    entered = await WAYS[way](strict, build, person)
    assert entered.location.startswith(f"{SET_UP}?tiep=")
    assert (await strict.get("/quan-tri", status=303)).location.startswith(SET_UP)


def test_every_route_that_logs_in_is_walked() -> None:
    """A session starts in one place, and every route that comes to it is one of the ways above."""
    starting = [
        f"{named(path)}:{function.name}"
        for path, function in functions("forum")
        if _calls(function, "start_login")
    ]
    assert starting == ["forum/web/signing_in.py:with_login"]
    routes = {
        function.name
        for path, function in functions("forum/routes")
        if _calls(function, "with_login", "signed_in", "let_in")
    }
    assert routes == set(WAYS)


def _calls(function: ast.AST, *names: str) -> bool:
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(
        (one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "")) in names for one in called
    )


async def test_words_held_before_the_log_in_come_through_both_steps(
    client: Client, build: Builders, time_goes_on: Callable[[timedelta], None]
) -> None:
    person = await with_password(build, Role.intellectual)
    await log_in(client, person)
    secret, _codes = await set_up(client)
    await client.log_out()
    typed = {"title": "Quỹ mẫu cho nhóm trẻ", "text": "Chữ viết trước khi đăng nhập.", "_key": "h" * 24}
    held = await client.post("/hien-ke/moi", typed)
    form = (await client.follow(held)).form("/dang-nhap")
    half = await client.post("/dang-nhap", form | {"email": person.email, "password": PASSWORD})
    assert half.location.startswith(STEP)
    step = await client.follow(half)
    time_goes_on(timedelta(seconds=60))
    entered = await client.post(STEP, step.form(STEP) | {"code": code_of(secret)})
    page = await client.follow(entered)
    assert page.field("title") == typed["title"]
    assert page.has("đã được giữ lại")


# ── losing it ───────────────────────────────────────────────────────────────────────────────────────────────
async def test_two_administrators_remove_what_was_lost_and_its_owner_is_told(
    client: Client, build: Builders
) -> None:
    person = await with_password(build, Role.moderator)
    first, second = await build.person(Role.administrator), await build.person(Role.administrator)
    await log_in(client, person)
    await set_up(client)
    await client.log_out()
    await client.log_in(first)
    propose = f"/quan-tri/nguoi/{person.id}/buoc-hai"
    await client.send(propose, {"reason": "Mất điện thoại, đã gọi lại."})
    about = await client.get(f"/quan-tri/nguoi/{person.id}")
    link = about.soup.select_one("a[href^='/quan-tri/buoc-hai/']")
    assert link is not None
    confirm = str(link["href"])
    await client.post(confirm, {"sure": "true"}, status=403)
    await client.log_out()
    await client.log_in(second)
    await client.send(confirm, {"sure": "true"})
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert await db.get(TotpSecret, person.id) is None
        assert (await db.scalars(select(Login).where(Login.account_id == person.id))).all() == []
        mails = await db.scalars(select(SampleMail.subject).where(SampleMail.to == person.email))
        assert "Hiến Kế: hai người quản trị đã gỡ bước thứ hai" in mails.all()
    await client.log_out()
    assert (await log_in(client, person)).location == "/cua-toi"


# ── asked again ─────────────────────────────────────────────────────────────────────────────────────────────
async def test_a_change_of_roles_asks_again_after_ten_minutes_and_loses_nothing_typed(
    client: Client, build: Builders, time_goes_on: Callable[[timedelta], None]
) -> None:
    person, other = await with_password(build, Role.administrator), await build.person()
    await log_in(client, person)
    secret, _codes = await set_up(client)
    path = f"/quan-tri/nguoi/{other.id}"
    typed = {"role": "staff", "until_on": "31/12/2027"}
    time_goes_on(timedelta(minutes=11))
    asked = await client.send(path, typed)
    assert asked.location.startswith(STEP)
    step = await client.follow(asked)
    assert step.has("cần xác nhận lại")
    back = await client.post(STEP, step.form(STEP) | {"code": code_of(secret)})
    page = await client.follow(back)
    form = page.form(path)
    assert {name: form[name] for name in typed} == typed
    assert (await client.post(path, form)).location == path
    assert (await client.get(path)).has("31/12/2027")


async def test_a_file_of_the_desk_asks_again_and_then_comes(
    client: Client, build: Builders, time_goes_on: Callable[[timedelta], None]
) -> None:
    person = await with_password(build, Role.auditor)
    await log_in(client, person)
    secret, _codes = await set_up(client)
    await client.get("/tra-cuu/tep?dang=csv")
    time_goes_on(timedelta(minutes=11))
    asked = await client.get("/tra-cuu/tep?dang=csv", status=303)
    assert asked.location.startswith(STEP)
    step = await client.follow(asked)
    back = await client.post(STEP, step.form(STEP) | {"code": code_of(secret)})
    assert back.location == "/tra-cuu/tep?dang=csv"
    await client.follow(back)


APPROVING = re.compile(r"\bmay_(approve|record_approval|countersign)\b")
# What binds a name, gives power, opens another's account or takes data away; found by its function.
ASKS_AGAIN = {
    "forum/contributions/official/actions.py": {"approve", "record_approval", "countersign", "repudiate"},
    "forum/accounts/actions/bindings.py": {"bind", "confirm_binding", "refuse_binding"},
    "forum/accounts/actions/parting.py": {"revoke_binding"},
    "forum/contributions/entering/actions/claiming.py": {"confirm_claim"},
    "forum/accounts/actions/addresses.py": {"change_address", "correct_address", "confirm_correction"},
    "forum/accounts/actions/logins.py": {"change_password"},
    "forum/accounts/actions/factors.py": {
        "_require_another", "propose_factor_reset", "confirm_factor_reset",
    },
    "forum/desk/actions/reasons.py": {"mask_reason", "confirm_reason_mask"},
    "forum/routes/finding.py": {"desk_file"},
    "forum/routes/own_account.py": {"own_copy"},
    "forum/routes/factors.py": {"_setting_up", "renew_codes"},
}  # fmt: skip


def test_what_asks_for_the_factor_again_is_listed_and_every_approval_does() -> None:
    asking: dict[str, set[str]] = {}
    for path, function in functions("forum"):
        if _calls(function, "require_recent_factor"):
            asking.setdefault(named(path), set()).add(function.name)
    assert asking == ASKS_AGAIN
    storing = {
        function.name
        for path, function in functions("forum/contributions/official")
        if path.name == "actions.py"
        and re.search(r"(may_approve|may_record_approval|may_countersign)", ast.unparse(function))
    }
    assert storing | {"repudiate"} == ASKS_AGAIN["forum/contributions/official/actions.py"]


def test_every_file_that_takes_data_away_from_a_desk_asks_again() -> None:
    """Routes that send an attachment which not everybody may read."""
    sending = {
        f"{named(path)}:{function.name}"
        for path, function in functions("forum/routes")
        if "attachment" in ast.unparse(function)
    }
    public = {"forum/routes/contact.py:calendar", "forum/routes/papers.py:paper"}
    asking = {f"{path}:{name}" for path, names in ASKS_AGAIN.items() for name in names}
    assert {one for one in sending if one not in public} <= asking
