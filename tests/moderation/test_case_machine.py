"""Any order of steps by any people: nothing is judged by one who may not, and every act stays on record."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from moderation import chain
from moderation.actions import Appellant, appeal, claim, confirm, decide, hear, lapse, open_case, release
from moderation.errors import ModerationRefused
from moderation.models import Appeal, Case, Decision
from moderation.values import CaseReason, Decided, FiledAppeal, Hearing, Ruling, SecondOpinion, Verdict
from tests.moderation.builders import AUTHOR, HIDE, NOON, PHONE, THREE_DAYS_ON, judge, new_case, text
from tests.moderation.conftest import empty
from tests.moderation.test_appeals import BY, GROUNDS

SELDOM = st.sampled_from([False, False, False, True])
PEOPLE = st.sampled_from([21, 22, 23])
VERBS = (
    *["ask", "take", "give_back", "write_on", "tick"],
    *["rule_on"] * 5,
    *["second"] * 3,
    *["protest", "hear_it"] * 2,
)
RULINGS = (
    Ruling(Verdict.approve),
    PHONE,
    HIDE,
    replace(HIDE, interim_until=THREE_DAYS_ON),
    replace(HIDE, verdict=Verdict.restore),
    replace(HIDE, verdict=Verdict.lock, rule_code="Q2"),
)
WHY = "Giải thích đủ dài cho người đọc."


class Moderators(RuleBasedStateMachine):
    """One published contribution; the machine plays the caller that carries verdicts out."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.engine = create_async_engine(self.url, poolclass=NullPool)
        self.runner.run(empty(self.engine))
        self.db = AsyncSession(self.engine, expire_on_commit=False)
        self.at = NOON
        self.version = 1
        self.visibility: Any = "published"
        self.interim_until: Any = None
        self.written: list[Any] = []
        self.cases: Sequence[Case] = ()
        self.decisions: Sequence[Decision] = ()
        self.appeals: Sequence[Appeal] = ()

    def teardown(self) -> None:
        self.runner.run(self._end())
        self.runner.close()

    async def _end(self) -> None:
        verified = await chain.verify(self.db, await chain.head(self.db))
        assert verified.is_sound
        assert verified.row_count == len(self.written)
        await self.db.close()
        await self.engine.dispose()

    def attempt(self, doing: Awaitable[Any]) -> Any:
        async def go() -> Any:
            try:
                done = await doing
            except ModerationRefused:
                return None
            if isinstance(done, Decided | FiledAppeal):
                await chain.append(self.db, [done.act])
                self.written.append(done.act)
            return done

        done = self.runner.run(go())
        if isinstance(done, Decided):
            self.apply_verdict(done)
        return done

    def apply_verdict(self, done: Decided) -> None:
        if done.verdict == "hide":
            self.visibility, self.interim_until = "hidden", done.interim_until
        if done.verdict == "restore" and done.undoes == "hide":
            self.visibility, self.interim_until = "published", None

    async def look(self) -> None:
        self.cases = (await self.db.scalars(select(Case).order_by(Case.id))).all()
        self.decisions = (await self.db.scalars(select(Decision).order_by(Decision.id))).all()
        self.appeals = (await self.db.scalars(select(Appeal))).all()

    def pick(self, number: int, state: str, reason: str = "") -> Case | None:
        """A case in that state when there is one, so that deep states are reached; else any."""
        near = [case for case in self.cases if reason in ("", case.reason)] or self.cases
        fitting = [case for case in near if case.state == state] or near
        return fitting[number % len(fitting)] if fitting else None

    def holder(self, case: Case, who: int) -> int:
        """Who holds the case; nobody does, then this person takes it if they may."""
        self.attempt(claim(self.db, judge(case.claimed_by or who, self.at), case.id))
        return case.claimed_by or who

    @initialize()
    def first_flag(self) -> None:
        self.attempt(open_case(self.db, new_case(version=self.version, reason=CaseReason.flag), self.at))

    @rule(hours=st.sampled_from([0.2, 0.2, 1, 40]))
    def time_passes(self, hours: float) -> None:
        self.at += timedelta(hours=hours)

    @rule(verb=st.sampled_from(VERBS), who=PEOPLE, number=st.integers(0, 5), yes=st.booleans(), odd=SELDOM)
    def somebody_acts(self, verb: str, who: int, number: int, yes: bool, odd: bool) -> None:
        """`odd` is one who should not: tied to the text, or without holding the case."""
        getattr(self, verb)(who, number, yes, odd)

    def ask(self, who: int, number: int, yes: bool, odd: bool) -> None:
        reason: Any = ["flag", "order", "review"][number % 3]
        self.attempt(open_case(self.db, new_case(version=self.version, reason=reason), self.at))

    def write_on(self, who: int, number: int, yes: bool, odd: bool) -> None:
        if self.visibility == "published":
            self.version += 1
            self.attempt(open_case(self.db, new_case(version=self.version, reason=CaseReason.edit), self.at))

    def take(self, who: int, number: int, yes: bool, odd: bool) -> None:
        if case := self.pick(number, "queued"):
            done = self.attempt(claim(self.db, judge(who, self.at, is_author=odd), case.id))
            assert not (odd and done)

    def give_back(self, who: int, number: int, yes: bool, odd: bool) -> None:
        if case := self.pick(number, "claimed"):
            self.attempt(release(self.db, judge(who, self.at), case.id))

    def rule_on(self, who: int, number: int, yes: bool, odd: bool) -> None:
        if case := self.pick(number, "queued" if yes else "claimed"):
            ruling = RULINGS[number]
            by = who if odd else self.holder(case, who)
            judged = text(self.visibility, self.version)
            self.attempt(decide(self.db, judge(by, self.at), case.id, ruling, judged))

    def second(self, who: int, number: int, yes: bool, odd: bool) -> None:
        if case := self.pick(number, "second"):
            opinion = SecondOpinion(number > 1, WHY)
            self.attempt(confirm(self.db, judge(who, self.at), case.id, opinion))

    def protest(self, who: int, number: int, yes: bool, odd: bool) -> None:
        burdens = [one for one in self.decisions if one.standing == "in_force"] or self.decisions
        if burdens:
            decision = burdens[number % len(burdens)]
            self.attempt(appeal(self.db, Appellant(AUTHOR, self.at), decision.id, GROUNDS, BY))

    def hear_it(self, who: int, number: int, yes: bool, odd: bool) -> None:
        if case := self.pick(number, "queued" if yes else "claimed", reason=CaseReason.appeal):
            by = who if odd else self.holder(case, who)
            hearing = Hearing(yes, WHY, self.version)
            self.attempt(hear(self.db, judge(by, self.at), case.id, hearing))

    def tick(self, who: int, number: int, yes: bool, odd: bool) -> None:
        proposed = [one for one in self.decisions if one.standing == "proposed"] or self.decisions
        if proposed:
            self.attempt(lapse(self.db, proposed[number % len(proposed)].id, self.at))

    @invariant()
    def the_rules_hold(self) -> None:
        self.runner.run(self.look())
        self.one_case_waits_at_most()
        self.what_is_hidden_was_hidden_by_two_or_for_now()
        self.nobody_hears_an_appeal_against_themselves()
        self.a_proposal_waits_exactly_where_its_case_says_so()

    def one_case_waits_at_most(self) -> None:
        waiting = [case for case in self.cases if case.state != "decided" and case.reason != "appeal"]
        assert len(waiting) <= 1

    def what_is_hidden_was_hidden_by_two_or_for_now(self) -> None:
        hides = [one for one in self.decisions if one.verdict == "hide"]
        if self.visibility == "hidden":
            assert any(one.standing in ("in_force", "proposed") for one in hides)
        for one in hides:
            if one.standing == "in_force":
                assert one.seconded_by not in (None, one.decided_by)

    def nobody_hears_an_appeal_against_themselves(self) -> None:
        by_id = {one.id: one for one in self.decisions}
        for one in self.appeals:
            decision = by_id[one.decision_id]
            assert one.heard_by is None or one.heard_by not in (decision.decided_by, decision.seconded_by)
            assert (one.state in ("decision_kept", "decision_reversed")) == (one.heard_by is not None)

    def a_proposal_waits_exactly_where_its_case_says_so(self) -> None:
        proposed = {one.case_id for one in self.decisions if one.standing == "proposed"}
        assert proposed == {case.id for case in self.cases if case.state == "second"}


@pytest.mark.usefixtures("moderation_url")
def test_no_order_of_steps_breaks_the_rules(moderation_url: str) -> None:
    Moderators.url = moderation_url
    run_state_machine_as_test(
        Moderators,
        settings=settings(
            max_examples=80,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
