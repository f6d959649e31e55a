"""How often a worker's loops look for work: quickly while there is some, and rarely once there was none for a while."""

import asyncio
import contextlib
import time
from collections.abc import Callable

BUSY_SECONDS = 10.0
IDLE_SECONDS = 2.0


class Pace:
    """Shared by the loops of one worker; work of one is often work for the next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._busy_until = clock() + BUSY_SECONDS
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There was work, or there is some now: every loop looks at once."""
        self._busy_until = self._clock() + BUSY_SECONDS
        self._woken.set()
        self._woken = asyncio.Event()

    def seconds(self, quick: float) -> float:
        return quick if self._clock() < self._busy_until else max(quick, IDLE_SECONDS)

    async def rest(self, quick: float) -> None:
        """Until it is time to look again, or somebody wakes."""
        # asyncio.wait_for of Python 3.11 forgets a cancellation that comes in the moment of a waking.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.seconds(quick)):
                await self._woken.wait()
