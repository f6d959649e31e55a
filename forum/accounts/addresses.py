"""E-mail addresses as people type them: what cannot be one is refused with the likely right form, a likely slip
in the domain is asked about once. Addresses are stored in lower case, their domains in ASCII (IDNA)."""

import re
import unicodedata
from typing import Annotated, NamedTuple

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ValidationInfo, field_validator

from forum.fields import Readable
from forum.words import Words, _, joined
from vietnamese import normalise, without_marks

# Real domains that people type often. The first ones are also what a near miss most likely meant.
MEANT = (
    "gmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "live.com",
    "haiphong.gov.vn",
    "googlemail.com",
    "rocketmail.com",
    "protonmail.com",
)
REAL = frozenset(MEANT) | {
    *("ymail.com", "mail.com", "email.com", "me.com", "mac.com", "msn.com", "aol.com", "gmx.com", "gmx.net"),
    *("proton.me", "zoho.com", "outlook.com.vn", "live.com.vn", "outlook.fr", "outlook.de", "outlook.jp"),
    *(
        "yahoo.fr",
        "yahoo.de",
        "yahoo.it",
        "yahoo.es",
        "yahoo.ca",
        "yahoo.co.uk",
        "yahoo.co.jp",
        "yahoo.com.au",
    ),
    *(
        "yahoo.com.sg",
        "yahoo.com.tw",
        "hotmail.fr",
        "hotmail.de",
        "hotmail.it",
        "hotmail.es",
        "hotmail.co.uk",
    ),
    *(
        "hotmail.co.jp",
        "live.fr",
        "live.de",
        "live.nl",
        "live.co.uk",
        "live.com.au",
        "free.fr",
        "laposte.net",
    ),
}
# Endings that no registry has, and what was meant.
ENDINGS = {
    **dict.fromkeys(("con", "cmo", "ocm", "comm", "cim", "vom", "xom", "cpm", "coom", "c0m"), "com"),
    **dict.fromkeys(("vm", "vnn", "vnm", "nv", "v"), "vn"),
    **dict.fromkeys(("ogr", "orgg", "rog"), "org"),
    **dict.fromkeys(("ner", "nte", "nett"), "net"),
}
EXAMPLE = _("Đề nghị nhập địa chỉ thư điện tử, ví dụ ten@truong.edu.vn.")
AT = re.compile(r"(?:(?<!\s)\s++)?[\[(]\s*+(?:at|@)\s*+[\])]\s*+|(?<!\s)\s++at\s++")
MOST = 254  # RFC 5321
OWN = (".local", ".test")  # that the public network does not have, but an office's own mail server may
AROUND = " \t\n.,;:!?'\"`<>()[]{}\\/|«»“”‘’…-"


def address_of(typed: str) -> str:
    """The address as it is stored and sent to. Raises ValueError(Words) with the likely right form."""
    text = normalise(typed).strip().lower()
    if len(text) > MOST:
        raise ValueError(_("Địa chỉ thư điện tử không dài quá {most} ký tự.", most=MOST))
    known = _valid(text)
    if known is None:
        raise ValueError(_refusal(text))
    return f"{known.local}@{known.ascii_domain}".lower()


def stored_form(typed: str) -> str:
    """How an account with that address stores it; for looking one up by what is perhaps no address at all."""
    try:
        return address_of(typed)
    except ValueError:
        return normalise(typed).strip().lower()


def mailbox_of(address: str) -> str:
    """The mailbox that mail to a stored address arrives in, as far as its form tells: plus-addresses and the dots of
    Gmail lead to the same one. `accounts.mailbox` is this in SQL."""
    local, _at, domain = address.partition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def likely_slip(address: str) -> str | None:
    """The address that was most likely meant, if the domain is a near miss of a well-known one."""
    known = _valid(address)
    if known is None:
        return None
    meant = _meant_domain(known.domain.lower())
    local = known.local.lower()
    bare = local.removeprefix("www.") or local
    if meant is None and bare == local:
        return None
    return f"{bare}@{meant or known.ascii_domain}"


class _Parts(NamedTuple):
    local: str
    domain: str  # as typed, with its marks
    ascii_domain: str


