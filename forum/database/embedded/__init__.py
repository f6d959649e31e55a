"""The embedded PostgreSQL: binaries from a wheel, run by our own small launcher.

`start(var)` starts the server or attaches to a running one; `Server.stop()` stops it with its last user.
Linux only. Everything here blocks: call it with asyncio.to_thread.
"""

from forum.database.embedded.errors import EmbeddedServerError
from forum.database.embedded.server import Server, start

__all__ = ["EmbeddedServerError", "Server", "start"]
