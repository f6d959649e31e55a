"""What is wrong with a field is said with its label, in every form; and days and hours are typed one way in all."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, get_args

import httpx
import pytest
from bs4 import Tag
from pydantic import BaseModel, TypeAdapter, ValidationError

from forum import fields
from forum.database import embedded
from forum.days import FIRST_YEAR, LAST_YEAR
from forum.words import Words
from tests.client import Page
from tests.matrix import FORMS, Row, rows, seen_version
from tests.sources import TEMPLATES, templates
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.world import World

__all__ = ["furnished"]  # a fixture

LAST_OF_2027 = (
    "31/12/2027", "31/12/27", "31.12.2027", "31.12.27", "31-12-2027", "31 12 2027", "31 / 12 / 2027", "2027-12-31",
    "2027/12/31", "ngày 31 tháng 12 năm 2027", "Ngày 31 tháng 12 năm 2027.", "31 tháng 12 năm 2027", "31–12–2027",
    "31 tháng mười hai năm 2027", "31 tháng Mười Hai, 2027", "31 thg 12, 2027", "31th12 2027", "31−12−2027",
    "31∕12∕2027", "31\\12\\2027", "31_12_2027", "T6, 31/12/2027", "31/12/2027 (thứ Sáu)", "hết ngày 31/12/2027",
    "2027 12 31", "đến hết ngày 31.12.2027", "\u200e31/12/2027\u202c", "\ufeff31/12/2027", "31/\u00a012/\u202f2027",
    "٣١/١٢/٢٠٢٧", "2027-12-31T00:00", "2027.12.31", "３１/１２/２０２７", " 31/12/2027 ", "31/12/2027.",
    "thứ Sáu, 31/12/2027", "ngày 31/12/2027",
)  # fmt: skip
SECOND_OF_JANUARY = (
    "2/1/2027", "02/1/27", "2.1.2027", "2027-1-2", "ngày 2 tháng 1 năm 2027", "2 1 2027", "mùng 2 tháng 1 năm 2027",
    "ngày mồng 2/1/2027", "Mùng 2 tháng một năm 2027", "2-1-27",
)  # fmt: skip
# The house reads the day first, as everybody here writes it, and two digits of a year as 2000 to 2049.
FIRST_OF_THE_SECOND = ("1/2/26", "01.02.26", "1-2-2026", "1 2 26")
NO_DAYS = (
    "31/2/2027", "30/02/2027", "32/01/2027", "01/13/2027", "0/1/2027", "31/12", "31/12/027", "31/12/7", "mai",
    "31/12/20277", "2027", "12/2027", "31/12/-2027", "1e3/1/2027", "31//12//2027", "--", "٣١/x/٢٠٢٧",
    "mùng 3 tháng 2", "ngày 31 tháng 12", "31/12/99", "31/12/50", "99/12/31", "Ⅻ/1/2027", "9999", "0001", "31122027",
    "trước ngày 31/12/2027", "31 tháng năm hai 2027", "31/mười hai/2027", "29/2/2027", "1" * 20_000, "1/" * 9_000,
)  # fmt: skip
ABSURD = ("01/01/0001", "31/12/9999", "0001-01-01", "9999-12-31", "01/01/0027", "31/12/1899", "01/01/2200")
HOURS = {
    "14:00": (
        "14h", "14h00", "14:00", "14g", "14 giờ", "14.00", "１４:００", "14", "2h chiều", "2 giờ chiều", "14:00:00",
    ),
    "14:30": (
        "14h30", "14:30", "14g30", "14 giờ 30", "14 giờ 30 phút", "14H30", "14 h 30", "14.30", "2 giờ 30 chiều",
        "14h30'", "14h 30ph",
    ),
    "08:05": ("8h05", "8:05", "08:05", "8 giờ 5 phút", "8h05 sáng", "\u200e08:05"),
    "19:00": ("7 giờ tối", "7h tối", "19h tối"),
}  # fmt: skip
NO_HOURS = (
    "25:00",
    "24:00",
    "13 giờ 75",
    "9 giờ rưỡi",
    "giờ chiều",
    "14:60",
    "chiều",
    "14h30m20",
    "-1:00",
    "1430h",
    "99",
)


def day_fields() -> Iterator[tuple[type[BaseModel], str]]:
    for model in sorted(set(FORMS.values()), key=lambda one: one.__name__):
        for name, info in model.model_fields.items():
            if date in (info.annotation, *get_args(info.annotation)):
                yield model, name


DAYS = list(day_fields())


def reader(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    declared: Any = Annotated[info.annotation, *info.metadata]
    return TypeAdapter(declared)


@pytest.mark.parametrize(("model", "name"), DAYS, ids=lambda one: getattr(one, "__name__", one))
def test_every_field_for_a_day_reads_it_as_people_write_it(model: type[BaseModel], name: str) -> None:
    read = reader(model, name).validate_python
    assert {read(typed) for typed in LAST_OF_2027} == {date(2027, 12, 31)}
    assert {read(typed) for typed in SECOND_OF_JANUARY} == {date(2027, 1, 2)}
    assert {read(typed) for typed in FIRST_OF_THE_SECOND} == {date(2026, 2, 1)}
    assert (read("1/1/26"), read("1/1/49")) == (date(2026, 1, 1), date(2049, 1, 1))
    for typed in (*NO_DAYS, *ABSURD):
        with pytest.raises(ValidationError) as refused:
            read(typed)
        (error,) = refused.value.errors()
        message = str(next(one for one in error["ctx"]["error"].args if isinstance(one, Words)))
        assert "24/11/2026" in message or f"từ {FIRST_YEAR} đến {LAST_YEAR}" in message, typed


def test_an_hour_is_read_as_people_write_it() -> None:
    read = TypeAdapter(fields.Hour).validate_python
    for hour, all_typed in HOURS.items():
        assert {read(typed) for typed in all_typed} == {hour}
    for typed in NO_HOURS:
        with pytest.raises(ValidationError, match="14:30"):
            read(typed)


def test_every_page_asks_for_a_day_in_one_way() -> None:
    asked = re.compile(r'field\([\w.]+, "(\w[\w-]*)",.*?\}\}', re.DOTALL)
    names = {name for _model, name in DAYS} - {"on"} | {"tu-ngay", "den-ngay"}
    wrong = [
        f"{template}: {found[1]}"
        for template in templates()
        for found in asked.finditer((TEMPLATES / template).read_text(encoding="utf-8"))
        if found[1] in names and 'kind="date"' not in found[0] and "{% for" not in found[0]
    ]
    assert not wrong, 'use kind="date"'
    assert not [one for one in templates() if 'type="date"' in (TEMPLATES / one).read_text(encoding="utf-8")]


POSTS = [row for row in rows() if row.method == "POST" and row.allowed and row.route in FORMS]


async def _see_versions(http: httpx.AsyncClient, world: World) -> None:
    """Before anything is changed: what the rows' forms replace is kept by the matrix."""
    for row in POSTS:
        if "seen_version" in FORMS[row.route].model_fields:
            await seen_version(http, row, world)


