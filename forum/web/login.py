"""Dependencies for the database session of a request and for its actor.

A route takes `db: Writing` or `db: Reading` and `actor: Member` or `actor: Visitor`. The database session
commits before the response is sent (`scope="function"`), so a confirmed change is really stored.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from forum import clock
from forum.accounts.queries import actor_of_login, visitor
from forum.actor import Actor
from forum.database import Db, ReadDb, reading_session, writing_session
from forum.errors import LoginNeeded
from forum.web.app_state import app_state_of
from forum.words import speak_to

COOKIE = "hien_ke"
SECURE_COOKIE = "__Host-hien_ke"


def cookie_name(secure: bool) -> str:
    return SECURE_COOKIE if secure else COOKIE


async def _reading(request: Request) -> AsyncIterator[ReadDb]:
    async with reading_session(app_state_of(request).engine) as db:
        request.state.db = db
        yield db


async def _writing(request: Request) -> AsyncIterator[Db]:
    async with writing_session(app_state_of(request).engine) as db:
        request.state.db = db
        yield db


Reading = Annotated[ReadDb, Depends(_reading, scope="function")]
Writing = Annotated[Db, Depends(_writing, scope="function")]


async def actor_of(request: Request, db: ReadDb) -> Actor:
    """The actor of the cookie's log-in, loaded once per request; a visitor without a valid one."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        at = clock.now()
        token = request.cookies.get(cookie_name(app_state_of(request).settings.secure))
        known = (await actor_of_login(db, token, at) if token else None) or visitor(at)
        request.state.actor = known
        speak_to(known.locale)
    return known


async def _visitor_reading(request: Request, db: Reading) -> Actor:
    return await actor_of(request, db)


async def _member_reading(request: Request, db: Reading) -> Actor:
    return require_member(await actor_of(request, db))


async def _visitor_writing(request: Request, db: Writing) -> Actor:
    return await actor_of(request, db)


async def _member_writing(request: Request, db: Writing) -> Actor:
    return require_member(await actor_of(request, db))


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
