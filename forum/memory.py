"""Memory that a heavy piece of work leaves behind."""

import ctypes
import gc


def give_back() -> None:
    """Return what is free to the system. The C library would keep it for each thread that needed it, for as long as the
    process runs. Blocks for some tenths of a second."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