async def _posted(http: httpx.AsyncClient, world: World, row: Row, **changed: Any) -> Page:
    data: dict[str, Any] = row.posted(world)
    if "seen_version" in FORMS[row.route].model_fields:
        data["seen_version"] = await seen_version(http, row, world)
    http.cookies.clear()
    if row.allowed[0] != "visitor":
        http.cookies.set("hien_ke", world.tokens[row.allowed[0]], domain="hien-ke.test")
    url, headers = row.url.format_map(world.names), {"sec-fetch-site": "same-origin"}
    return Page(await http.post(url, data=data | changed, headers=headers))


async def test_every_error_names_its_field_and_says_what_to_do(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    """Each form with all of it empty, and with each field wrong."""
    name, world = furnished
    wrong: list[str] = []
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        await _see_versions(http, world)
        for row in POSTS:
            asked = [one for one in FORMS[row.route].model_fields if one != "seen_version"]
            page = await _posted(http, world, row, **dict.fromkeys(asked, ""))
            wrong += [f"{row.name} empty: {what}" for what in _faults(page)]
            for field in asked:
                page = await _posted(http, world, row, **{field: "?"})
                wrong += [f"{row.name} {field}: {what}" for what in _faults(page)]
    assert wrong == []


async def test_no_day_however_absurd_breaks_a_page(
    server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    wrong: list[str] = []
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        await _see_versions(http, world)
        for row in POSTS:
            for model, field in DAYS:
                if model is not FORMS[row.route]:
                    continue
                for typed in ("01/01/0001", "31/12/9999", "31/2/2027"):
                    page = await _posted(http, world, row, **{field: typed})
                    is_shown = page.soup.find(attrs={"name": field}) is not None
                    if page.status != 422 or (is_shown and not page.error_of(field)):
                        wrong.append(f"{row.name} {field} {typed}: {page.status}")
                    elif is_shown and page.field(field) != typed:
                        wrong.append(f"{row.name} {field}: lost {typed}")
                for typed in (f"01/01/{FIRST_YEAR}", f"31/12/{LAST_YEAR}"):
                    page = await _posted(http, world, row, **{field: typed})
                    wrong += [] if page.status < 500 else [f"{row.name} {field} {typed}: {page.status}"]
    assert wrong == []


def _faults(page: Page) -> Iterator[str]:
    if page.status != 422 or page.soup.find(id="error-summary") is None:
        return
    title = page.soup.title.get_text() if page.soup.title else ""
    if not title.startswith("Lỗi: "):
        yield f"the title is {title!r}"
    for error in page.soup.select("p.error"):
        control = str(error.get("id", "")).removesuffix("-error")
        yield from _unnamed(page, control, error.get_text(" ").strip().removeprefix("Lỗi:"))
    for link in page.soup.select("#error-summary li a"):
        yield from _unnamed(page, str(link["href"]).removeprefix("#"), link.get_text())
    if "<!--" in page.text:
        yield "the place of the errors is empty"


def _unnamed(page: Page, control: str, message: str) -> Iterator[str]:
    message = " ".join(message.split())
    asked = page.soup.find(id=control)
    label = page.soup.find("label", attrs={"for": control})
    label = label or (asked.find(["legend", "caption"]) if isinstance(asked, Tag) else None)
    if not isinstance(label, Tag):
        yield f"no label for {control}: {message}"
        return
    words = " ".join(label.get_text(" ").replace("(không bắt buộc)", "").split()).strip(" ?:")
    if not message.startswith(f"{words}:"):
        yield f"{message!r} does not begin with {words!r}"
    if isinstance(asked, Tag) and asked.name in ("select", "fieldset") and "một số" in message:
        yield f"a choice is no number: {message}"
