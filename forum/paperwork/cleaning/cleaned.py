"""What cleaning gives, for the process that asked its child: without the libraries that clean."""

from dataclasses import dataclass
from typing import Literal

FileKind = Literal["docx", "xlsx", "pdf", "jpeg", "png", "gif", "webp", "txt"]
PICTURES = frozenset(("jpeg", "png", "gif", "webp"))


@dataclass(frozen=True)
class Cleaned:
    """`removed` lists what was removed, in words; `still_named` the names from metadata that are also in the
    text; `hidden` what stays in the file though a reader may not see it, such as tracked changes.

    Text that the author typed is never changed, only reported. A signed PDF is left as it is: cleaning would break its
    signature. `signed_on` is a date, as 2026-11-24.
    """

    content: bytes
    kind: FileKind
    removed: tuple[str, ...]
    still_named: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    signed_by: str = ""
    signed_on: str = ""
