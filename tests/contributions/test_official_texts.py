"""What is said in a name is approved under that name: one home, one life, and who may take which step."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from forum import audience
from forum.actor import Actor, Binding, Role
from forum.contributions.official import digest_of, policy
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.files.queries import FileView
from forum.journal import JournalRow
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import as_seen, state_of
from tests.shared import ROOT
from tests.sources import sources
from tests.threads.test_proposal_story import answered

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def who(role: Role, persona_id: int, body_id: int | None = None, leader_id: int | None = None) -> Actor:
    bindings = (Binding(role, body_id, leader_id),)
    return Actor(persona_id, "Người Mẫu", bindings, audience.words_of(persona_id, bindings), AT)


LEADER, OTHER_LEADER = who(Role.leader, 1, leader_id=7), who(Role.leader, 2, leader_id=8)
ASSISTANT, OTHER_ASSISTANT = who(Role.assistant, 3, leader_id=7), who(Role.assistant, 4, leader_id=8)
SECRETARIAT = who(Role.secretariat, 5)
OFFICER, HEAD = who(Role.body_officer, 6, body_id=9), who(Role.body_head, 7, body_id=9)
OTHER_OFFICER, OTHER_HEAD = who(Role.body_officer, 8, body_id=10), who(Role.body_head, 9, body_id=10)
MODERATOR = who(Role.moderator, 10)
EVERYBODY = (
    LEADER, OTHER_LEADER, ASSISTANT, OTHER_ASSISTANT, SECRETARIAT, OFFICER, HEAD, OTHER_OFFICER, OTHER_HEAD, MODERATOR,
)  # fmt: skip


@dataclass(frozen=True)
class Official:
    state: OfficialState
    leader_id: int | None = None
    body_id: int | None = None
    recorded_by: int | None = None
    approved_at: datetime | None = None
    approved_how: ApprovalHow | None = None
    repudiated_at: datetime | None = None


DRAFTING = {"leader": [ASSISTANT, SECRETARIAT], "body": [OFFICER, HEAD]}
APPROVING = {"leader": [LEADER], "body": [HEAD]}
ATTESTING = DRAFTING | {"body": [OFFICER]}  # not the head, who approves here
ABLE = (
    dict.fromkeys(policy.RULES, DRAFTING)
    | dict.fromkeys(["approve", "send_back", "repudiate"], APPROVING)
    | dict.fromkeys(["record_approval", "countersign"], ATTESTING)
)


@pytest.mark.parametrize("name", ["leader", "body"])
@pytest.mark.parametrize("verb", sorted(policy.RULES))
def test_a_step_is_taken_under_its_own_name_alone_and_from_its_states(
    verb: policy.OfficialVerb, name: str
) -> None:
    recorded = 99 if verb in ("countersign", "repudiate") else None
    for state in OfficialState:
        it = Official(state, 7 if name == "leader" else None, 9 if name == "body" else None, recorded)
        able = [one for one in EVERYBODY if policy.RULES[verb](one, it)]
        is_correction = verb == "repudiate" and state == OfficialState.published
        fits = policy.OFFICIAL.allows(verb, state) or is_correction
        assert able == (ABLE[verb][name] if fits else [])


@dataclass(frozen=True)
class Words:
    kind: str = "answer"
    title: str = ""
    text: str = "Một câu trả lời."
    files: tuple[FileView, ...] = ()


def test_every_part_of_what_is_shown_is_in_the_digest() -> None:
    mine, theirs = Official(OfficialState.drafted, leader_id=7), Official(OfficialState.drafted, leader_id=8)
    digests = {
        digest_of(Words(), mine, {"questions": [1]}),
        digest_of(Words(), theirs, {"questions": [1]}),
        digest_of(Words(), Official(OfficialState.drafted, body_id=7), {"questions": [1]}),
        digest_of(Words(text="Một câu trả lời"), mine, {"questions": [1]}),
        digest_of(Words(title="Một câu trả lời."), mine, {"questions": [1]}),
        digest_of(Words(kind="response"), mine, {"questions": [1]}),
        digest_of(Words(), mine, {"questions": [1, 2]}),
        digest_of(Words(), mine, {}),
    }
    assert len(digests) == 8
    again = digest_of(Words(), Official(OfficialState.approved, leader_id=7), {"questions": (1,)})  # type: ignore[dict-item]  # as jsonb gives it back
    assert again in digests


def test_a_text_without_files_has_the_digest_that_it_had_before_texts_could_have_any() -> None:
    approved = digest_of(Words(), Official(OfficialState.approved, leader_id=7), {"questions": [1]})
    assert approved == "6befecefe7f31a19221f13ab2931d52a8f809f2bad0e4b767b39d32ffd0f8407"


async def test_approval_and_publication_stand_in_the_chain_with_one_digest(
    client: Client, build: Builders
) -> None:
    from forum.threads import actions

    _, answer_id, _, _, head, _ = await answered(client, build)
    async with build.acting(head) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    kept = await state_of(build, answer_id)
    async with build.acting(None) as (db, _):
        acts = await db.scalars(
            select(JournalRow.payload["digest"].as_string()).where(
                JournalRow.event.in_(["contributions.OfficialApproved", "contributions.OfficialPublished"])
            )
        )
        assert acts.all() == [kept.approved_digest, kept.approved_digest]


GONE = (
    r"\b(?:draft|redraft|publish)_official\b",
    r"\bapproved_version\b",
    r"\bclass Answer(?:Drafted|Submitted|SentBack|Approved)\b",
    r"\bclass Response(?:Drafted|SentBack|Approved)\b",
    r"\bRESPONSE_STATES\b|\bANSWER_STATES\b",
)
ONCE = (
    r"\bclass SentBack\b",
    r"\bclass Approval\b",
    r"\bcountersigned_by: Mapped\b",
    r"\bapproved_by: Mapped\b",
)


def places(pattern: str) -> list[Path]:
    return [path for path in sources("forum") if re.search(pattern, path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("pattern", GONE)
def test_the_old_homes_of_an_approval_are_gone(pattern: str) -> None:
    assert places(pattern) == []


@pytest.mark.parametrize("pattern", ONCE)
def test_an_approval_has_one_home(pattern: str) -> None:
    (home,) = places(pattern)
    assert home.is_relative_to(ROOT / "forum/contributions")
