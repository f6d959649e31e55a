"""The programme while it is being parsed."""

from dataclasses import dataclass, field

from forum.programme.importer.duties import Duty
from forum.programme.importer.paragraphs import Paragraph
from forum.programme.importer.result import IndicatorText, Remark, RemarkKind, Role, SectionText, Timing


@dataclass(slots=True)
class OpenSection:
    depth: int
    code: str
    duty: Duty | None = None
    timing: Timing | None = None
    bullet: str = ""
    task_count: int = 0
    pending: list["TaskDraft"] = field(default_factory=list)
    candidates: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class TaskDraft:
    code: str
    section: str
    line: int
    pieces: list[str]
    duty: Duty
    timing: Timing | None = None
    has_own_lead: bool = False
    has_own_partners: bool = False
    guessed: bool = False
    last_line: int = 0


@dataclass(slots=True)
class Draft:
    """The programme while it is being parsed, top to bottom."""

    names: frozenset[str]
    sections: list[SectionText] = field(default_factory=list)
    tasks: list[TaskDraft] = field(default_factory=list)
    indicators: list[IndicatorText] = field(default_factory=list)
    open: list[OpenSection] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    closed: bool = False
    roman: int = 0
    path: tuple[int, ...] = ()

    def remark(self, kind: RemarkKind, line: int, text: str, suggestion: str | None = None) -> None:
        self.remarks.append(Remark(kind, line, text[:300], suggestion))

    def mark(self, paragraph: Paragraph, role: Role) -> None:
        for line in (paragraph.line, *(after for _, after in paragraph.joins)):
            self.roles[line] = role
