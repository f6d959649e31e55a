"""/styleguide: each component beside the template source that renders it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import jinja2
import yaml
from fastapi import APIRouter, Request
from markupsafe import Markup
from pydantic import BaseModel
from starlette.responses import Response

from forum import svg
from forum.errors import Conflict
from forum.paperwork.difference import by_words
from forum.rendering import TEMPLATES
from forum.urls import path
from forum.web.app_state import app_state_of
from forum.web.forms import Form
from forum.web.render import Render, with_errors

router = APIRouter()

EXAMPLES = TEMPLATES / "components" / "examples.yaml"


@dataclass(frozen=True, slots=True)
class Example:
    id: str
    group: str
    title: str
    about: str
    source: str
    html: Markup


@dataclass(frozen=True, slots=True)
class StyleguidePage:
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class Charts:
    groups: Markup
    whole: Markup
    months: Markup


class _Anything(BaseModel):
    """The sample forms are shown but never submitted."""


@router.get(path("home.styleguide"), include_in_schema=False)
async def styleguide(request: Request, render: Render) -> Response:
    return render.page(
        "styleguide/styleguide.html", StyleguidePage(rendered_examples(app_state_of(request).jinja))
    )


def rendered_examples(jinja: jinja2.Environment) -> list[Example]:
    values = _sample_values()
    returned = values["returned"]
    assert isinstance(returned, Form)
    rendered: list[Example] = []
    for group in yaml.safe_load(EXAMPLES.read_text(encoding="utf-8")):
        imports = "".join(
            f'{{% from "components/{file}.html" import {", ".join(macros)} %}}\n'
            for file, macros in group["use"].items()
        )
        for entry in group["examples"]:
            html = jinja.from_string(imports + entry["source"]).render(**values)
            html = with_errors(jinja, html, returned)
            rendered.append(
                Example(
                    id=f"mau-{len(rendered) + 1}",
                    group=group["group"],
                    title=entry["title"],
                    about=entry.get("about", ""),
                    source=imports + entry["source"],
                    html=Markup(html),  # noqa: S704 - an autoescaped template of our own made it
                )
            )
    return rendered


@cache
def _sample_values() -> dict[str, object]:
    day = date(2026, 11, 20)
    returned = Form(
        _Anything,
        "#example",
        "sample",
        values={"heading": "", "body": "Đoạn viết đã nhập vẫn còn ở đây.", "side": "group"},
        errors={"heading": "Đề nghị điền tên chủ đề.", "side": "Đề nghị chọn một mục trong danh sách."},
    )
    overtaken = Form(_Anything, "#example", "sample", values={"wording": "Câu Ông/Bà vừa viết."})
    overtaken.refusal = Conflict("", theirs={"wording": "Câu hiện có trên trang."})
    return {
        "overtaken": overtaken,
        "day": day,
        "soon": day + timedelta(days=21),
        "moment": datetime(2026, 11, 20, 7, 30, tzinfo=UTC),
        "fresh": Form(_Anything, "#example", "sample", values={"stance": "amend"}),
        "returned": returned,
        "pieces": by_words(
            "Làm việc ít nhất 10 năm; hoàn trả toàn bộ kinh phí.",
            "Làm việc ít nhất 5 năm; hoàn trả kinh phí theo thời gian chưa thực hiện.",
        ),
        "charts": _sample_charts(),
    }


def _sample_charts() -> Charts:
    def shares(done: int, running: int, silent: int, late: int) -> list[svg.Share]:
        return [
            svg.Share("xong", done, "done"),
            svg.Share("đang làm", running, "open"),
            svg.Share("chưa có báo cáo", silent, "wait"),
            svg.Share("quá hạn", late, "late"),
        ]

    sections = [
        svg.Group("III.1 Nhận thức", shares(1, 2, 1, 1), "#example"),
        svg.Group("III.2 Đào tạo, trọng dụng", shares(2, 3, 8, 1)),
        svg.Group("III.3 Đổi mới sáng tạo", shares(1, 2, 0, 1)),
    ]
    months = [svg.Column(f"{month:02}/2026", count) for month, count in enumerate((4, 9, 14, 7, 22, 31), 6)]
    return Charts(
        groups=svg.progress_bars(sections, "Tiến độ theo mục"),
        whole=svg.stacked(shares(4, 7, 9, 3), "Nhiệm vụ theo tình trạng"),
        months=svg.columns(months, "Góp ý theo tháng", "góp ý"),
    )
