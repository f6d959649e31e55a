"""How often a worker's loops look for work: quickly while there is some; once there was none for a while, one statement
asks for all of them whether something waits."""

import asyncio
import contextlib
import time
from collections.abc import Callable

BUSY_SECONDS = 10.0
IDLE_SECONDS = 2.0  # between two looks of that statement
UNASKED_SECONDS = 30.0  # a loop looks for itself at least so often


class Pace:
    """Shared by the loops of one worker; work of one is often work for the next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._busy_until = clock() + BUSY_SECONDS
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There was work, or there is some now: every loop looks at once."""
        self._busy_until = self._clock() + BUSY_SECONDS
        self.look()

    def look(self) -> None:
        """Something waits, perhaps in vain: every loop looks once."""
        self._woken.set()
        self._woken = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        return self._clock() < self._busy_until

    def seconds(self, quick: float) -> float:
        return quick if self.is_busy else max(quick, UNASKED_SECONDS)

    async def rest(self, quick: float) -> None:
        """Until it is time to look again, or somebody wakes."""
        # asyncio.wait_for of Python 3.11 forgets a cancellation that comes in the moment of a waking.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.seconds(quick)):
                await self._woken.wait()
