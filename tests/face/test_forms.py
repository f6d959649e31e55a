"""Fields keep what was typed, say what is wrong beside the field, and name what they are for."""

from datetime import date
from typing import Any

import jinja2
import pytest
from bs4 import Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from forum.errors import Conflict
from forum.rendering import make_environment
from forum.web.forms import Form
from forum.web.render import with_errors
from forum.words import Words
from tests.client import Page
from tests.face.conftest import page_of

JINJA = make_environment()
WRITTEN = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029"), max_size=80
)


class Letter(BaseModel):
    title: str = ""
    body: str = ""


def form_with(
    values: dict[str, Any] | None = None, errors: dict[str, Words | str] | None = None
) -> Form[Letter]:
    return Form(Letter, "/thu", "a-key-of-twenty-letters", values or {}, errors or {})


def drawn(source: str, jinja: jinja2.Environment = JINJA, **values: Any) -> Page:
    macros = "field, form_start, error_summary, button_form, confirm, hidden"
    imports = f'{{% from "components/form.html" import {macros} %}}'
    drawing = jinja.from_string(imports + source).render(**values)
    return page_of(with_errors(jinja, drawing, values["form"]) if values.get("form") else drawing)


@settings(deadline=None, max_examples=60)
@given(WRITTEN, WRITTEN)
def test_what_was_typed_comes_back_letter_by_letter(title: str, body: str) -> None:
    page = drawn(
        '{{ field(form, "title", "Tên") }}{{ field(form, "body", "Nội dung", kind="textarea") }}',
        form=form_with({"title": title, "body": body}),
    )
    assert page.field("title") == title
    assert page.field("body") == body


def test_lines_that_begin_a_text_are_kept() -> None:
    page = drawn(
        '{{ field(form, "body", "Nội dung", kind="textarea") }}', form=form_with({"body": "\n\nHai dòng"})
    )
    assert page.field("body") == "\n\nHai dòng"


def test_an_error_stands_beside_its_field_and_at_the_top_with_a_link() -> None:
    page = drawn(
        '{{ form_start(form) }}{{ field(form, "title", "Tên", help="Một câu.") }}</form>',
        form=form_with({"title": "x"}, {"title": "Đề nghị viết ít nhất 5 ký tự.", "": "Đã hết thời hạn."}),
    )
    assert "Tên: đề nghị viết ít nhất 5 ký tự." in page.error_of("title")
    control = page.soup.find(id="f-title")
    assert isinstance(control, Tag)
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "f-title-help f-title-error"
    summary = page.soup.find(id="error-summary")
    assert isinstance(summary, Tag)
    assert [a["href"] for a in summary.find_all("a")] == ["#f-title"]
    assert "Đã hết thời hạn." in summary.get_text()


@pytest.mark.parametrize("kind", ["radio", "checkboxes"])
def test_an_error_of_a_choice_is_said_with_the_choice(kind: str) -> None:
    page = drawn(
        '{{ field(form, "side", "Ý kiến", kind=kind, options=[("a", "Tán thành"), ("b", "Hỏi")]) }}',
        kind=kind,
        form=form_with(errors={"side": "Đề nghị chọn một mục."}),
    )
    assert "Ý kiến: đề nghị chọn một mục." in page.error_of("side")
    legend = page.soup.select_one("fieldset#f-side > legend")
    assert legend is not None
    assert "Ý kiến" in legend.get_text()


def test_what_was_chosen_stays_chosen() -> None:
    page = drawn(
        """{{ field(form, "task", "Mục", kind="select", blank="Chọn", options=[(1, "Một"), (2, "Hai")]) }}
        {{ field(form, "side", "Ý kiến", kind="radio", options=[("a", "A"), ("b", "B", "lời giúp")]) }}
        {{ field(form, "many", "Lĩnh vực", kind="checkboxes", options=[("x", "X"), ("y", "Y"), ("z", "Z")]) }}
        {{ field(form, "agreed", "Đồng ý", kind="checkbox") }}""",
        form=form_with({"task": "2", "side": "b", "many": ["x", "z"], "agreed": "true"}),
    )
    assert [o["value"] for o in page.soup.select("option[selected]")] == ["2"]
    assert [i["value"] for i in page.soup.select("input[checked]")] == ["b", "x", "z", "true"]


def test_consent_is_never_given_beforehand() -> None:
    page = drawn('{{ field(form, "agreed", "Tôi đồng ý", kind="checkbox") }}', form=form_with())
    assert not page.soup.select("input[checked]")


def test_a_password_is_not_written_back() -> None:
    page = drawn(
        '{{ field(form, "secret", "Mật khẩu", kind="password") }}', form=form_with({"secret": "mat-khau-mau"})
    )
    assert "mat-khau-mau" not in page.text


def test_a_field_that_may_stay_empty_says_so() -> None:
    page = drawn('{{ field(form, "title", "Tên", required=false) }}', form=form_with())
    assert page.has("không bắt buộc")
    assert page.soup.select_one("#f-title[required]") is None


def test_a_kept_draft_is_shown_for_confirmation_with_its_key() -> None:
    form = form_with({"title": "Đã viết"})
    form.was_restored = True
    page = drawn('{{ form_start(form) }}{{ field(form, "title", "Tên") }}</form>', form=form)
    assert page.has("chưa gửi")
    assert page.form("/thu") == {"_key": "a-key-of-twenty-letters", "title": "Đã viết"}


def test_an_edit_conflict_in_a_form_shows_both_texts() -> None:
    form = form_with(
        {"title": "Của tôi", "side": "a", "seen_version": "2"}, {"": "Nội dung vừa được cập nhật."}
    )
    theirs = {"title": "Bản hiện có trên trang", "side": "b", "on": date(2026, 11, 24)}
    form.refusal = Conflict("Nội dung vừa được cập nhật.", theirs=theirs, version="2")
    options = [("a", "Tán thành"), ("b", "Hỏi")]
    page = drawn(
        """{{ form_start(form) }}{{ field(form, "title", "Tên") }}{{ field(form, "on", "Ngày") }}
        {{ field(form, "side", "Ý kiến", kind="select", options=options) }}</form>""",
        form=form,
        options=options,
    )
    stands = [" ".join(one.get_text(" ").split()) for one in page.soup.select(".what-stands")]
    assert stands == [
        "Bản hiện có Bản hiện có trên trang", "Bản hiện có 24/11/2026", "Bản hiện có Hỏi",
    ]  # fmt: skip
    assert page.form("/thu")["title"] == "Của tôi"
    assert page.form("/thu")["seen_version"] == "2"


def test_a_button_posts_without_javascript_and_swaps_with_it() -> None:
    page = drawn('{{ button_form("/bai/7/ung-ho", "Ủng hộ", values={"on": "1"}, target="#e-7") }}')
    form = page.soup.find("form")
    assert isinstance(form, Tag)
    assert (form["action"], form["method"]) == ("/bai/7/ung-ho", "post")
    assert (form["hx-post"], form["hx-target"]) == ("/bai/7/ung-ho", "#e-7")
    assert page.form("/ung-ho") == {"on": "1"}


def test_what_is_hard_to_undo_asks_once_more_without_a_script() -> None:
    page = drawn(
        '{% call confirm("Rút lại", "Bài sẽ không còn công khai.", "/bai/7/rut", "Rút bài này") %}'
        '{{ field(form, "why", "Lý do", kind="textarea") }}{% endcall %}',
        form=form_with(),
    )
    assert page.soup.select_one("details:not([open]) form[method=post] textarea[name=why]") is not None
