"""The frame around every page, for a visitor and for a person who has signed in."""

from dataclasses import dataclass, replace

import jinja2
import pytest
from bs4 import Tag

from forum.actor import NOTICES_COUNTED
from forum.web.render import Chrome
from tests.client import Client, Page, look_over
from tests.face.conftest import chrome_for, page_of


@dataclass(frozen=True)
class Nothing:
    """A page that shows nothing of its own."""


FRAME = """{% extends "layout.html" %}{% block title %}Trang thử{% endblock %}
{% block head %}<h1>Trang thử</h1>{% endblock %}{% block main %}<p>Nội dung</p>{% endblock %}"""
RAIL = "{% block rail %}<p>Bên lề</p>{% endblock %}"


def framed(jinja: jinja2.Environment, chrome: Chrome, source: str = FRAME) -> Page:
    page = page_of(jinja.from_string(source).render(page=Nothing(), chrome=chrome))
    look_over(page, "the frame")
    return page


def test_the_frame_skips_to_main_and_searches_by_a_plain_form(
    jinja: jinja2.Environment, chrome: Chrome
) -> None:
    page = framed(jinja, chrome)
    body = page.soup.body
    assert body is not None
    first = body.find("a")
    assert isinstance(first, Tag)
    assert first["href"] == "#main"
    form = page.soup.find("form", attrs={"role": "search"})
    assert isinstance(form, Tag)
    assert (form["action"], form["method"]) == ("/tim-kiem", "get")
    assert form.find("input", attrs={"name": "q"})


def test_the_current_part_of_the_menu_is_marked(jinja: jinja2.Environment, chrome: Chrome) -> None:
    menu = framed(jinja, chrome).soup.find(id="menu")
    assert isinstance(menu, Tag)
    assert [a.get_text() for a in menu.find_all("a", attrs={"aria-current": "page"})] == ["Diễn đàn"]


def test_a_visitor_is_offered_to_log_in_and_no_way_out(jinja: jinja2.Environment, chrome: Chrome) -> None:
    page = framed(jinja, chrome)
    assert page.soup.find("a", href="/dang-nhap")
    assert page.soup.find("a", href="/dang-ky")
    assert not page.soup.find("form", action="/dang-xuat")


def test_a_person_sees_their_name_their_desks_their_notices_and_logs_out_by_post(
    jinja: jinja2.Environment,
) -> None:
    page = framed(jinja, chrome_for("Người Mẫu Một"))
    assert page.has("Người Mẫu Một")
    assert page.has("Duyệt nội dung")
    assert page.has("3 chưa đọc")
    form = page.soup.find("form", action="/dang-xuat")
    assert isinstance(form, Tag)
    assert form["method"] == "post"
    assert not page.soup.find("a", href="/dang-nhap")


def test_more_notices_than_anybody_counts_are_said_in_short(jinja: jinja2.Environment) -> None:
    chrome = chrome_for("Người Mẫu Một")
    for count, said in ((99, "99 chưa đọc"), (NOTICES_COUNTED, "99+ chưa đọc")):
        unread = replace(chrome.actor, notice_count=count).unread
        assert framed(jinja, replace(chrome, unread=unread)).has(said)


def test_a_flash_is_said_aloud_and_escaped(jinja: jinja2.Environment) -> None:
    page = framed(jinja, chrome_for(None, flash="Đã lưu <b>nháp</b>."))
    flash = page.soup.find(id="flash")
    assert isinstance(flash, Tag)
    assert flash["aria-live"] == "polite"
    assert flash.get_text().strip() == "Đã lưu <b>nháp</b>."


@pytest.mark.parametrize("sample", [True, False])
def test_only_sample_mode_says_that_its_content_is_made_up(jinja: jinja2.Environment, sample: bool) -> None:
    page = framed(jinja, chrome_for(None, sample=sample))
    assert page.has("Nội dung minh họa") is sample
    assert bool(page.soup.find("a", href="/hop-thu")) is sample


def test_the_footer_leads_to_how_it_works_to_accessibility_to_the_rules_and_to_the_transparency_report(
    jinja: jinja2.Environment, chrome: Chrome
) -> None:
    foot = framed(jinja, chrome).soup.find("footer")
    assert isinstance(foot, Tag)
    assert [a["href"] for a in foot.find_all("a")] == [
        "/gioi-thieu",
        "/bao-ve-du-lieu",
        "/tro-nang",
        "/quy-tac",
        "/minh-bach",
        "/ai-giu-viec-gi",
    ]


def test_a_rail_is_there_only_where_a_page_has_one(jinja: jinja2.Environment, chrome: Chrome) -> None:
    assert not framed(jinja, chrome).soup.find("aside")
    page = framed(jinja, chrome, FRAME + RAIL)
    aside = page.soup.find("aside")
    assert isinstance(aside, Tag)
    assert aside.get_text().strip() == "Bên lề"
    assert page.main.count("Nội dung") == 1


async def test_htmx_may_run_no_code_of_a_page_and_keeps_no_history(passer_by: Client) -> None:
    page = await passer_by.get("/styleguide")
    meta = page.soup.find("meta", attrs={"name": "htmx-config"})
    assert isinstance(meta, Tag)
    for setting in ('"allowEval":false', '"includeIndicatorStyles":false', '"historyCacheSize":0'):
        assert setting in str(meta["content"])
