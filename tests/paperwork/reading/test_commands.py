"""`forum paper read`, `match` and `table`, as someone at a shell meets them."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from forum.paperwork.commands import app
from tests.paperwork.reading.word import paragraph, word_file
from tests.shared import ROOT

OLD = ["Điều 1. Phạm vi", "1. Áp dụng tại phường mẫu.", "2. Thời hạn mười ngày.", "Điều 2. Hiệu lực"]
NEW = ["Điều 1. Lời đầu", "Điều 2. Phạm vi", "1. Áp dụng tại phường mẫu.", "2. Thời hạn mười lăm ngày."]


def saved(folder: Path, name: str, lines: list[str]) -> str:
    file = folder / name
    file.write_bytes(word_file("".join(paragraph(line) for line in lines)))
    return str(file)


def test_read_prints_the_tree_as_text_or_json(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.docx", OLD)
    shown = CliRunner().invoke(app, ["read", file])
    assert "  [Điều 1 khoản 2] Thời hạn mười ngày." in shown.output.splitlines()
    tree = json.loads(CliRunner().invoke(app, ["read", file, "--json"]).output)["tree"]
    assert tree["children"][0]["children"][1]["anchor"] == "dieu-1-khoan-2"


def test_match_says_what_became_of_each_paragraph(tmp_path: Path) -> None:
    files = [saved(tmp_path, "cu.docx", OLD), saved(tmp_path, "moi.docx", NEW)]
    lines = CliRunner().invoke(app, ["match", *files]).output.splitlines()
    assert lines[0] == "giữ nguyên  Điều 1 → Điều 2 [1.00]"
    assert lines[3].strip() == "Thời hạn mười{+ lăm+} ngày."
    assert lines[4] == "bỏ          Điều 2 [0.00]"
    assert lines[5] == "mới         Điều 1: Lời đầu"
    values = json.loads(CliRunner().invoke(app, ["match", *files, "--json"]).output)
    assert [entry["fate"] for entry in values["old"]] == ["unchanged", "unchanged", "changed", "removed"]


def test_table_puts_both_versions_side_by_side(tmp_path: Path) -> None:
    files = [saved(tmp_path, "cu.docx", OLD), saved(tmp_path, "moi.docx", NEW)]
    target = tmp_path / "so-sanh.xlsx"
    assert CliRunner().invoke(app, ["table", *files, str(target)]).exit_code == 0
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert rows[3][1:6] == (
        "Điều 1 khoản 2",
        "Thời hạn mười ngày.",
        "sửa đổi",
        "Điều 2 khoản 2",
        "Thời hạn mười lăm ngày.",
    )
    assert rows[-1][3:6] == ("mới", "Điều 1", "Lời đầu")


def test_the_commands_of_the_docs_page_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "paperwork-reading.md").read_text(encoding="utf-8")
    lines = [
        line.split("#")[0].split()[2:] for line in page.splitlines() if line.startswith("    forum paper")
    ]
    monkeypatch.chdir(tmp_path)
    message = {line[0]: CliRunner().invoke(app, line) for line in lines}
    assert {name: result.exit_code for name, result in message.items()} == dict.fromkeys(
        ("sample", "read", "match", "table"), 0
    )
    assert "[Điều 3 khoản 1 điểm đ] Đã công bố trên trang thông tin mẫu." in message["read"].output
    fates = {line.split()[0] for line in message["match"].output.splitlines() if line.strip()}
    assert {"giữ", "sửa", "chuyển", "tách", "nhập", "bỏ", "mới"} <= fates
    rows = load_workbook(tmp_path / "so-sanh.xlsx").active.iter_rows(values_only=True)
    assert any("Điều 3 khoản 1 điểm d" in row and "bỏ" in row for row in rows)


def test_a_refused_file_is_one_line_and_the_source_is_never_overwritten(tmp_path: Path) -> None:
    bad = tmp_path / "a.docx"
    bad.write_bytes(b"%PDF-1.7")
    refused = CliRunner().invoke(app, ["read", str(bad)])
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    file = saved(tmp_path, "b.docx", OLD)
    before = Path(file).read_bytes()
    assert CliRunner().invoke(app, ["table", file, file, file]).exit_code == 1
    assert Path(file).read_bytes() == before
