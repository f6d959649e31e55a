"""Decisions by people that the text cannot tell: names, aliases, suspected slips."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from forum.programme.importer.result import ProgrammeError


@dataclass(frozen=True, slots=True)
class Slip:
    written: str
    suggestion: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Overlay:
    codes_by_name: dict[str, str]
    slips: tuple[Slip, ...] = ()


def overlay_from(path: Path) -> Overlay:
    """Raises ProgrammeError with the line when the file is not YAML or not shaped like an overlay."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProgrammeError(line, "tệp bổ sung không phải là YAML đúng") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProgrammeError(1, "tệp bổ sung không phải là YAML bằng UTF-8") from error
    if not isinstance(data, dict) or not isinstance(data.get("bodies", {}), dict):
        raise ProgrammeError(1, "tệp bổ sung thiếu mục 'bodies'")
    codes: dict[str, str] = {}
    for code, body in data.get("bodies", {}).items():
        if not isinstance(body, dict) or not isinstance(body.get("name"), str):
            raise ProgrammeError(1, f"tệp bổ sung: cơ quan {code} thiếu tên")
        for name in (body["name"], *body.get("aliases", ())):
            codes[str(name)] = str(code)
    return Overlay(codes, tuple(_slips(data.get("suspected_slips") or ())))


def _slips(rows: object) -> list[Slip]:
    if not isinstance(rows, list | tuple):
        raise ProgrammeError(1, "tệp bổ sung: 'suspected_slips' phải là một danh sách")
    slips = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 4:
            raise ProgrammeError(1, "tệp bổ sung: mỗi chỗ cần kiểm tra gồm dòng, chữ, gợi ý, độ tin cậy")
        slips.append(Slip(str(row[1]), str(row[2]), str(row[3])))
    return slips
