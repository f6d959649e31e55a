"""The marks of a secret document (Luật Bảo vệ bí mật nhà nước), which no file here may have."""

import re
import unicodedata

MARKS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def secrecy_mark(text: str) -> str:
    """The mark that stands on a line of its own in capitals; empty where there is none."""
    for line in unicodedata.normalize("NFC", text).splitlines():
        words = " ".join(_AROUND.sub("", line).split())
        if words in MARKS:
            return words
    return ""
