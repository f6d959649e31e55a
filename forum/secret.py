"""The installation's key: digests of addresses under it cannot be guessed back. No backup holds it."""

import base64
import binascii
import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from forum.errors import Refused
from forum.settings import Settings
from forum.words import _

MARK = "hien-ke-key:"  # before an exported key, so that nothing else is taken for one


class KeyRefused(Refused):
    """A key cannot be taken in; the message is one line."""


def installation_secret(settings: Settings) -> bytes:
    """FORUM_SECRET, else what is stored in `var`, made by whichever process needs it first."""
    return settings.secret.encode() or _stored(settings.var.resolve())


def has_key(settings: Settings) -> bool:
    """Whether one was set or made."""
    return bool(settings.secret) or (settings.var / "secret").exists()


def exported(settings: Settings) -> str:
    """The key as one line. Raises KeyRefused where none was ever made."""
    if not has_key(settings):
        raise KeyRefused(
            _("Trong {var} chưa có khóa; chương trình lập khóa khi cần tới lần đầu.", var=settings.var)
        )
    return MARK + base64.b64encode(installation_secret(settings)).decode()


def take_in(settings: Settings, line: str) -> None:
    """Store an exported key in `var`, where there is none yet. Raises KeyRefused."""
    try:
        key = base64.b64decode(line.strip().removeprefix(MARK), validate=True)
        if not key or not line.startswith(MARK):
            raise ValueError
    except (ValueError, binascii.Error):
        raise KeyRefused(_("Dòng này không phải khóa do forum key export in ra.")) from None
    if settings.secret:
        raise KeyRefused(
            _("Khóa đang lấy từ FORUM_SECRET; hãy đặt lại biến ấy, hoặc bỏ biến ấy rồi chạy lại.")
        )
    path = settings.var / "secret"
    if path.exists() and path.read_bytes() != key:
        raise KeyRefused(
            _("{path} đã có một khóa khác; hãy dừng chương trình và xóa tệp ấy trước.", path=path)
        )
    settings.var.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not path.exists():
        _place(path, key)


def mark_of(settings: Settings) -> str:
    """Eight letters by which a backup knows its key again, and from which nobody gets the key."""
    return hashlib.scrypt(
        installation_secret(settings), salt=b"Hien Ke: key", n=2**14, r=8, p=1, dklen=4
    ).hex()


@cache
def _stored(folder: Path) -> bytes:
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _place(path, os.urandom(32))
    return path.read_bytes()


def _place(path: Path, key: bytes) -> None:
    """Readable by its owner only; where another process was first, its key stays, so that all use one."""
    new = path.with_name(f"secret.{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    new.unlink()
