"""httpx without its command line: where rich and pygments are installed, `import httpx` would load them too, 9 MB in
every process that asks something."""

import sys
from types import ModuleType

sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))  # empty: httpx then does without

import httpx  # noqa: E402 - only now

__all__ = ["httpx"]
