"""Who signed a PDF and when, as the file says: the signature itself is not verified."""

import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pikepdf
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.x509.oid import NameOID
from pikepdf import Dictionary, Name, Pdf

_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True)
class Signature:
    """`on` is a date, as 2026-11-24; either is empty where the file does not say it."""

    by: str = ""
    on: str = ""


def signature_of(content: bytes) -> Signature | None:
    """The last signature of a PDF; None for one that is not signed, or cannot be opened."""
    try:
        with Pdf.open(BytesIO(content)) as document:
            found = [one for one in document.objects if isinstance(one, Dictionary) and _is_signature(one)]
            return _read(found[-1]) if found else None
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, TypeError, KeyError):
        return None


def _is_signature(thing: Dictionary) -> bool:
    return thing.get("/Type") == Name.Sig and ("/Contents" in thing or "/Name" in thing)


def _read(signature: Dictionary) -> Signature:
    day = _DAY.match(str(signature.get("/M", "")))
    by = " ".join(str(signature.get("/Name", "")).split()) or _certified(signature)
    return Signature(by[:200], _written(day) if day else "")


def _written(day: re.Match[str]) -> str:
    year, month, of_month = (int(part) for part in day.groups())
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        return ""


def _certified(signature: Dictionary) -> str:
    """The name in the first certificate of the signature."""
    try:
        certificates = load_der_pkcs7_certificates(bytes(signature["/Contents"]))
        names = certificates[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value)
    except (ValueError, IndexError, KeyError, TypeError):
        return ""
