"""What was confirmed as not or only partly done is never counted, found or coloured as done, wherever it is counted."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from forum.clock import now
from forum.commitments import policy
from forum.commitments.policy import CommitmentState
from forum.commitments.queries import found_state
from forum.reports.home import outcomes
from forum.state import tone_of
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import TITLE, committed, promised, reported
from tests.contact.scene import announced_session, answered
from tests.sources import named, sources, tree_of

RESULTS = ("done", "partly_done", "cannot_be_done")
# Who asks whether a commitment has ended, whatever with; whoever counts or names an end asks policy.found.
ENDED_ALONE = {"forum/reports/story.py": "a step of a story is past"}


def test_whoever_asks_how_a_commitment_ended_asks_for_its_result_too() -> None:
    """Names of states that lump the ends together stay in the room; a new counter has to use policy.FOUND."""
    lumping = set()
    for path in sources("forum"):
        name = named(path)
        if name.startswith("forum/commitments/") or name in ENDED_ALONE:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "forum.commitments.policy":
                lumping |= {(name, one.name) for one in node.names if one.name in ("CLOSED", "COMMITMENT")}
            in_state = isinstance(node, ast.Attribute) and node.attr in ("confirmed", "is_confirmed")
            if in_state and _of_a_commitment(node) and not _asks_found(path, node):
                lumping.add((name, ast.unparse(node)))
    assert lumping == set()


def _of_a_commitment(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith(
        ("CommitmentState", "commitment")
    )


def _asks_found(path: Path, node: ast.AST) -> bool:
    calls = [one for one in ast.walk(tree_of(path)) if isinstance(one, ast.Call)]
    asking = [one for one in calls if ast.unparse(one.func).endswith(("found", "state_words", "found_state"))]
    return any(node in ast.walk(one) for one in asking)


@pytest.mark.parametrize("result", sorted(policy.REPORTED_SHORT))
def test_only_what_was_done_is_coloured_as_done(result: CommitmentState) -> None:
    assert tone_of(found_state(CommitmentState.confirmed, None)) == "done"
    assert tone_of(found_state(CommitmentState.confirmed, result)) != "done"


async def test_each_end_is_counted_and_found_apart(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    for result in RESULTS:
        made = await promised(build, scene, question_id, f"{TITLE} {result}")
        await reported(build, made, scene.officer, scene.head, result)
        await client.log_in(scene.asker)
        await client.send(f"/theo-doi/{made}/xac-nhan", {})
    async with build.acting(None, now() + timedelta(days=4000)) as (db, actor):
        counted = await outcomes(db, actor)
    assert (counted.done_count, counted.partly_done_count, counted.not_possible_count) == (1, 1, 1)
    page = await client.get("/theo-doi")
    for name in ("confirmed", "confirmed_partly_done", "confirmed_cannot_be_done"):
        ends = page.soup.select_one(f"main a[href='/theo-doi?trang-thai={name}']")
        assert ends is not None and "1" in ends.parent.get_text(), name  # type: ignore[union-attr]  # it has one
        shown = await client.get(f"/theo-doi?trang-thai={name}")
        titles = [one.get_text(strip=True) for one in shown.soup.select("main .item h2, main .item h3")]
        assert len(titles) == 1, (name, titles)


async def test_a_page_says_what_was_confirmed(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, "cannot_be_done")
    await client.log_in(scene.asker)
    await client.send(f"/theo-doi/{commitment_id}/xac-nhan", {})
    page = await client.get(f"/theo-doi/{commitment_id}")
    assert page.has("Không thực hiện được, đã xác nhận") and not page.has("Đã xác nhận hoàn thành")
