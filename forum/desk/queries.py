"""Queries for the desk: the queue, a case for its judge, a decision for its author."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum import audience, kinds
from forum.accounts.queries import persona_labels
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions.masks import Masks, in_force, places_of
from forum.contributions.models import Contribution, Revision
from forum.database import ReadDb, load
from forum.desk import policy
from forum.desk.judged_words import JudgedWords, judged_words
from forum.desk.models import AuthorQuestion, Concern
from forum.desk.panels import SEEN_AS, Panel, panel_of, require_falls_to, who_hears
from forum.desk.queue import AuthorHistory, histories_of
from forum.desk.refusals import conflict_sentence, sentence, translate_refusals
from forum.errors import NotFound
from forum.programme.task_links import tasks_of_thing
from forum.rendering import excerpt
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words
from moderation import policy as rules_of
from moderation import queries as cases
from moderation.errors import ModerationRefused
from moderation.policy import CaseFacts
from moderation.rules import Rule, RuleVersion, shipped_versions, version_in_force
from moderation.values import CaseReason, CaseState, Standing, TextStatus, Verdict

ON_LOCKABLE = frozenset({Verdict.lock, Verdict.move})


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A flag, a request or an order; who flagged is never shown."""

    reason: CaseReason
    rule_code: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the author was asked, and what the author answered."""

    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """Another text of the same discussion that repeats a masked passage. `url` opens a case about it."""

    first_words: str
    url: str


@dataclass(frozen=True, slots=True)
class PastDecision:
    decision: cases.DecisionRow
    decided_by: str
    seconded_by: str | None
    interim_is_over: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with what is judged. `can` holds the actor's next steps, `why_not` the reason for having none."""

    case: cases.CaseRow
    thing: Thing
    noun: Words
    code: str | None
    words: JudgedWords
    state: Visibility
    url: str | None
    author: str
    author_history: AuthorHistory
    written_at: datetime
    claimed_by: str | None
    concerns: tuple[ConcernView, ...]
    questions: tuple[QuestionView, ...]
    repeated: tuple[Repeated, ...]
    set_tasks: str | None
    history: tuple[PastDecision, ...]
    appeal: cases.AppealRow | None
    appealed: PastDecision | None
    can: frozenset[str]
    why_not: Words | str | None
    verdicts: tuple[Verdict, ...]
    rules: tuple[Rule, ...]
    rules_version: int | None
    impartial_count: int
    members: tuple[str, ...]

    @property
    def needs_member(self) -> bool:
        return self.impartial_count == 0 and self.case.state != CaseState.decided

    @property
    def may_be_approved(self) -> bool:
        """Whether approving changes nothing: the text is public and has no pending edit."""
        return self.state == Visibility.published and self.case.reason != CaseReason.edit

    @property
    def is_hidden(self) -> bool:
        return SEEN_AS.get(self.state) == TextStatus.hidden

    @property
    def proposed(self) -> cases.DecisionRow | None:
        """What awaits a second person."""
        waits = (one.decision for one in self.history if one.decision.standing == Standing.proposed)
        return next(waits, None)

    @property
    def is_shown(self) -> bool:
        return self.state == Visibility.published

    @property
    def may_be_reopened(self) -> bool:
        return self.case.state == CaseState.decided and self.state in policy.MAY_ORDER


def _name(it: Contribution) -> str:
    return it.typed_title or excerpt(it.typed_text, 80)


async def case_view(db: ReadDb, actor: Actor, case_id: int) -> CaseView:
    """Raises NotFound for those who may not judge there."""
    with translate_refusals():
        page = await cases.case_page(db, case_id, actor.at)
    it = await load(db, Contribution, page.case.subject.id)
    require(policy.may_judge(actor, it.forum_id))
    revision = await load(db, Revision, (it.id, page.case.subject.version))
    panel = await panel_of(db, actor, it, revision, page.case.facts)
    require_falls_to(panel, page)
    return await _shown(db, actor, page, it, revision, panel)


async def _set_tasks(db: ReadDb, thing: Thing) -> str | None:
    """Where to choose the tasks that the author left open."""
    page = kinds.KINDS[thing.kind].set_tasks
    return None if page is None or await tasks_of_thing(db, thing) else url_for(page, thing.id)


