from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.actions.cases import advance_case, lock_case, proposal_on
from moderation.errors import ModerationRefused
from moderation.facts import facts_of
from moderation.models import Case, Decision
from moderation.policy import (
    DECISION_MOVES,
    REVERSALS,
    interim_is_over,
    may_bind,
    may_confirm,
    may_decide,
    may_rule,
    may_second,
    may_weigh,
    moved,
    needs_second,
    one_line,
    require,
)
from moderation.rules import Rule, RuleVersion, shipped_versions, version_in_force
from moderation.values import (
    Act,
    Decided,
    Json,
    Judge,
    JudgedText,
    Outcome,
    Ruling,
    SecondOpinion,
    Standing,
    Subject,
    TextStatus,
    Verdict,
)


async def decide(
    db: AsyncSession,
    judge: Judge,
    case_id: int,
    ruling: Ruling,
    text: JudgedText,
    versions: tuple[RuleVersion, ...] | None = None,
) -> Decided:
    """Decide a claimed case. Hiding a published text, masking a passage, locking, or suspending for more than a week
    is only proposed: a second person must confirm.

    With `interim_until` it is hidden meanwhile, for personal data, danger or an order, or masked, once per
    version. `versions` default to the shipped rules. Raises ModerationRefused, 'text_changed' when the author
    edited after the judge had read.
    """
    case = await lock_case(db, case_id)
    facts = await facts_of(db, case)
    require(may_decide(judge, facts))
    require(may_weigh(judge, facts, ruling.verdict))
    if text.version != case.subject_version:
        raise ModerationRefused("text_changed", version=case.subject_version)
    if ruling.verdict == Verdict.mask and facts.had_interim:
        ruling = replace(ruling, interim_until=None)
    rules_version, rule = _cited(ruling, case, versions or shipped_versions())
    require(may_rule(facts, rule, ruling, text, judge.at))
    undone = Verdict.hide if text.visibility == TextStatus.hidden else Verdict.mask
    undoes = await _undo(db, case, undone, judge.at) if ruling.verdict == Verdict.restore else None
    proposes = needs_second(ruling, text, judge.at)
    decision = _decision(case, judge, ruling, rules_version, proposes)
    db.add(decision)
    _advance(case, decision, judge.at, proposes=proposes)
    await db.flush()
    acts_now = not proposes or decision.interim_until is not None
    return decided(
        case,
        decision,
        outcome=Outcome.awaiting_second if proposes else Outcome.in_force,
        verdict=ruling.verdict if acts_now else None,
        act=act_on("proposed" if proposes else "decided", case, decision, judge.persona_id, judge.at),
        undoes=undoes,
    )


def _advance(case: Case, decision: Decision, at: datetime, *, proposes: bool) -> None:
    advance_case(case, "propose" if proposes else "decide")
    if decision.interim_until is not None:
        case.deadline_at = min(case.deadline_at, decision.interim_until)
    if not proposes:
        case.decided_at = at


async def confirm(db: AsyncSession, judge: Judge, case_id: int, opinion: SecondOpinion) -> Decided:
    """The second person confirms, and the hide or mask takes effect, or refuses with a reason, and it ends."""
    case = await lock_case(db, case_id)
    facts = await facts_of(db, case)
    require(may_confirm(judge, facts))
    require(may_second(opinion))
    decision = await proposal_on(db, case)
    assert decision is not None, "a case in 'second' has its proposal"
    require(may_weigh(judge, facts, Verdict(decision.verdict)))
    if opinion.agrees:
        require(may_bind(judge, facts, rule_cited(decision.rules_version, decision.rule_code)))
    verb = "confirm" if opinion.agrees else "refuse"
    decision.standing = moved(DECISION_MOVES, verb, decision.standing)
    decision.seconded_by = judge.persona_id
    decision.seconded_at = judge.at
    decision.second_explanation = opinion.explanation.strip()
    decision.appeal_until_on = opinion.appeal_until_on if opinion.agrees else None
    if not opinion.agrees:
        decision.ended_at = judge.at
    advance_case(case, verb)
    case.decided_at = judge.at
    await db.flush()
    took_effect = decision.interim_until is not None
    undone = Verdict.restore if took_effect else None
    return decided(
        case,
        decision,
        outcome=Outcome.in_force if opinion.agrees else Outcome.refused,
        verdict=Verdict(decision.verdict) if opinion.agrees else undone,
        act=act_on("confirmed" if opinion.agrees else "refused", case, decision, judge.persona_id, judge.at),
        undoes=Verdict(decision.verdict) if not opinion.agrees and took_effect else None,
    )


