"""What the reader of Word files has to mention in the report."""

from dataclasses import dataclass, field

from forum.paperwork.remarks import Remark, RemarkKind

MAX_TEXT = 160


@dataclass
class Findings:
    """Collected in the order of the file."""

    remarks: list[Remark] = field(default_factory=list)

    def note_once(self, code: str, text: str, place: str = "") -> None:
        if not any(remark.kind == code and text in remark.about for remark in self.remarks):
            self.note(code, text, place)

    def note(self, code: str, text: str, place: str = "") -> None:
        """`code` is the value of a RemarkKind."""
        shown = " ".join(text.split())
        if not shown:
            return
        if len(shown) > MAX_TEXT:
            shown = shown[:MAX_TEXT] + "…"
        self.remarks.append(Remark(RemarkKind(code), place, shown))
