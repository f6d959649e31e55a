"""Dependencies for the database session of a request and for its actor.

A route takes `db: Writing` or `db: Reading` and `actor: Member` or `actor: Visitor`. The database session
commits before the response is sent (`scope="function"`), so a confirmed change is really stored.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from forum import clock
from forum.accounts.actions.logins import USE_IS_NOTED, note_use
from forum.accounts.factors.policy import Standing, standing_of
from forum.accounts.queries import actor_of_login, visitor
from forum.actor import Actor, LogIn
from forum.database import Db, ReadDb, reading_session, writing_session
from forum.errors import LoginNeeded
from forum.urls import url_for
from forum.web.app_state import app_state_of
from forum.web.shared_pages import stand_in_of
from forum.words import speak_to

COOKIE = "hien_ke"
SECURE_COOKIE = "__Host-hien_ke"


def cookie_name(secure: bool) -> str:
    return SECURE_COOKIE if secure else COOKIE


async def _reading(request: Request) -> AsyncIterator[ReadDb]:
    async with _opened(request) as db:
        yield db
    await _note_use(request)


async def _writing(request: Request) -> AsyncIterator[Db]:
    """A form that is only opened reads: it takes no connection from those who send theirs, and PostgreSQL refuses
    it to write."""
    async with _opened(request) if request.method == "GET" else _sent(request) as db:
        yield db
        await db.flush()  # fails where something would be lost
    await _note_use(request)


async def _offering(request: Request) -> AsyncIterator[Db]:
    """The page stores what it offers to be answered, so it writes when it is opened too."""
    async with _sent(request) as db:
        yield db
    await _note_use(request)


@asynccontextmanager
async def _opened(request: Request) -> AsyncIterator[Db]:
    async with reading_session(app_state_of(request).readers) as db:
        request.state.db = db
        yield Db(db)


@asynccontextmanager
async def _sent(request: Request) -> AsyncIterator[Db]:
    async with writing_session(app_state_of(request).engine) as db:
        request.state.db = db
        yield db


Reading = Annotated[ReadDb, Depends(_reading, scope="function")]
Writing = Annotated[Db, Depends(_writing, scope="function")]
Offering = Annotated[Db, Depends(_offering, scope="function")]


@dataclass(frozen=True, slots=True)
class Session:
    """The person behind a valid cookie, and what their log-in opens. Only `login_of` makes one."""

    owner: Actor
    login: LogIn
    standing: Standing


async def actor_of(request: Request, db: ReadDb) -> Actor:
    """The actor of the cookie's log-in, loaded once per request; a visitor without a valid one, and as long as the
    second factor is not given or not set up. For a page that the front shares, who stands in for its readers."""
    known: Actor | None = getattr(request.state, "actor", None)
    stand_in = stand_in_of(request.state)
    if known is None and stand_in is not None:
        known = request.state.actor = replace(stand_in.actor, at=clock.now())
        speak_to(known.locale)
    if known is None:
        settings, at = app_state_of(request).settings, clock.now()
        token = request.cookies.get(cookie_name(settings.secure))
        owner = await actor_of_login(db, token, at) if token else None
        known = visitor(at) if owner is None else replace(visitor(at), locale=owner.locale)
        if owner is not None and owner.login is not None:
            standing = standing_of(owner, owner.login, is_required=settings.requires_second_factor)
            request.state.session = Session(owner, owner.login, standing)
            known = owner if standing == Standing.whole else known
        request.state.actor = known
        speak_to(known.locale)
    return known


def login_of(request: Request) -> Session | None:
    """The session of this request, whatever it opens; None for a visitor. After `actor_of`."""
    session: Session | None = getattr(request.state, "session", None)
    return session


FACTOR_PAGES = {Standing.asks_factor: "accounts.second_step", Standing.asks_set_up: "mine.security"}


def by_way_of(standing: Standing, back: str) -> str:
    """`back`, by way of what is missing for it."""
    missing = FACTOR_PAGES.get(standing)
    return back if missing is None else url_for(missing, query={"tiep": back})


async def _note_use(request: Request) -> None:
    """Once an hour, after the request's own transaction."""
    session = login_of(request)
    if session is not None and session.login.used_at <= session.owner.at - USE_IS_NOTED:
        async with writing_session(app_state_of(request).engine) as db:
            await note_use(db, session.login.id, session.owner.at)


async def _visitor_reading(request: Request, db: Reading) -> Actor:
    return await actor_of(request, db)


async def _member_reading(request: Request, db: Reading) -> Actor:
    return require_member(await actor_of(request, db))


async def _visitor_writing(request: Request, db: Writing) -> Actor:
    return await actor_of(request, db)


async def _member_writing(request: Request, db: Writing) -> Actor:
    return require_member(await actor_of(request, db))


async def _owner_reading(request: Request, db: Reading) -> Session:
    return await _owner(request, db)


async def _owner_writing(request: Request, db: Writing) -> Session:
    return await _owner(request, db)


async def _owner_offering(request: Request, db: Offering) -> Session:
    return await _owner(request, db)


async def _owner(request: Request, db: ReadDb) -> Session:
    await actor_of(request, db)
    session = login_of(request)
    if session is None:
        raise LoginNeeded
    return session


def require_member(actor: Actor) -> Actor:
    """Raises LoginNeeded for a visitor."""
    if not actor.is_member:
        raise LoginNeeded
    return actor


# One pair for reading routes and one for writing routes, since a request has one transaction.
Visitor = Annotated[Actor, Depends(_visitor_reading, scope="function")]
Member = Annotated[Actor, Depends(_member_reading, scope="function")]
WritingVisitor = Annotated[Actor, Depends(_visitor_writing, scope="function")]
WritingMember = Annotated[Actor, Depends(_member_writing, scope="function")]
# For the pages of the second factor alone: the session may open nothing else yet.
Owner = Annotated[Session, Depends(_owner_reading, scope="function")]
WritingOwner = Annotated[Session, Depends(_owner_writing, scope="function")]
OfferingOwner = Annotated[Session, Depends(_owner_offering, scope="function")]
