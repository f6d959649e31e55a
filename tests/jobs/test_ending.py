"""A worker that is told to end does so, whatever it does in that moment."""

import asyncio
import contextlib

import pytest

from forum.ends import Outdated
from forum.pace import Pace
from forum.worker import cancel_until_ended, raise_what_failed


@pytest.mark.parametrize("steps", range(5))
async def test_a_loop_that_is_woken_and_cancelled_at_once_ends(steps: int) -> None:
    pace = Pace()

    async def rest_forever() -> None:
        while True:
            await pace.rest(60)

    loop = asyncio.create_task(rest_forever())
    await asyncio.sleep(0)
    pace.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    loop.cancel()
    ended, _waiting = await asyncio.wait([loop], timeout=5)
    assert ended == {loop}


async def test_a_loop_that_loses_a_cancellation_is_cancelled_again() -> None:
    lost = 0

    async def loses_the_first() -> None:
        nonlocal lost
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        lost += 1
        await asyncio.sleep(60)

    loop = asyncio.create_task(loses_the_first())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await cancel_until_ended([loop])
    assert lost == 1
    assert loop.cancelled()


@pytest.mark.parametrize(
    "failure", [AssertionError(), OSError(), ValueError()], ids=lambda failure: type(failure).__name__
)
async def test_a_loop_that_fails_when_it_is_cancelled_neither_fails_the_worker_nor_hides_what_did(
    failure: Exception,
) -> None:
    async def fails_when_cancelled() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise failure from None

    async def is_outdated() -> None:
        raise Outdated

    loop = asyncio.create_task(fails_when_cancelled())
    watch = asyncio.create_task(is_outdated())
    await asyncio.wait([watch])
    await cancel_until_ended([loop])
    raise_what_failed([loop], [])
    with pytest.raises(Outdated):
        raise_what_failed([loop, watch], [watch])