def _valid(text: str) -> _Parts | None:
    """The parts of the address if it can be one: no ending of one letter, no letters with marks before the @."""
    tail = ".vn" if text.endswith(OWN) else ""  # the library takes names of the public network alone
    try:
        known = validate_email(text + tail, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    domain, ascii_domain = known.domain.removesuffix(tail), known.ascii_domain.removesuffix(tail)
    if len(domain.rpartition(".")[2]) < 2:
        return None
    return _Parts(known.normalized.rpartition("@")[0], domain, ascii_domain)


def _refusal(text: str) -> Words:
    likely = _likely(text)
    if not likely:
        return joined([_fault(text), EXAMPLE]) if text else EXAMPLE
    asked = _("Có phải Ông/Bà muốn nhập {likely}?", likely=joined(likely, str(_(" hoặc "))))
    return joined([_fault(text), asked])


def _fault(typed: str) -> Words:
    text = unicodedata.normalize("NFKC", typed)
    before, at, after = text.partition("@")
    if not at:
        return _("Địa chỉ thư điện tử cần có dấu @.")
    if "@" in after:
        return _("Địa chỉ thư điện tử chỉ có một dấu @.")
    if unicodedata.normalize("NFC", without_marks(before)) != before:
        return _("Phần trước dấu @ của địa chỉ thư điện tử không có dấu tiếng Việt.")
    if any(character.isspace() for character in text):
        return _("Địa chỉ thư điện tử không có dấu cách.")
    if "." not in after:
        return _("Phần sau dấu @ của địa chỉ thư điện tử cần có dấu chấm.")
    return _("Địa chỉ này có dấu hoặc chữ không dùng được trong địa chỉ thư điện tử.")


def _likely(text: str) -> list[str]:
    """Addresses that may have been meant, at most two; each is one that would be accepted."""
    tidy = AT.sub("@", unicodedata.normalize("NFKC", text).replace("。", "."))
    tidy = re.sub(r"^\s*(?:mailto:|https?://|e?mail\s*:)+", "", tidy.replace("%40", "@")).partition("?")[0]
    if inside := re.search(r"<([^<>]*@[^<>]*)>", tidy):
        tidy = inside[1]
    pieces = [piece for piece in re.split(r"[\s,;|/]+", tidy) if piece.count("@") == 1]
    whole = [] if len(pieces) > 1 else [re.sub(r"\s+", "", tidy)]
    found: dict[str, None] = {}
    for piece in [*whole, *pieces]:
        for one in _one_at(piece):
            if (mended := _mended(one)) is not None:
                found[mended] = None
    return list(found)[:2]


def _one_at(text: str) -> list[str]:
    """Readings of the text with exactly one @."""
    parts = [part for part in text.strip(AROUND).split("@") if part.strip(AROUND)]
    if len(parts) == 2:
        return ["@".join(parts)]
    if len(parts) > 2:
        first = [f"{parts[0]}@{parts[1]}"] if "." in parts[1] else []
        return first + [f"{local}@{parts[-1]}" for local in parts[:-1]]
    for domain in MEANT:  # 'ten2gmail.com': the 2 was typed without Shift
        if parts and (local := parts[0].removesuffix(domain)) != parts[0] and local.rstrip("2.-_ "):
            return [f"{local.removesuffix('2') or local}@{domain}"]
    return []


def _mended(text: str) -> str | None:
    local, _at, domain = text.partition("@")
    local = re.sub(r"[^a-z0-9.!#$%&'*+/=?^_{|}~-]", "", without_marks(local.strip(AROUND)))
    domain = re.sub(r"\.{2,}", ".", re.sub(r"[,;:\s]+", ".", domain.strip(AROUND)).strip(".-"))
    if "." not in domain:
        meant = {one.replace(".", ""): one for one in MEANT} | {
            one.split(".")[0]: one for one in reversed(MEANT)
        }
        domain = meant.get(without_marks(domain), domain)
    rest, _dot, ending = domain.rpartition(".")
    domain = f"{rest}.{ENDINGS.get(ending, ending)}"
    known = _valid(f"{re.sub(r'[.]{2,}', '.', local).strip('.')}@{domain}")
    if known is None:
        return None
    return f"{known.local}@{_meant_domain(known.domain) or known.domain}"


def _meant_domain(typed: str) -> str | None:
    domain = without_marks(typed)
    if domain in REAL:
        return None if domain == typed else domain
    for one in MEANT:
        if domain.split(".")[0] == one.split(".")[0] and domain.endswith(".vn") == one.endswith(".vn"):
            return one
    for one in MEANT:
        if domain.split(".")[0] == one.split(".")[0] or _steps(domain, one) <= (2 if len(one) > 8 else 1):
            return one
    rest, _dot, ending = domain.rpartition(".")
    return f"{rest}.{ENDINGS[ending]}" if ending in ENDINGS else None


def _steps(one: str, other: str) -> int:
    """How many letters were added, left out, changed or swapped with the next (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], before[j - 2] + 1)
        before, last = last, row
    return last[-1]


def optional_address_of(typed: str) -> str:
    return address_of(typed) if typed else ""


EmailAddress = Annotated[Readable, AfterValidator(address_of)]
OptionalEmailAddress = Annotated[Readable, AfterValidator(optional_address_of)]


class AskedAddress(BaseModel):
    """A form with an address that mail will be sent to. `asked_email` is what the form was shown with after it
    was refused: a likely slip that is sent again unchanged is meant."""

    asked_email: Readable = ""
    email: EmailAddress

    @field_validator("email")
    @classmethod
    def ask_about_slip(cls, email: str, info: ValidationInfo) -> str:
        meant = likely_slip(email)
        if meant is not None and stored_form(info.data.get("asked_email", "")) != email:
            raise ValueError(
                _(
                    "Có phải Ông/Bà muốn nhập {meant}? Nếu địa chỉ đã nhập là đúng, xin bấm gửi lần nữa.",
                    meant=meant,
                )
            )
        return email
