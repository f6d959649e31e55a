"""Transparency pages: each version of the rules, moderation counts, heads of the audit chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.entering.counting import Came, how_texts_came
from forum.database import ReadDb
from forum.deadlines.queries import Limit, limits_in_force
from forum.desk import auditing, policy
from forum.errors import NotFound
from forum.notifications.heads import last_sent
from forum.urls import path, url_for
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from moderation import chain, transparency
from moderation.rules import RuleVersion, shipped_versions

router = APIRouter()

HEADS = 30
DAYS = 60
SENT = ("proposal", "question", "opinion")  # what people send, or the office enters for them
ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class RulesPage:
    shown: RuleVersion
    versions: tuple[RuleVersion, ...]
    is_in_force: bool
    interim: Limit
    appeal: Limit


@dataclass(frozen=True, slots=True)
class TransparencyPage:
    year: int
    years: tuple[int, ...]
    counts: transparency.Counts
    came: tuple[Came, ...]
    titles: dict[str, str]
    may_audit: bool
    acts: tuple[auditing.ActLine, ...]
    head_sent_at: datetime | None
    older_url: str | None
    checked: auditing.Checked | None


@router.get(path("moderation.rules"))
async def rules(db: Reading, actor: Visitor, render: Render) -> Response:
    in_force = auditing.rules_now(actor.at)
    return render.page("moderation/rules.html", await _rules_page(db, actor, in_force, True))


async def _rules_page(db: ReadDb, actor: Actor, shown: RuleVersion, is_in_force: bool) -> RulesPage:
    interim, appeal = await limits_in_force(db, actor.today, "interim-hide", "reconsider-request")
    return RulesPage(shown, shipped_versions(), is_in_force, interim, appeal)


@router.get(path("moderation.rules_version"))
async def rules_version(db: Reading, actor: Visitor, render: Render, version: int) -> Response:
    """One version of the rules, as cited by decisions."""
    found = next((one for one in shipped_versions() if one.version == version), None)
    if found is None:
        raise NotFound
    is_in_force = found == auditing.rules_now(actor.at)
    return render.page("moderation/rules.html", await _rules_page(db, actor, found, is_in_force))


@router.get(path("moderation.transparency_page"))
async def transparency_page(
    db: Reading,
    actor: Visitor,
    render: Render,
    year: Annotated[int | None, Query(alias="nam", ge=2020, le=2200)] = None,
    before: Annotated[int | None, Query(alias="truoc", ge=1, le=2**62)] = None,
    head: Annotated[str | None, Query(alias="dau", max_length=100)] = None,
) -> Response:
    """A year's counts for all; for the auditor the chain's heads and, with ?dau=N:DIGEST, a verification."""
    this_year = actor.today.year
    shown = year or this_year
    may_audit = bool(policy.may_audit(actor))
    if before is not None or head is not None:
        require(policy.may_audit(actor))
    heads = tuple(await chain.heads(db, before, HEADS)) if may_audit else ()
    older = (
        url_for("moderation.transparency_page", query={"truoc": heads[-1].n}) if len(heads) == HEADS else None
    )
    page = TransparencyPage(
        year=shown,
        years=tuple(range(this_year, max(this_year - 5, 2025), -1)),
        counts=await transparency.counts(db, *_year(shown), actor.at),
        came=await how_texts_came(db, SENT, *_year(shown)),
        titles={rule.code: rule.title for one in shipped_versions() for rule in one.rules},
        may_audit=may_audit,
        acts=await auditing.act_lines(db, actor, heads),
        head_sent_at=await _head_sent_at(db) if may_audit else None,
        older_url=older,
        checked=await auditing.check(db, head) if head is not None else None,
    )
    return render.page("moderation/openness.html", page)


async def _head_sent_at(db: ReadDb) -> datetime | None:
    """When a head last left the house."""
    sent = await last_sent(db)
    return sent.at if sent is not None else None


@dataclass(frozen=True, slots=True)
class HeadsPage:
    days: tuple[chain.DayHead, ...]
    sent_at: datetime | None
    address_count: int


@router.get(path("moderation.heads_page"))
async def heads_page(db: Reading, actor: Visitor, render: Render) -> Response:
    """The head at the end of each day, for everybody to copy: it says nothing of what was done."""
    days = tuple(await chain.daily_heads(db, ZONE, DAYS))
    sent = await last_sent(db)
    count = sent.payload.get("address_count") if sent is not None and sent.payload else 0
    page = HeadsPage(days, sent.at if sent else None, count if isinstance(count, int) else 0)
    return render.page("moderation/heads.html", page)


def _year(year: int) -> tuple[datetime, datetime]:
    return auditing.start_of_year(year), auditing.start_of_year(year + 1)
