"""Files of which only a part came: it is kept for a while, and what comes later is joined to it. All of it blocks."""

import hashlib
import hmac
from dataclasses import dataclass

from forum.files.store import UNFINISHED, Incoming, Storage, Stored, storage_of
from forum.secret import installation_secret
from forum.settings import Settings


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that a browser may send in several tries. Its parts are stored under `mark` and where they begin."""

    where: Storage
    mark: str
    name: str
    size: int

    def received(self) -> int:
        """How many bytes there are from its start on."""
        return sum(part.size for part in self._parts())

    def keep(self, start: int, incoming: Incoming) -> None:
        """What came, from `start` on, whether more should have come or not."""
        incoming.finish(f"{self.mark}.{start:012d}{UNFINISHED}")

    def joined(self) -> Incoming:
        """The whole file, stored as any other that came."""
        whole = Incoming(self.where, self.name)
        for part in self._parts():
            for piece in self.where.pieces(part.name):
                whole.write(piece)
        whole.finish(whole.stored_as)
        self.forget()
        return whole

    def forget(self) -> None:
        for part in list(self.where.stored(self.mark)):
            self.where.remove(part.name)

    def _parts(self) -> list[Stored]:
        """Each begins where the one before ends; what was sent twice is left out."""
        parts: list[Stored] = []
        end = 0
        for part in sorted(self.where.stored(self.mark), key=lambda one: one.name):
            if part.name == f"{self.mark}.{end:012d}{UNFINISHED}":
                parts.append(part)
                end += part.size
        return parts


def begun(settings: Settings, login_id: int, name: str, size: int, modified: int) -> Begun:
    """As the browser of a session names it. Another session that names it so gets another file: nobody continues, or
    asks after, what somebody else began."""
    spelled = "\0".join((str(login_id), name, str(size), str(modified)))
    mark = hmac.new(installation_secret(settings), spelled.encode(), hashlib.sha256).hexdigest()
    return Begun(storage_of(settings), mark, name, size)