async def _shown(
    db: ReadDb, actor: Actor, page: cases.CasePage, it: Contribution, revision: Revision, panel: Panel
) -> CaseView:
    """The version under review, and its panel."""
    labels = await persona_labels(db, {it.persona_id, *_everyone(page)})
    names = {one: label.name for one, label in labels.items()}
    thing = Thing(it.kind, it.id)
    state = audience.shown_state(it.visibility, it.hidden_until, actor.at)
    version = _rules_then(page.case.written_at)
    history = tuple(_past(row, names, actor.at) for row in page.history)
    masks = in_force(it.masks, actor.at)
    can, why_not = next_steps(panel, page.case.facts, state)
    return CaseView(
        case=page.case,
        thing=thing,
        noun=kinds.KINDS[it.kind].word,
        code=it.code,
        words=await judged_words(db, actor, page, it, revision, panel),
        state=state,
        url=await _url(db, actor, thing),
        author=names[it.persona_id],
        author_history=(await histories_of(db, {it.persona_id})).get(it.persona_id, AuthorHistory()),
        written_at=revision.written_at,
        claimed_by=names.get(page.case.claimed_by or 0),
        concerns=await _concerns(db, it.id),
        questions=await _questions(db, it.id),
        repeated=await _repeated(db, it, masks),
        set_tasks=await _set_tasks(db, thing),
        history=history,
        appeal=page.appeal,
        appealed=next(
            (one for one in history if page.appealed and one.decision.id == page.appealed.id), None
        ),
        can=can,
        why_not=why_not,
        verdicts=verdicts_on(it.kind, state, page.case.reason, is_masked=bool(masks)),
        rules=_citable(version, page.case.reason),
        rules_version=version.version if version else None,
        impartial_count=panel.impartial_count,
        members=panel.members,
    )


async def _url(db: ReadDb, actor: Actor, thing: Thing) -> str | None:
    card = (await kinds.cards(db, actor, [thing])).get(thing)
    return card.url if card else None


def next_steps(
    panel: Panel, facts: CaseFacts, state: Visibility
) -> tuple[frozenset[str], Words | str | None]:
    """The steps open to the panel, and the message when there are none: moderation's own rules."""
    judge = panel.judge
    withdrawn = state == Visibility.withdrawn  # a review is heard all the same
    claim, confirm = rules_of.may_claim(judge, facts), rules_of.may_confirm(judge, facts)
    decide, hear = rules_of.may_decide(judge, facts), rules_of.may_hear(judge, facts)
    conflict = rules_of.impartial(judge, facts)
    holds = bool(decide or hear)
    waiting = confirm if facts.state == CaseState.second else claim
    why_not = None if holds or waiting else (conflict_sentence(conflict.code) or sentence(waiting.code))
    asked = {
        "close": withdrawn and bool(rules_of.may_close(facts)),
        "claim": bool(claim) and not holds and not (withdrawn and facts.reason != CaseReason.appeal),
        "decide": bool(decide) and not withdrawn,
        "confirm": bool(confirm) and not withdrawn,
        "hear": bool(hear),
        "ask_author": bool(decide) and not withdrawn,
        "release": bool(rules_of.may_release(judge, facts)),
    }
    return frozenset(verb for verb, may in asked.items() if may), why_not


def _citable(version: RuleVersion | None, reason: CaseReason) -> tuple[Rule, ...]:
    rules = version.rules if version else ()
    return tuple(rule for rule in rules if not rule.order_only or reason == CaseReason.order)


