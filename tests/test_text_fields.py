"""What is nothing or too much is refused beside its field, in every text field of every form.

The fields are found in the routes' own input models; a new one must say what it takes.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from forum import fields
from forum.database import embedded
from tests.client import Page
from tests.matrix import FORMS, Row, rows, seen_version
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.world import World

__all__ = ["furnished"]  # a fixture

# One letter is needed; one letter or digit; or only something that can be seen.
LETTER = ("Name", "OptionalName", "OnBehalf")
LETTER_OR_DIGIT = (
    "Title", "OptionalTitle", "Number", "OptionalNumber", "Document", "ShortText", "Reason", "LongText",
    "OptionalLongText", "NoteText",
)  # fmt: skip
KINDS = (*LETTER, *LETTER_OR_DIGIT, "Readable")
# Fields of one row in a page, where a name may not be empty.
LINES = ("Name", "OptionalName", "OnBehalf", "Title", "OptionalTitle", "Number", "OptionalNumber", "NoteText")
# What nobody reads as words: secrets, keys, hours, codes of a list, and what a page itself writes into its form.
NO_WORDS = {
    "called_at", "called_from",
    "code", "credential", "ends", "evidence_url", "format", "join_url", "kind", "ma", "only", "password", "present",
    "rule", "seen", "telephone",
    "seen_digest", "seen_list", "seen_record", "starts", "tiep",
}  # fmt: skip
A_KEY_OF_A_LIST = {("NewTimeLimit", "name")}

NOTHING = (
    "ㅤ" * 12, "⠀" * 12, "\u115f\u1160\u115f\u1160\u115f\u1160\u115f\u1160\u115f\u1160",
    "\uffa0" * 12, "............", "------------", "************", "____________", "…………………………", "!?!?!?!?!?!?",
    "\U000e0041" * 12, "\u0301" * 3, "\u200b\u200d\ufeff" * 4, "\ufe0f" * 3, "    \u3000\u2003    ", "ʼ" * 12,
    "\ue000" * 12, "🙂" * 10,
)  # fmt: skip
TOO_MUCH = (
    "Tiêu đề bình thường" + "\u0301" * 3_600, "Tiêu đề bình thườ\u0336\u0336\u0336ng", "Nguyễn Văn Ậ\u20dd\u20dd mẫu",
    "Tiêu đề bình thường" + "\u0301\U000e0041" * 4, "Tiêu đề a\u0300\u0301\u0302\u0303 mẫu",
    "\u0489" * 4 + "Tiêu đề mẫu",
)  # fmt: skip
WRITTEN = (
    "Trần Thị Mẫu, đường số hai", "Nguyê\u0303n Va\u0306n Mâ\u0303u A", "Хартия мэра Мадуева", "ท่านผู้นำ ที่รัก ชื่อนี้",
    "विं हिन्दी नाम मेरा",
)  # fmt: skip


def text_fields() -> Iterator[tuple[type[BaseModel], str, FieldInfo]]:
    for model in sorted(set(FORMS.values()), key=lambda one: one.__name__):
        for name, info in model.model_fields.items():
            if info.annotation is str and name != "seen_version":
                yield model, name, info


def kind_of(info: FieldInfo) -> str | None:
    """The field type of forum.fields that this field is declared with."""
    known = {get_args(getattr(fields, kind))[1:]: kind for kind in KINDS}
    length = max((len(one) for one in known if tuple(info.metadata[: len(one)]) == one), default=0)
    return known.get(tuple(info.metadata[:length]))


FIELDS = list(text_fields())
OLD_FONT = "§Ò xuÊt më th\u00ad viÖn buæi tèi"
KNOWN = [(model, name, kind) for model, name, info in FIELDS if (kind := kind_of(info)) is not None]


def read(kind: str, text: str) -> str:
    read_text: str = TypeAdapter(getattr(fields, kind)).validate_python(text)
    return read_text


def test_every_text_field_says_what_it_takes() -> None:
    unknown = {(model.__name__, name) for model, name, info in FIELDS if kind_of(info) is None}
    assert {one for one in unknown - A_KEY_OF_A_LIST if one[1] not in NO_WORDS} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_nothing_is_refused_or_is_no_text(kind: str) -> None:
    for nothing in NOTHING:
        try:
            kept = read(kind, nothing)
        except ValidationError:
            continue
        assert kept == "" or kind == "Readable", f"{kind} takes {nothing!r} as {kept!r}"


@pytest.mark.parametrize("kind", LETTER)
def test_a_name_needs_a_letter(kind: str) -> None:
    with pytest.raises(ValidationError, match="chữ cái"):
        read(kind, "2026 - 45")


@pytest.mark.parametrize("kind", KINDS)
def test_more_marks_than_a_language_writes_are_refused(kind: str) -> None:
    for text in TOO_MUCH:
        with pytest.raises(ValidationError, match="ba dấu"):
            read(kind, text)


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_an_old_font_are_refused_with_its_name(kind: str) -> None:
    for text, font in ((OLD_FONT, ".VnTime"), ("Ñeà xuaát môû thö vieän buoåi toái", "VNI-Times")):
        with pytest.raises(ValidationError, match=re.escape(font)):
            read(kind, text)
    with pytest.raises(ValidationError, match="UTF-8"):
        read(kind, "Mở thư viện buổi tối".encode().decode("latin-1"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_write_is_stored_in_nfc_without_white_space_around(kind: str) -> None:
    for text in WRITTEN:
        assert read(kind, f" \u00a0\u3000ㅤ{text}\u2800\n\t ") == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("kind", LINES)
def test_a_name_is_one_line(kind: str) -> None:
    assert read(kind, "Người\r\n Mẫu \u2028Một") == "Người Mẫu Một"


@pytest.mark.parametrize("kind", ["Title", "Name", "ShortText", "Reason", "LongText"])
def test_the_limit_counts_what_is_stored(kind: str) -> None:
    most = next(n for n in (80, 120, 200, 500, 2_000, 20_000) if _is_refused(kind, "a" * (n + 1)))
    assert read(kind, unicodedata.normalize("NFD", "ệ" * most)) == "ệ" * most
    assert _is_refused(kind, "ệ" * (most + 1))
    assert _is_refused(kind, "a" + "👩\u200d" * most), "a chain of joined pictures counts as one to the eye"


def _is_refused(kind: str, text: str) -> bool:
    try:
        read(kind, text)
    except ValidationError:
        return True
    return False


def posted_fields(row: Row) -> dict[str, str]:
    """The text fields of the form of this row, with their kinds."""
    model = FORMS.get(row.route)
    return {name: kind for one, name, kind in KNOWN if one is model and kind != "Readable"}


WRITERS = [row for row in rows() if row.method == "POST" and row.allowed and posted_fields(row)]


async def test_every_form_says_it_beside_the_field_and_keeps_what_was_typed(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    """Each text field of each form in tests/routes.toml, by direct requests of somebody who may send it."""
    name, world = furnished
    wrong: list[str] = []
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        for row in WRITERS:
            data: dict[str, Any] = row.posted(world)
            person = row.allowed[0]
            if "seen_version" in FORMS[row.route].model_fields:
                data["seen_version"] = await seen_version(http, row, world)
            http.cookies.clear()
            if person != "visitor":
                http.cookies.set("hien_ke", world.tokens[person], domain="hien-ke.test")
            for field in posted_fields(row):
                for text in ("............", TOO_MUCH[0], OLD_FONT):
                    response = await http.post(
                        row.url.format_map(world.names),
                        data=data | {field: text},
                        headers={"sec-fetch-site": "same-origin"},
                    )
                    wrong += [f"{row.name} {field}: {what}" for what in _faults(Page(response), field, text)]
    assert wrong == []


def _faults(page: Page, field: str, text: str) -> Iterator[str]:
    if page.status != 422:
        yield f"{page.status} for {text[:20]}"
        return
    if page.soup.find(attrs={"name": field}) is None:
        return  # a field that this page does not ask for
    if not page.error_of(field):
        yield f"no message beside the field for {text[:20]}"
    if unicodedata.normalize("NFC", page.field(field)).strip() != unicodedata.normalize("NFC", text):
        yield f"lost {text[:20]}"
