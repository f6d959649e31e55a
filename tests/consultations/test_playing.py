"""People play consultations at random: no opinion loses its place or ends without an answer, and no change is unseen.

FORUM_PLAYS sets how many; ten times as many steps with each of them where it is set.
"""

import os

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.builders import Builders
from tests.consultations.playing import STEPS, begun, cast, every_changed_word_is_visible, finish, go, holds

ASKED = int(os.environ.get("FORUM_PLAYS", "0"))
OFTEN = ["give"] * 3 + ["prepare_version", "open_round", "settle", "edit", "judge", "respond"]
steps = st.lists(
    st.tuples(st.sampled_from([*STEPS, *OFTEN]), st.integers(0, 2**16)),
    min_size=10,
    max_size=60 if ASKED else 18,
)


# A slip mended in the second version makes a change between the two.
MENDED_IN_THE_NEXT_ROUND = [
    ("wait", 18071), ("prepare_version", 11212), ("give", 0), ("judge", 222), ("wait", 65535), ("wait", 480),
    ("open_round", 769), ("place", 36), ("take_back", 9694), ("mend_slip", 10375),
]  # fmt: skip


@settings(
    max_examples=ASKED or 3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if ASKED else [])],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(played=steps)
@example(played=MENDED_IN_THE_NEXT_ROUND)
async def test_whatever_is_played_no_opinion_is_lost_and_no_change_unseen(
    build: Builders, played: list[tuple[str, int]]
) -> None:
    play = await begun(build, await cast(build))
    await holds(play)
    for name, seed in played:
        await go(play, name, seed)
        await holds(play)
    await every_changed_word_is_visible(play)
    await finish(play)
    await every_changed_word_is_visible(play)