def verdicts_on(
    kind: str, state: Visibility, reason: CaseReason, *, is_masked: bool = False
) -> tuple[Verdict, ...]:
    """Possible verdicts on a text in that state, in the order of the form."""
    status = SEEN_AS.get(state, TextStatus.in_review)
    possible = rules_of.possible_verdicts(status, reason, is_masked=is_masked)
    if kinds.KINDS[kind].lock is None:
        possible -= ON_LOCKABLE
    return tuple(one for one in Verdict if one in possible)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as shown to the author: everything it rests on, without who made it."""

    decision: cases.DecisionRow
    thing: Thing
    title: str
    code: str | None
    url: str | None
    rule: Rule | None
    appeal: cases.AppealRow | None
    may_ask: bool
    is_author: bool
    can_be_heard: bool


async def decision_view(db: ReadDb, actor: Actor, decision_id: int) -> DecisionView:
    """Readable by the text's author, its moderators, and an independent member who took part. Raises NotFound for
    others."""
    with translate_refusals():
        judged = await cases.judged(db, decision_id)
    it = await load(db, Contribution, judged.subject.id)
    is_author = actor.persona_id == judged.author_id
    if not is_author:
        require(policy.may_judge(actor, it.forum_id))
    row = judged.decision
    took_part = (row.decided_by, row.seconded_by, judged.appeal.heard_by if judged.appeal else None)
    if not (is_author or actor.moderates(it.forum_id) or actor.persona_id in took_part):
        raise NotFound
    may_ask = judged.appeal is None and row.appeal_until_on is not None
    allowed = row.appeal_until_on is not None and bool(
        rules_of.may_appeal(is_author, row.verdict, row.standing, row.appeal_until_on, actor.at)
    )
    open_to_review = (may_ask and allowed) or (judged.appeal is not None and judged.appeal.is_open)
    return DecisionView(
        decision=row,
        thing=Thing(it.kind, it.id),
        title=_name(it),
        code=it.code,
        url=await _url(db, actor, Thing(it.kind, it.id)),
        rule=rule_of(row),
        appeal=judged.appeal,
        may_ask=may_ask and allowed,
        is_author=is_author,
        can_be_heard=not open_to_review or await _is_heard(db, actor, it, row),
    )


async def _is_heard(db: ReadDb, actor: Actor, it: Contribution, row: cases.DecisionRow) -> bool:
    revision = await load(db, Revision, (it.id, row.judged_version))
    took_part = frozenset(one for one in (row.decided_by, row.seconded_by) if one is not None)
    return await who_hears(db, it, revision, took_part, actor.at) is not None


async def decisions_of(db: ReadDb, actor: Actor, thing: Thing) -> tuple[cases.DecisionRow, ...]:
    """All decisions on a text, for its author and those who may judge there."""
    it = await load(db, Contribution, thing.id)
    if it.persona_id != actor.persona_id and not actor.moderates(it.forum_id):
        return ()
    return await cases.decisions_on(db, it.kind, it.id)


def rule_of(row: cases.DecisionRow) -> Rule | None:
    """The cited rule, in the cited version."""
    for version in shipped_versions():
        if version.version == row.rules_version and row.rule_code:
            return version.rule(row.rule_code)
    return None


def _rules_then(written_at: datetime) -> RuleVersion | None:
    try:
        return version_in_force(shipped_versions(), written_at)
    except ModerationRefused:
        return None


def _everyone(page: cases.CasePage) -> set[int]:
    people = {page.case.claimed_by}
    for row in page.history:
        people |= {row.decided_by, row.seconded_by}
    return {one for one in people if one is not None}


def _past(row: cases.DecisionRow, names: dict[int, str], at: datetime) -> PastDecision:
    return PastDecision(
        decision=row,
        decided_by=names[row.decided_by],
        seconded_by=names[row.seconded_by] if row.seconded_by else None,
        interim_is_over=rules_of.interim_is_over(row.interim_until, at),
    )


async def _concerns(db: ReadDb, contribution_id: int) -> tuple[ConcernView, ...]:
    found = await db.execute(
        select(Concern.reason, Concern.rule_code, Concern.words)
        .where(Concern.contribution_id == contribution_id)
        .order_by(Concern.at)
        .limit(20)
    )
    return tuple(ConcernView(*row) for row in found)


async def _repeated(db: ReadDb, it: Contribution, masks: Masks) -> tuple[Repeated, ...]:
    """Published texts beside, above and below that hold a masked passage for everybody to read."""
    if not masks:
        return ()
    below = (Contribution.subject_kind == it.kind) & (Contribution.subject_id == it.id)
    beside = (Contribution.subject_kind == it.subject_kind) & (Contribution.subject_id == it.subject_id)
    above = (Contribution.kind == it.subject_kind) & (Contribution.id == it.subject_id)
    others = await db.scalars(
        select(Contribution)
        .where(
            below | beside | above, Contribution.id != it.id, Contribution.visibility == Visibility.published
        )
        .order_by(Contribution.id)
        .limit(500)
    )
    return tuple(
        Repeated(excerpt(one.typed_text, 80), url_for("moderation.open_by_order", one.id))
        for one in others
        if any(places_of(mask.passage, f"{one.title}\n{one.text}") for mask in masks)
    )


async def _questions(db: ReadDb, contribution_id: int) -> tuple[QuestionView, ...]:
    found = await db.scalars(
        select(AuthorQuestion)
        .where(AuthorQuestion.contribution_id == contribution_id)
        .order_by(AuthorQuestion.id)
    )
    return tuple(QuestionView(one.question, one.asked_at, one.answer, one.answered_at) for one in found)
