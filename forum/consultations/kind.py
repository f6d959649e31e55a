"""Kind definitions of consultations, opinions and responses."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Nullable, bindparam, func, select

from forum.accounts.models import Body, Persona
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import HANOI
from forum.consultations import policy
from forum.consultations.actions.owing import after_change
from forum.consultations.approving import OF_NOTICES, OF_RESPONSES
from forum.consultations.documents import is_office, narrowed, offers
from forum.consultations.dossiers import UNSEEN_VERSION
from forum.consultations.models import (
    CONSULTATION_PREFIX,
    OPINION_PREFIX,
    Consultation,
    ConsultationNotice,
    DraftVersion,
    Opinion,
    OpinionResponse,
)
from forum.consultations.proofs import proven_consultations, proven_opinions, proven_responses
from forum.consultations.queries import consultations_by_id
from forum.consultations.queries.dossier import may_have_unseen
from forum.consultations.queries.notices import notices
from forum.consultations.queries.responses import response_key
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.masks import barred
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, texts_by_id
from forum.contributions.remarks import remark_kind
from forum.database import ReadDb
from forum.documents import Documents
from forum.programme.queries import TaskLabel, sections_of
from forum.programme.task_links import tasks_of
from forum.rendering import excerpt
from forum.state import key_of, word_of, words
from forum.thing import Card, Kind, Responsible, StaffWords, Thing
from forum.urls import url_for
from search.entry import Entry


@words("opinion")
class OpinionState(StrEnum):
    """A published opinion is answered once its response is published."""

    published = "published"
    answered = "answered"


async def consultation_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    lines = await consultations_by_id(db, actor, ids)
    return {
        line.id: Card(
            thing=Thing("consultation", line.id),
            url=line.url,
            title=line.title,
            code=line.code,
            state=line.state,
            at=line.announced_at or line.created_at,
            author=line.body,
            byline=line.body,
            excerpt=excerpt(line.summary),
        )
        for line in lines
    }


async def _places(db: ReadDb, ids: Sequence[int]) -> dict[int, tuple[Consultation, str]]:
    rows = await db.execute(
        select(Consultation, Body.code)
        .join(Body, Body.id == Consultation.body_id)
        .where(Consultation.id.in_(ids))
    )
    return {c.id: (c, code) for c, code in rows}


async def text_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    """Cards of opinions and responses; each is readable only with its consultation."""
    views = await texts_by_id(db, actor, ids)
    heads = await consultation_cards(
        db, actor, sorted({view.subject.id for view in views.values() if view.subject})
    )
    responded = await _responded(db, list(views))
    cards = {}
    for view in views.values():
        head = heads.get(view.subject.id) if view.subject else None
        if head is None:
            continue
        cards[view.id] = Card(
            thing=view.thing,
            url=url_for("consultations.opinion", view.id),
            title=view.title or head.title,
            code=view.code,
            state=_opinion_state(view, view.id in responded)
            if view.kind == "opinion"
            else response_key(OfficialState.published if view.is_published else OfficialState.drafted),
            at=view.published_at or view.created_at,
            author=view.author,
            author_id=view.persona_id,
            byline=view.byline,
            excerpt=excerpt(view.text),
            is_tombstone=view.tombstone is not None,
        )
    return cards


def _opinion_state(view: TextView, is_answered: bool) -> Visibility | OpinionState:
    if not view.is_published:
        return view.state
    return OpinionState.answered if is_answered else OpinionState.published


_RESPONDED = (
    select(Opinion.id)
    .join(OfficialText, OfficialText.id == Opinion.response_id)
    .where(Opinion.id.in_(bindparam("ids", expanding=True)), OfficialText.state == OfficialState.published)
)


async def _responded(db: ReadDb, ids: Sequence[int]) -> set[int]:
    return set(await db.scalars(_RESPONDED, {"ids": ids})) if ids else set()


async def consultation_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    places = await _places(db, ids)
    tasks = await tasks_of(db, [Thing("consultation", one) for one in ids])
    return {
        c.id: Entry(
            kind="consultation",
            thing_id=c.id,
            version=c.version,
            url=url_for("consultations.consultation", c.id, slug=c.slug),
            title=c.title,
            text=c.summary,
            audience=frozenset(c.audience),
            year=(c.announced_at or c.created_at).astimezone(HANOI).year,
            state=key_of(policy.shown_state(c, at)),
            occurred_at=c.announced_at or c.created_at,
            code=c.code,
            sections=sections_of(tasks[Thing("consultation", c.id)]),
            tasks=tuple(task.code for task in tasks[Thing("consultation", c.id)]),
            bodies=(body,),
            forum_id=c.forum_id,
        )
        for c, body in places.values()
        if c.state != policy.ConsultationState.draft
    }


async def text_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    rows = (
        await db.execute(
            select(
                Contribution,
                func.trim(Persona.title + " " + Persona.name),
                Persona.sort_key,
                Nullable(Opinion),
                Nullable(OpinionResponse.result),
            )
            .join(Persona, Persona.id == Contribution.persona_id)
            .outerjoin(Opinion, Opinion.id == Contribution.id)
            .outerjoin(OpinionResponse, OpinionResponse.id == Contribution.id)
            .where(Contribution.id.in_(ids), Contribution.visibility == Visibility.published)
        )
    ).all()
    heads = [it.subject_id for it, *_ in rows if it.subject_id]
    places = await _places(db, heads)
    tasks = await tasks_of(db, [Thing("consultation", one) for one in heads])
    return {
        it.id: _entry(it, author, sort, opinion, result, places, tasks)
        for it, author, sort, opinion, result in rows
        if it.subject_id in places
    }


def _entry(
    it: Contribution,
    author: str,
    sort: str,
    opinion: Opinion | None,
    result: policy.Result | None,
    places: dict[int, tuple[Consultation, str]],
    tasks: dict[Thing, tuple[TaskLabel, ...]],
) -> Entry:
    head, body = places[it.subject_id or 0]
    about = tasks[Thing("consultation", head.id)]
    at = it.published_at or it.created_at
    wording = barred(opinion.proposed_wording, it.masks) if opinion is not None else ""
    return Entry(
        kind=it.kind,
        thing_id=it.id,
        version=it.version,
        url=url_for("consultations.opinion", it.id),
        title=it.title or head.title,
        text=f"{it.text}\n{wording}" if wording else it.text,
        audience=frozenset(it.audience),
        year=at.astimezone(HANOI).year,
        state=key_of(opinion.stance if opinion is not None else result or ""),
        occurred_at=at,
        code=it.code or "",
        author=author,
        author_id=it.persona_id,
        author_sort=sort,
        sections=sections_of(about),
        tasks=tuple(task.code for task in about),
        bodies=(body,),
        forum_id=it.forum_id,
    )


async def notice_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    found = await notices(db, actor, ConsultationNotice.id.in_(ids))
    heads = await consultation_cards(db, actor, sorted({one.consultation_id for one in found}))
    return {
        one.id: Card(
            thing=Thing("consultation_notice", one.id),
            url=one.url,
            title=f"{word_of(one.act)}: {heads[one.consultation_id].title}",
            state=one.state,
            at=one.text.published_at or one.text.created_at,
            author=one.text.author,
            author_id=one.text.persona_id,
            byline=one.text.byline,
            excerpt=excerpt(one.text.text),
            is_tombstone=one.text.tombstone is not None,
        )
        for one in found
        if one.consultation_id in heads
    }


async def notice_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """It is found with its consultation."""
    return {}


async def responsible_for_notices(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The drafting body."""
    found = await db.execute(
        select(ConsultationNotice.id, Consultation.body_id)
        .join(Consultation, Consultation.id == ConsultationNotice.consultation_id)
        .where(ConsultationNotice.id.in_(ids))
    )
    return {one: Responsible(frozenset({body_id})) for one, body_id in found}