async def lapse(db: AsyncSession, decision_id: int, at: datetime) -> Decided | None:
    """Record the end of an expired interim hide or mask; the case is open again. None if already recorded.

    Changes no right: policy.interim_is_over is true from that minute on, recorded or not.
    """
    case_id = await db.scalar(select(Decision.case_id).where(Decision.id == decision_id))
    if case_id is None:
        raise ModerationRefused("no_such_decision", decision_id=decision_id)
    case = await lock_case(db, case_id)
    decision = await lock_decision(db, decision_id)
    if decision.standing != Standing.proposed or not interim_is_over(decision.interim_until, at):
        return None
    decision.standing = moved(DECISION_MOVES, "lapse", decision.standing)
    decision.ended_at = at
    advance_case(case, "lapse")
    await db.flush()
    return decided(
        case,
        decision,
        outcome=Outcome.lapsed,
        verdict=Verdict.restore,
        act=act_on("lapsed", case, decision, None, at),
        undoes=Verdict(decision.verdict),
    )


async def lock_decision(db: AsyncSession, decision_id: int) -> Decision:
    """Raises ModerationRefused('no_such_decision'). The caller has locked its case."""
    found = await db.scalar(
        select(Decision)
        .where(Decision.id == decision_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise ModerationRefused("no_such_decision", decision_id=decision_id)
    return found


def decided(
    case: Case,
    decision: Decision,
    *,
    outcome: Outcome,
    verdict: Verdict | None,
    act: Act,
    undoes: Verdict | None = None,
) -> Decided:
    return Decided(
        case_id=case.id,
        decision_id=decision.id,
        subject=Subject(case.subject_kind, case.subject_id, decision.judged_version),
        author_id=case.author_id,
        outcome=outcome,
        verdict=verdict,
        rule_code=decision.rule_code,
        rules_version=decision.rules_version,
        quote=decision.quote,
        explanation=decision.explanation,
        act=act,
        undoes=undoes,
        interim_until=decision.interim_until if outcome == Outcome.awaiting_second else None,
        suspended_until_on=decision.suspended_until_on,
        destination=decision.destination,
        place=decision.place,
    )


def act_on(
    what: str, case: Case, decision: Decision, persona_id: int | None, at: datetime, **more: Json
) -> Act:
    until_on, until_at = decision.suspended_until_on, decision.interim_until
    return Act(
        kind=f"moderation.{what}",
        at=at,
        payload={
            "case": case.id,
            "decision": decision.id,
            "subject": [case.subject_kind, case.subject_id, decision.judged_version],
            "verdict": decision.verdict,
            "standing": decision.standing,
            "rule": decision.rule_code,
            "rules_version": decision.rules_version,
            "quote": decision.quote,
            "explanation": decision.explanation,
            "second_explanation": decision.second_explanation or "",
            "seat": decision.seat,
            "by": persona_id,
            "interim_until": until_at.isoformat() if until_at else None,
            "suspended_until_on": until_on.isoformat() if until_on else None,
            "destination": decision.destination,
            **({"place": decision.place} if decision.verdict == Verdict.mask else {}),
            **more,
        },
    )


def rule_cited(version: int, code: str) -> Rule | None:
    """The rule that a decision cites, in its version."""
    found = next((one for one in shipped_versions() if one.version == version), None)
    return found.rule(code) if found is not None and code else None


def _cited(ruling: Ruling, case: Case, versions: tuple[RuleVersion, ...]) -> tuple[int, Rule | None]:
    if ruling.verdict == Verdict.approve:
        return versions[-1].version, None
    in_force = version_in_force(versions, case.written_at)
    return in_force.version, in_force.rule(ruling.rule_code)


def _decision(case: Case, judge: Judge, ruling: Ruling, rules_version: int, proposes: bool) -> Decision:
    cites = ruling.verdict != Verdict.approve
    return Decision(
        case_id=case.id,
        verdict=ruling.verdict,
        standing=Standing.proposed if proposes else Standing.in_force,
        judged_version=case.subject_version,
        rules_version=rules_version,
        rule_code=ruling.rule_code if cites else "",
        quote="\n".join(map(one_line, ruling.quote.strip().split("\n"))) if cites else "",
        explanation=ruling.explanation.strip(),
        suspended_until_on=ruling.suspended_until_on if ruling.verdict == Verdict.suspend else None,
        destination=ruling.destination.strip() if ruling.verdict == Verdict.move else "",
        place=ruling.place if ruling.verdict == Verdict.mask else 0,
        seat=judge.seat,
        decided_by=judge.persona_id,
        decided_at=judge.at,
        interim_until=ruling.interim_until if proposes else None,
        appeal_until_on=ruling.appeal_until_on if ruling.verdict in REVERSALS and not proposes else None,
        second_explanation="",
    )


async def _undo(db: AsyncSession, case: Case, verdict: Verdict, at: datetime) -> Verdict:
    """Raises ModerationRefused('nothing_to_restore')."""
    standing = (
        await db.scalars(
            select(Decision)
            .join(Case, Case.id == Decision.case_id)
            .where(
                Case.subject_kind == case.subject_kind,
                Case.subject_id == case.subject_id,
                Decision.verdict == verdict,
                Decision.standing == Standing.in_force,
            )
            .order_by(Decision.id)
            .with_for_update(of=Decision)
        )
    ).all()
    if not standing:
        raise ModerationRefused("nothing_to_restore")
    for one in standing:
        one.standing = moved(DECISION_MOVES, "reverse", one.standing)
        one.ended_at = at
    return verdict
