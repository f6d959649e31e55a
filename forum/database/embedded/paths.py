"""The server's folders and account: owners and modes are checked before they are trusted."""

import errno
import hashlib
import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from forum.database.embedded.errors import EmbeddedServerError
from forum.database.embedded.watchdog import flocked
from forum.words import Words, _

SOCKET_NAME = ".s.PGSQL.5432"
# The kernel allows 107 bytes; PostgreSQL adds '.lock' to the name.
MAX_SOCKET_PATH_BYTES = 99


class ChildOptions(TypedDict, total=False):
    """Keyword arguments of subprocess."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Identity:
    """The account that the server runs as."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def child_options(self) -> ChildOptions:
        """Options for subprocess to run a child as this account."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Places:
    home: Path
    sockets: Path
    identity: Identity

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def attached(self) -> Path:
        return self.home / "attached"

    @property
    def log(self) -> Path:
        return self.home / "postgresql.log"


def find_places(var: Path) -> Places:
    """Folders for the server of this `var`, created if missing. Raises EmbeddedServerError."""
    try:
        var = _made_var(var)
        with flocked(var):  # two concurrent starts must not see each other's half-made folders
            home, identity = _home(var)
            own_file(home / "attached", identity)
            return Places(home, _socket_folder(home, identity), identity)
    except OSError as problem:
        raise EmbeddedServerError(
            _("Không dùng được thư mục {var}: {problem}.", var=var, problem=describe(problem))
        ) from problem


def own_file(path: Path, identity: Identity) -> Path:
    """A file private to the server's account, created if missing."""
    try:
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return path
    try:
        if not identity.is_ours:
            os.fchown(fd, identity.uid, identity.gid)
    finally:
        os.close(fd)
    return path


def own_folder(path: Path, identity: Identity) -> bool:
    """Create a folder private to the account; False if something of that name already existed."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return False
    if not identity.is_ours:
        os.chown(path, identity.uid, identity.gid)
    return True


def is_private(path: Path, identity: Identity) -> bool:
    """Whether it is a folder (no link) of that account which nobody else may enter."""
    found = path.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == identity.uid and not found.st_mode & 0o077


def describe(problem: OSError) -> Words | str:
    words = {
        errno.EROFS: _("ổ đĩa chỉ cho phép đọc"),
        errno.EACCES: _("không có quyền ghi"),
        errno.EPERM: _("không có quyền"),
        errno.ENOSPC: _("ổ đĩa đã đầy"),
        errno.ENOTDIR: _("đường dẫn có phần không phải thư mục"),
        errno.ENAMETOOLONG: _("đường dẫn quá dài"),
    }
    return words.get(problem.errno or 0, problem.strerror or str(problem))


def _made_var(var: Path) -> Path:
    if not var.is_dir():
        var.parent.mkdir(parents=True, exist_ok=True)
        var.mkdir(exist_ok=True)
    return var.resolve()


def _home(var: Path) -> tuple[Path, Identity]:
    """The cluster's folder: in `var`, or elsewhere if the server's account has no access there."""
    inside = var / "postgresql"
    outside = Path("/var/lib") / f"hien-ke-{_digest(var)}"
    if os.geteuid() != 0:
        identity = Identity(os.geteuid(), os.getegid())
        own_folder(inside, identity)
        return _trusted(inside, identity), identity
    for home in (inside, outside):  # an existing cluster stays where it is, whatever changed around it
        if (home / "data" / "PG_VERSION").exists():
            identity = _owner(home)
            if identity.uid and can_enter(home, identity):
                return _trusted(home, identity), identity
    identity = _owner(var)
    if not identity.uid:
        identity = _spare_identity(var)
    if not own_folder(inside, identity):
        return _trusted(inside, identity), identity
    if can_enter(inside, identity):
        return inside, identity
    inside.rmdir()
    own_folder(outside, identity)
    return _trusted(outside, identity), identity


def _trusted(home: Path, identity: Identity) -> Path:
    if not is_private(home, identity):
        raise EmbeddedServerError(
            _(
                "Thư mục {home} thuộc tài khoản khác hoặc đang mở cho người khác; hãy chạy "
                "bằng tài khoản đã tạo ra nó, hoặc đặt quyền 0700 cho nó.",
                home=home,
            )
        )
    return home


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _owner(path: Path) -> Identity:
    found = path.lstat()
    return Identity(found.st_uid, found.st_gid)


def run_as(identity: Identity, *command: str) -> bool:
    """Whether the command, run from / as that account, succeeds."""
    done = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **identity.child_options(),
    )
    return done.returncode == 0


def can_enter(folder: Path, identity: Identity) -> bool:
    """Tried as that account, since access lists and mounts count too."""
    return run_as(identity, "/bin/sh", "-c", 'cd -- "$0" && test -w .', str(folder))


def _spare_identity(var: Path) -> Identity:
    """An account for a server started by root that no person and no other service uses.

    Ids from 70000 up are unused by Debian, systemd and the usual sub-id ranges. Where fewer ids are mapped
    (a container's user namespace), it is `nobody`.
    """
    number = 70_000 + int(_digest(var), 16) % 20_000
    nobody = pwd.getpwnam("nobody")
    candidates = [Identity(nobody.pw_uid, nobody.pw_gid)]
    if not account_name(number):
        candidates.insert(0, Identity(number, number))
    for identity in candidates:
        try:
            if run_as(identity, "/bin/sh", "-c", ":"):
                return identity
        except (OSError, subprocess.SubprocessError):
            continue
    raise EmbeddedServerError(
        _(
            "Không chạy được PostgreSQL bằng root ở đây; hãy dùng tài khoản thường hoặc đặt FORUM_DATABASE_URL."
        )
    )


def account_name(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _socket_folder(home: Path, identity: Identity) -> Path:
    for folder in _socket_candidates(home, identity):
        if len(os.fsencode(folder / SOCKET_NAME)) > MAX_SOCKET_PATH_BYTES:
            continue
        try:
            own_folder(folder, identity)
        except OSError:
            continue
        if is_private(folder, identity) and can_enter(folder, identity):
            return folder
    raise EmbeddedServerError(
        _("Không tìm được chỗ riêng cho ổ nối của PostgreSQL ({home} có đường dẫn quá dài).", home=home)
    )


def _socket_candidates(home: Path, identity: Identity) -> Iterator[Path]:
    yield home / "sockets"
    name = f"hien-ke-{_digest(home)}"
    runtime = Path("/run/user") / str(identity.uid)
    if runtime.is_dir() and is_private(runtime, identity):
        yield runtime / name
    if os.geteuid() == 0:
        yield Path("/run") / name
    # another user may have taken a name in /tmp: try the next one
    for attempt in range(5):
        yield Path("/tmp") / f"{name}-{attempt}"  # noqa: S108 (owner and mode are checked before use)