_JUDGED_WITH = (
    select(Opinion.id, Consultation.body_id, Opinion.typed_wording, Opinion.evidence_url)
    .join(Consultation, Consultation.id == Opinion.consultation_id)
    .where(Opinion.id.in_(bindparam("ids", expanding=True)))
)


async def responsible_for_opinions(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The drafting body. The opinion's proposed wording and its evidence are judged along with its text."""
    found = await db.execute(_JUDGED_WITH, {"ids": ids})
    return {
        one: Responsible(frozenset({body_id}), more_words="\n".join(filter(None, more)))
        for one, body_id, *more in found
    }


KINDS = (
    Kind(
        "consultation",
        Consultation,
        "objects.consultation",
        consultation_cards,
        consultation_entries,
        prefix=CONSULTATION_PREFIX,
        clock_states=tuple(map(key_of, policy.MOVED_BY_CLOCK)),
        documents=Documents(
            "consultations.papers", "consultations.consultations", offers, is_office, narrowed
        ),
        parts=((UNSEEN_VERSION, may_have_unseen),),
        staff_words=(
            StaffWords(Consultation.extension_reason, lambda one: Consultation.id == one),
            StaffWords(Consultation.stop_reason, lambda one: Consultation.id == one),
            StaffWords(
                BodyHandover.reason,
                lambda one: (BodyHandover.thing_kind == "consultation") & (BodyHandover.thing_id == one),
            ),
            StaffWords(DraftVersion.what_changed, lambda one: DraftVersion.consultation_id == one),
        ),
        proven=proven_consultations,
    ),
    Kind(
        "opinion",
        Contribution,
        "objects.opinion",
        text_cards,
        text_entries,
        prefix=OPINION_PREFIX,
        after_change=after_change,
        responsible=responsible_for_opinions,
        official_text="response",
        proven=proven_opinions,
    ),
    Kind(
        "consultation_notice",
        Contribution,
        "objects.consultation_notice",
        notice_cards,
        notice_entries,
        responsible=responsible_for_notices,
        approving=OF_NOTICES,
    ),
    remark_kind(
        "misunderstanding", "objects.misunderstanding", text_cards, text_entries, responsible_for_opinions
    ),
    Kind(
        "response",
        Contribution,
        "objects.response",
        text_cards,
        text_entries,
        approving=OF_RESPONSES,
        proven=proven_responses,
    ),
)
