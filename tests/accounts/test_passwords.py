"""One password however a keyboard sends its letters; its length is counted as a person counts."""

import os
import unicodedata
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from forum.accounts import passwords
from forum.accounts.models import Account
from forum.accounts.passwords import NewPassword, OptionalPassword, password_fault
from forum.actor import Role
from tests.accounts.test_links import opened
from tests.accounts.test_log_in import GOOD, mailed_link
from tests.builders import Builders
from tests.client import Client
from tests.matrix import FORMS
from tests.sources import calls_in, functions, imported_from, imported_names, named

TYPED = "Nguyễn Ấm ở số 12"
AS_TYPED_ELSEWHERE = {
    "decomposed": unicodedata.normalize("NFD", TYPED),
    "precomposed": unicodedata.normalize("NFC", TYPED),
    "tones typed apart": "Nguyê\u0303n Â\u0301m ơ\u0309 sô\u0301 12",
    "full width": TYPED.replace("12", "１２"),
    "no-break spaces": TYPED.replace(" ", "\u00a0"),
}


async def with_password(build: Builders, password_hash: str) -> Account:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, _):
        (await db.get_one(Account, person.id)).password_hash = password_hash
    return person


@pytest.mark.parametrize("keyboard", AS_TYPED_ELSEWHERE)
async def test_a_password_fits_from_every_keyboard(client: Client, build: Builders, keyboard: str) -> None:
    typed = AS_TYPED_ELSEWHERE[keyboard]
    for first, then in ((TYPED, typed), (typed, TYPED)):
        person = await with_password(build, await passwords.hash_password(first))
        await client.post("/dang-nhap", {"email": person.email, "password": then})


async def test_an_old_hash_of_what_is_typed_is_made_anew(client: Client, build: Builders) -> None:
    old = PasswordHasher().hash(AS_TYPED_ELSEWHERE["decomposed"])
    person = await with_password(build, old)
    await client.post("/dang-nhap", {"email": person.email, "password": TYPED}, status=422)
    await client.post("/dang-nhap", {"email": person.email, "password": AS_TYPED_ELSEWHERE["decomposed"]})
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Account, person.id)).password_hash != old
    for typed in AS_TYPED_ELSEWHERE.values():
        await client.post("/dang-nhap", {"email": person.email, "password": typed})


async def test_a_wrong_password_changes_no_old_hash(client: Client, build: Builders) -> None:
    old = PasswordHasher().hash(AS_TYPED_ELSEWHERE["decomposed"])
    person = await with_password(build, old)
    await client.post("/dang-nhap", {"email": person.email, "password": TYPED + "3"}, status=422)
    async with build.acting(None) as (db, _):
        assert (await db.get_one(Account, person.id)).password_hash == old


LENGTHS = [(9, "ít nhất 10 ký tự, hiện có 9"), (10, ""), (200, ""), (201, "không quá 200 ký tự; hiện có 201")]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("length", "message"), LENGTHS)
def test_length_is_counted_in_letters(form: Literal["NFC", "NFD"], length: int, message: str) -> None:
    password = unicodedata.normalize(form, ("ắềợữ" * 60)[:length])
    assert message in str(password_fault(password) or "")
    assert (password_fault(password) is None) == (message == "")


def test_a_password_that_nobody_types_costs_no_time() -> None:
    assert password_fault("a" + "\u0301\u0323" * 500_000) is not None


async def test_a_long_password_counts_to_its_last_letter(client: Client, build: Builders) -> None:
    long = ("Một câu dài có dấu. " * 10)[:199] + "x"
    person = await with_password(build, await passwords.hash_password(long))
    await client.post("/dang-nhap", {"email": person.email, "password": long[:-1] + "y"}, status=422)
    await client.post("/dang-nhap", {"email": person.email, "password": long[:-1]}, status=422)
    await client.post("/dang-nhap", {"email": person.email, "password": long})


async def test_spaces_are_part_of_a_password(client: Client, build: Builders) -> None:
    spaced = " hai  dấu cách ở trong "
    await client.post("/dang-ky", GOOD | {"password": spaced}, status=200)
    await client.send(await mailed_link(build), {})
    await client.log_out()
    for other in (spaced.strip(), spaced.replace("  ", " ")):
        await client.post("/dang-nhap", {"email": GOOD["email"], "password": other}, status=422)
    await client.post("/dang-nhap", {"email": GOOD["email"], "password": spaced})


def test_every_new_password_is_checked_in_the_one_home() -> None:
    homes = [NewPassword.__metadata__, OptionalPassword.__metadata__]  # type: ignore[attr-defined]  # of Annotated
    unchecked = [
        path
        for path, model in FORMS.items()
        if (field := model.model_fields.get("password")) is not None and tuple(field.metadata) not in homes
    ]
    compared = {"/dang-nhap", "/cua-toi/dong-tai-khoan"}  # with the one that stands
    assert set(unchecked) == compared


async def test_no_connection_to_the_database_waits_while_a_password_is_hashed(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = client.app_state.engine.pool
    held: list[int] = []

    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            held.append(pool.checkedout())  # type: ignore[attr-defined]  # a QueuePool has it
            return super().hash(password, salt=salt)

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            held.append(pool.checkedout())  # type: ignore[attr-defined]  # a QueuePool has it
            return super().verify(hash, password)

    person = await with_password(build, await passwords.hash_password(TYPED))
    monkeypatch.setattr(passwords, "_hasher", Watched())
    await client.log_in(person)  # the actor is read from the database first
    await client.post("/dang-nhap", {"email": person.email, "password": TYPED})
    await client.post("/dang-ky", GOOD, status=200)
    for purpose in ("confirm", "reset", "first_administrator"):
        path, form = await opened(client, build, purpose)
        await client.post(path, form | {"password": TYPED})
    assert held == [0] * 5
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(func.count()).select_from(Account)) == 6


async def test_pages_go_before_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hundred log-ins of a hall take the time that pages leave them."""
    seen: list[int] = []

    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            seen.append(os.getpriority(os.PRIO_PROCESS, 0))
            return "hashed"

    monkeypatch.setattr(passwords, "_hasher", Watched())
    await passwords.hash_password(TYPED)
    own = os.getpriority(os.PRIO_PROCESS, 0)  # of this thread
    assert seen == [min(own + passwords.GIVES_WAY, 19)]


def test_whoever_hashes_ends_the_transaction_first() -> None:
    """No connection of the pool waits for argon2."""
    hashing = {"hash_password", "check"}
    waits = {
        f"{named(path)} {function.name}"
        for path, function in functions("forum")
        if "passwords" in imported_names(path) | imported_from(path, "forum.accounts.passwords")
        or "hash_password" in imported_from(path, "forum.accounts.passwords")
        if hashing & calls_in(function) and "rollback" not in calls_in(function)
    }
    assert waits == {"forum/sample/content.py _people"}  # before the site runs


def test_every_form_with_a_password_that_is_known_counts_its_guesses() -> None:
    """Wrong guesses count at each door; only the command line, where nobody guesses, does without."""
    doors = {
        f"{named(path)} {function.name}"
        for path, function in functions("forum")
        if "check_password" in calls_in(function)
    }
    assert doors == {
        "forum/accounts/actions/logins.py guess_password",
        "forum/accounts/actions/registration.py reset_password",  # after the link was used up
        "forum/desk/commands.py _member",
    }
