"""Pages that are the same for all members but for the frame. Such a page is made for a member whom nothing belongs to,
and sent to those of whom the same is true, with their own name and number of notices in it.

A route says so beside its declaration, with what makes its page another one for its reader:

    shared_page("threads.thread", OWN_IN_THREAD)

`tests/web/test_shared_pages.py` compares each such page, for everybody of the tests' world, with the one that the
program makes for that person alone.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from re import Pattern

from jinja2 import Environment
from markupsafe import escape
from sqlalchemy import ColumnElement, Executable, or_, select
from starlette.convertors import Convertor
from starlette.datastructures import State
from starlette.routing import compile_path

from forum import audience
from forum.accounts.actions.logins import USE_IS_NOTED
from forum.accounts.factors.policy import Standing, standing_of
from forum.accounts.queries import actor_of_login
from forum.actor import Actor, Role
from forum.clock import now
from forum.contributions.own import WROTE_WHAT_OTHERS_DO_NOT_READ
from forum.database import ReadDb
from forum.settings import Settings
from forum.urls import path
from forum.web.page_cache import CachedPage
from forum.words import speak_to

STAND_IN = "stand_in"  # in the state of a request whose page is made for many


@dataclass(frozen=True, slots=True)
class SharedPage:
    """A route whose pages are shared. `is_another`: one boolean, whether its reader's page is another one; by the
    parameters of `audience.params` and those of the path."""

    address: Pattern[str]
    convertors: Mapping[str, Convertor[object]]
    is_another: Executable

    def parameters(self, asked: str) -> dict[str, object] | None:
        """Those of the path; None where it is another route's."""
        found = self.address.match(asked)
        if found is None:
            return None
        return {name: self.convertors[name].convert(value) for name, value in found.groupdict().items()}


SHARED_PAGES: dict[str, SharedPage] = {}


def shared_page(name: str, *own: ColumnElement[bool]) -> None:
    """`own`: what, of the reader, makes the page another one. That somebody has texts that others do not read counts
    for every page."""
    address, _format, convertors = compile_path(path(name))
    is_another = select(or_(WROTE_WHAT_OTHERS_DO_NOT_READ, *own))
    SHARED_PAGES[name] = SharedPage(address, convertors, is_another)


def shared_page_at(asked: str) -> tuple[SharedPage, dict[str, object]] | None:
    """The shared page of a path, with the path's parameters."""
    for page in SHARED_PAGES.values():
        parameters = page.parameters(asked)
        if parameters is not None:
            return page, parameters
    return None


@dataclass(frozen=True, slots=True)
class StandIn:
    """A member whom nothing belongs to. `unread` stands where the number of notices is shown."""

    actor: Actor
    unread: str

    @classmethod
    def of(cls, actor: Actor) -> "StandIn":
        name = secrets.token_hex(16)
        return cls(replace(actor, persona_id=0, name=name, notice_count=0, login=None), secrets.token_hex(16))

    def is_shown(self, page: CachedPage) -> bool:
        """Whether the page still shows something of the stand-in where a person's belongs."""
        marks = (self.actor.name.encode(), self.unread.encode())
        return any(mark in part for part in page.body for mark in marks)


def stand_in_of(state: State) -> StandIn | None:
    found: StandIn | None = getattr(state, STAND_IN, None)
    return found


def fragments_of(jinja: Environment, name: str, unread: str) -> tuple[bytes, ...]:
    """What the frame shows of a person; `unread` as it is shown. In the order of the slots of a page."""
    counts = jinja.get_template("components/unread.html").module
    shown = [getattr(counts, macro)(unread) for macro in ("beside_link", "beside_menu", "alone")]
    return tuple(str(one).encode() for one in (escape(name), *shown))


def group_of(actor: Actor) -> bytes:
    """Names all that pages may show of a member besides what belongs to one."""
    return repr((actor.bindings, sorted(actor.withheld), actor.is_trusted, actor.locale)).encode()


async def member_of(db: ReadDb, token: str, settings: Settings) -> Actor | None:
    """The actor of the log-in, if it is a member without any office, whole, whose use needs no note now."""
    at = now()
    actor = await actor_of_login(db, token, at)
    if actor is None or actor.login is None or actor.login.used_at <= at - USE_IS_NOTED:
        return None
    standing = standing_of(actor, actor.login, is_required=settings.requires_second_factor)
    is_plain = all(one.role == Role.intellectual for one in actor.bindings) and actor.suspended_until is None
    if standing != Standing.whole or not is_plain:
        return None
    speak_to(actor.locale)
    return actor


async def is_another_for(
    db: ReadDb, actor: Actor, page: SharedPage, parameters: Mapping[str, object]
) -> bool:
    return bool(await db.scalar(page.is_another, {**audience.params(actor), **parameters}))
