"""A child process that ends with its parent, however that ends, and is woken by it.

The parent holds the writing end of a pipe whose reading end the child inherits: the system closes it when the
parent is gone, by kill -9 too, and a byte says that there is work. On Linux the kernel also signals the child.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

VARIABLE = "FORUM_PARENT"
GRACE_SECONDS = 8.0
ENDED_WITHIN_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1
_children: set["Child"] = set()


class Child:
    """A running child; made by `start`."""

    def __init__(self, process: subprocess.Popen[bytes], writing: int) -> None:
        self._process = process
        self._writing = writing

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        code = self._process.wait()
        if self in _children:
            _children.discard(self)
            os.close(self._writing)
        return code

    def ring(self) -> None:
        with contextlib.suppress(OSError):  # full: it is awake; closed: it has ended
            os.write(self._writing, b".")

    def end(self) -> None:
        """By SIGTERM, and by force if that takes too long."""
        self._process.terminate()
        try:
            self._process.wait(ENDED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()


def start(command: Sequence[str], environment: dict[str, str]) -> Child:
    """Start a process that calls `end_with_parent`, from a thread that lives as long as the child should."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        process = subprocess.Popen(
            command,
            env={**environment, VARIABLE: str(reading)},
            pass_fds=(reading,),
            stdin=subprocess.DEVNULL,
        )
    except BaseException:
        os.close(writing)
        raise
    finally:
        os.close(reading)
    child = Child(process, writing)
    _children.add(child)
    return child


def ring() -> None:
    """Wake the children of this process, if there are any: what they look for has just been committed."""
    for child in [*_children]:
        child.ring()


def end_with_parent(on_ring: Callable[[], object]) -> None:
    """In the child: end by SIGTERM when the parent is gone, and by force if that takes too long. `on_ring` is called
    in a thread."""
    reading = os.environ.pop(VARIABLE, "")
    if not reading:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_listen, args=(int(reading), on_ring), name="parent", daemon=True).start()


def _listen(reading: int, on_ring: Callable[[], object]) -> None:
    while os.read(reading, 4096):
        with contextlib.suppress(RuntimeError):  # its loop has ended
            on_ring()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS)
    os._exit(1)
