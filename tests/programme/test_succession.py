"""Successors are followed to bodies that live."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from forum.fields import Certainty
from forum.programme.succession import BodyLife, Succession, graph_of

TODAY = date(2026, 11, 24)
EARLIER = date(2025, 7, 1)


def body(body_id: int, *, ended: bool = False) -> BodyLife:
    return BodyLife(body_id, f"MAU-{body_id}", f"Sở Mẫu {body_id}", EARLIER if ended else None)


def test_a_body_that_lives_does_its_own_work() -> None:
    graph = graph_of([body(1), body(2)], [Succession(1, 2, Certainty.confirmed, "")])
    assert [each.id for each in graph.living(1, TODAY)] == [1]


def test_a_body_that_ended_is_followed_over_several_steps_and_branches() -> None:
    steps = [
        Succession(1, 2, Certainty.confirmed, ""),
        Succession(1, 3, Certainty.assumed, ""),
        Succession(3, 4, Certainty.confirmed, ""),
    ]
    graph = graph_of([body(1, ended=True), body(2), body(3, ended=True), body(4)], steps)
    assert [each.id for each in graph.living(1, TODAY)] == [2, 4]
    assert not graph.is_sure(1)
    assert [each.id for each in graph.living(1, date(2025, 6, 30))] == [1]


def test_a_body_that_nobody_follows_leaves_nobody() -> None:
    assert graph_of([body(1, ended=True)], []).living(1, TODAY) == ()


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=20), st.sets(st.integers(1, 6)))
def test_any_drawing_of_successors_ends_and_gives_living_bodies(
    steps: list[tuple[int, int]], ended: set[int]
) -> None:
    graph = graph_of(
        [body(each, ended=each in ended) for each in range(1, 7)],
        [Succession(before, after, Certainty.confirmed, "") for before, after in steps],
    )
    for start in range(1, 7):
        assert all(each.id not in ended for each in graph.living(start, TODAY))
