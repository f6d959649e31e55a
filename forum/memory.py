"""Memory of a process: how often Python's collector looks for garbage, and what a heavy piece of work leaves behind."""

import ctypes
import gc

NEW_OBJECTS, OF_EACH_AGE = 5_000, 20  # Python's own: 700 and 10; a page makes thousands that all go with it


def collect_less_often() -> None:
    """Before a process loads and serves: a fifth of the loading and a tenth of a page went to the collector."""
    gc.set_threshold(NEW_OBJECTS, OF_EACH_AGE, OF_EACH_AGE)


def keep_what_is_loaded() -> None:
    """Let the collector pass over all that is there by now, since it stays for as long as the process runs."""
    gc.freeze()


def give_back() -> None:
    """Return what is free to the system. The C library would keep it for each thread that needed it, for as long as the
    process runs. Blocks for some tenths of a second."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
