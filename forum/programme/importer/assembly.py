"""Paragraphs → sections and tasks. The rules are described in docs/importer.md."""

import re
from collections.abc import Iterable

from forum.programme.importer.deadlines import closing_timing, inline_timing, is_deadline_line, read_timing
from forum.programme.importer.draft import Draft, OpenSection, TaskDraft
from forum.programme.importer.duties import (
    Duty,
    Label,
    guessed_name_at_start,
    known_name_at_start,
    names_in,
    partners_after,
    read_duty,
    read_labels,
)
from forum.programme.importer.marks import Mark, ends_a_sentence
from forum.programme.importer.paragraphs import (
    MAX_HEADING_WORDS,
    GroupKey,
    Habits,
    Paragraph,
    group_key,
    is_closing,
)
from forum.programme.importer.result import IndicatorText, SectionText, TaskText, Timing
from forum.programme.policy import Schedule

_GOALS = re.compile(r"\b(?:mục|chỉ) tiêu\b", re.IGNORECASE)


def assemble(paragraphs: list[Paragraph], habits: Habits) -> Draft:
    draft = Draft(habits.names)
    for paragraph, follows in zip(paragraphs, _what_follows(paragraphs), strict=True):
        if draft.open and paragraph.mark.kind == "none" and is_closing(paragraph.opening):
            draft.closed = True
        if paragraph.mark.is_annex:
            draft.closed = False
        if draft.closed:
            draft.remark("ignored", paragraph.line, paragraph.text, "phần ký và nơi nhận")
            continue
        _place(draft, paragraph, follows, habits)
    _report_unread(draft, paragraphs)
    return draft


def _report_unread(draft: Draft, paragraphs: list[Paragraph]) -> None:
    """Everything that became nothing: before the first section it is the preamble, a figure among the goals is an
    indicator, and at the rest people must look."""
    first = draft.sections[0].line if draft.sections else 0
    reported = {remark.line for remark in draft.remarks}
    for paragraph in paragraphs:
        if paragraph.line in draft.roles or paragraph.line in reported:
            continue
        if paragraph.line < first:
            draft.mark(paragraph, "preamble")
        elif (goal := _goal_of(draft, paragraph)) is not None:
            draft.mark(paragraph, "indicator")
            draft.indicators.append(IndicatorText(goal, paragraph.line, paragraph.text))
        else:
            draft.remark(
                "unread", paragraph.line, paragraph.text, "chưa thành mục, nhiệm vụ hay thời hạn nào"
            )


def _goal_of(draft: Draft, paragraph: Paragraph) -> str | None:
    """The section of goals in which a paragraph with a figure stands."""
    section = next((one for one in reversed(draft.sections) if one.line <= paragraph.line), None)
    if section is None or not any(sign.isdecimal() for sign in paragraph.text):
        return None
    above = [one for one in draft.sections if f"{section.code}.".startswith(f"{one.code}.")]
    return section.code if any(_GOALS.search(one.heading) for one in above) else None


def finished(draft: Draft, last: Paragraph) -> tuple[TaskText, ...]:
    """The tasks as values; a text that ends in mid-sentence marks its last task as truncated."""
    texts = ["".join(task.pieces) for task in draft.tasks]
    ended_count = sum(ends_a_sentence(text) for text in texts[:-1])
    breaks_off = (
        bool(texts)
        and not draft.closed
        and not last.is_row
        and draft.tasks[-1].last_line == last.line
        and not ends_a_sentence(texts[-1])
        and ended_count * 2 >= len(texts) - 1
    )
    tasks = []
    for number, (task, text) in enumerate(zip(draft.tasks, texts, strict=True), start=1):
        truncated = breaks_off and number == len(texts)
        tasks.append(_task_text(draft, task, text, truncated))
    return tuple(tasks)


def _task_text(draft: Draft, task: TaskDraft, text: str, truncated: bool) -> TaskText:
    timing = task.timing or closing_timing(text) or Timing()
    if truncated:
        draft.remark("truncated", task.line, f"{task.code}: {text[-120:]}", "văn bản dừng giữa câu")
    if timing.doubt:
        draft.remark("unsure", task.line, f"{task.code}: {timing.words or ''}", timing.doubt)
    elif timing.schedule == Schedule.unknown:
        draft.remark("unsure", task.line, f"{task.code}: {text[:120]}", "không đọc được thời hạn")
    if not task.duty.lead:
        draft.remark("unsure", task.line, f"{task.code}: {text[:120]}", "không rõ cơ quan chủ trì")
    elif task.guessed:
        draft.remark(
            "unsure", task.line, f"{task.code}: {task.duty.lead[0]}", "cơ quan chủ trì do câu văn mà đoán"
        )
    duty = task.duty
    return TaskText(
        task.code, task.section, task.line, text, duty.lead, duty.partners, duty.others, timing, truncated
    )


def _what_follows(paragraphs: list[Paragraph]) -> list[tuple[Paragraph | None, bool]]:
    """For each paragraph: the next that is neither label nor date, and whether any of these came between."""
    following: list[tuple[Paragraph | None, bool]] = []
    upcoming: Paragraph | None = None
    between = False
    for paragraph in reversed(paragraphs):
        following.append((upcoming, between))
        if read_labels(paragraph.opening) or (
            _may_be_date(paragraph) and is_deadline_line(paragraph.opening)
        ):
            between = True
        else:
            upcoming, between = paragraph, False
    return following[::-1]


def _may_be_date(paragraph: Paragraph) -> bool:
    return paragraph.mark.kind in ("none", "bullet")


def _place(
    draft: Draft, paragraph: Paragraph, follows: tuple[Paragraph | None, bool], habits: Habits
) -> None:
    opening, mark = paragraph.opening, paragraph.mark
    if mark.kind == "roman":
        draft.roman, draft.path = mark.path[0], ()
    elif mark.kind == "number":
        draft.path = mark.path
    labels = read_labels(opening)
    if labels:
        _take_labels(draft, paragraph, labels)
    elif _may_be_date(paragraph) and is_deadline_line(opening):
        _take_timing(draft, paragraph, read_timing(opening) or Timing())
    elif mark.kind == "none":
        _take_unmarked(draft, paragraph)
    elif mark.kind == "bullet":
        _take_bullet(draft, paragraph)
    elif _is_section(draft, paragraph, follows, habits):
        _open_section(draft, paragraph)
    else:
        _take_numbered(draft, paragraph, has_labels=follows[1])


def _is_section(
    draft: Draft, paragraph: Paragraph, follows: tuple[Paragraph | None, bool], habits: Habits
) -> bool:
    """A heading has content below it and does not end like a sentence; a duty line always is one."""
    opening, mark = paragraph.opening, paragraph.mark
    if mark.kind == "roman" or read_duty(opening, draft.names):
        return True
    below, labels_between = follows
    if below is None or is_closing(below.opening) or below.mark.depth <= mark.depth:
        return False
    if below.mark.kind == "none" and read_duty(below.opening, draft.names):
        return True
    if _is_row_of_tasks(draft, mark, habits):
        return False
    if not ends_a_sentence(opening) or opening.endswith(":"):
        return not (labels_between and below.mark.kind == "none")
    if below.mark.kind == "none" or len(opening.split()) > MAX_HEADING_WORDS:
        return False
    return known_name_at_start(opening, draft.names) is None


def _is_row_of_tasks(draft: Draft, mark: Mark, habits: Habits) -> bool:
    """Below a duty line, numbered paragraphs are tasks if their row is written in sentences, even with lists."""
    above = next((section for section in reversed(draft.open) if section.depth < mark.depth), None)
    return above is not None and above.duty is not None and _row_of(draft, mark) in habits.sentence_groups


def _row_of(draft: Draft, mark: Mark) -> GroupKey | None:
    return group_key(mark, draft.roman, draft.path if mark.kind == "letter" else mark.path)


def _open_section(draft: Draft, paragraph: Paragraph) -> None:
    depth = paragraph.mark.depth
    while draft.open and draft.open[-1].depth >= depth:
        draft.open.pop()
    inherited = draft.open[-1] if draft.open else None
    code = _unique(draft, _code_of(draft, paragraph.mark), paragraph.line)
    section = OpenSection(
        depth, code, read_duty(paragraph.opening, draft.names) or (inherited.duty if inherited else None)
    )
    draft.open.append(section)
    draft.sections.append(SectionText(code, paragraph.text, paragraph.line))
    draft.mark(paragraph, "heading")


def _code_of(draft: Draft, mark: Mark) -> str:
    """III · III.1 · III.1.1 · II.1.2.a: the path as written, below the roman section."""
    above = [section for section in draft.open if section.depth < mark.depth]
    if mark.kind == "roman":
        return ".".join([*(section.code for section in above), mark.shown])
    if mark.kind == "letter":
        return f"{above[-1].code}.{mark.shown}" if above else mark.shown
    outer = [section.code for section in above if section.depth <= 0][-1:]
    return ".".join([*outer, *map(str, mark.path)])


def _unique(draft: Draft, code: str, line: int) -> str:
    count = draft.codes.get(code, 0) + 1
    draft.codes[code] = count
    free = code if count == 1 else f"{code}({count})"
    if free != code:
        draft.remark("unsure", line, f"{code} đã có ở trên", f"đánh số lại; tạm ghi là {free}")
    return free


def _take_unmarked(draft: Draft, paragraph: Paragraph) -> None:
    if not draft.open:
        return
    section = draft.open[-1]
    duty = read_duty(paragraph.opening, draft.names)
    if duty:
        _take_duty(draft, section, paragraph, duty)
        return
    if _names_a_group(paragraph.opening) and _task_by_subject(draft, section, paragraph):
        return
    last = section.pending[-1] if section.pending else None
    if section.bullet and last:
        last.pieces.append(f" {paragraph.text}")
        last.last_line = paragraph.line
        draft.mark(paragraph, "task")
        draft.remark("unsure", paragraph.line, paragraph.text, f"ghép vào nhiệm vụ {last.code}")
    elif section.duty and not paragraph.opening.endswith(":"):
        _add_task(draft, section, paragraph, section.duty)
    elif not paragraph.opening.endswith(":"):
        section.candidates.append(paragraph)


def _take_duty(draft: Draft, section: OpenSection, paragraph: Paragraph, duty: Duty) -> None:
    section.duty, section.bullet, section.pending, section.candidates = duty, "", [], []
    draft.mark(paragraph, "lead")


def _names_a_group(opening: str) -> bool:
    """'Các sở, ngành gửi …' is said to others than the body of the line above."""
    name = guessed_name_at_start(opening)
    return name is not None and name.startswith("Các ")


def _take_bullet(draft: Draft, paragraph: Paragraph) -> None:
    if not draft.open:
        return
    section = draft.open[-1]
    shown = paragraph.mark.shown
    if duty := read_duty(paragraph.opening, draft.names):
        _take_duty(draft, section, paragraph, duty)
        return
    if section.bullet and shown != section.bullet and section.pending:
        nested_in = section.pending[-1]
        nested_in.pieces.append(f"\n{shown} {paragraph.text}")
        nested_in.last_line = paragraph.line
        draft.mark(paragraph, "task")
        return
    section.bullet = section.bullet or shown
    if section.duty:
        _add_task(draft, section, paragraph, section.duty)
    elif not _task_by_subject(draft, section, paragraph):
        section.candidates.append(paragraph)


def _take_numbered(draft: Draft, paragraph: Paragraph, *, has_labels: bool) -> None:
    depth = paragraph.mark.depth
    while draft.open and draft.open[-1].depth >= depth:
        draft.open.pop()
    if not draft.open:
        return
    section = draft.open[-1]
    section.bullet = paragraph.mark.shown
    code = _code_of(draft, paragraph.mark)
    if section.duty or has_labels:
        _add_task(draft, section, paragraph, section.duty or Duty(), code)
    elif not _task_by_subject(draft, section, paragraph, code):
        section.candidates.append(paragraph)


def _task_by_subject(
    draft: Draft, section: OpenSection, paragraph: Paragraph, code: str | None = None
) -> bool:
    """A paragraph that begins with the name of a body is a task of that body."""
    opening = paragraph.opening.removeprefix("Giao ")
    known = known_name_at_start(opening, draft.names)
    after_tasks = bool(draft.tasks) or inline_timing(paragraph.text) is not None
    name = known or (guessed_name_at_start(opening) if after_tasks else None)
    if name is None:
        return False
    partners = partners_after(opening, name, draft.names)
    task = _add_task(draft, section, paragraph, Duty((name,), partners), code)
    task.guessed = known is None
    return True


def _add_task(
    draft: Draft, section: OpenSection, paragraph: Paragraph, duty: Duty, code: str | None = None
) -> TaskDraft:
    if code is None:
        section.task_count += 1
        code = f"{section.code}-{section.task_count}"
    else:
        code = f"{code}-1"
    text = paragraph.text
    task = TaskDraft(
        _unique(draft, code, paragraph.line), section.code, paragraph.line, [text], duty, inline_timing(text)
    )
    task.last_line = paragraph.line
    task.timing = task.timing or section.timing
    draft.tasks.append(task)
    draft.mark(paragraph, "task")
    section.pending.append(task)
    return task


def _take_timing(draft: Draft, paragraph: Paragraph, timing: Timing) -> None:
    """A deadline line applies to all tasks since the previous one."""
    section = draft.open[-1] if draft.open else None
    if section is None:
        return
    _turn_candidates_into_tasks(draft, section)
    if not section.pending:
        if section.task_count == 0 and not section.timing:
            section.timing = timing
            draft.mark(paragraph, "deadline")
        else:
            draft.remark("unsure", paragraph.line, paragraph.text, "thời hạn không rõ của nhiệm vụ nào")
        return
    for task in section.pending:
        if task.timing is None or task.timing is section.timing:
            task.timing = timing
    section.pending = []
    draft.mark(paragraph, "deadline")


def _take_labels(draft: Draft, paragraph: Paragraph, labels: Iterable[Label]) -> None:
    section = draft.open[-1] if draft.open else None
    if section is None:
        return
    _turn_candidates_into_tasks(draft, section)
    for label in labels:
        if label.kind == "timing":
            timing = read_timing(label.value) or Timing(Schedule.unknown, words=label.value)
            _take_timing(draft, paragraph, timing)
        elif label.kind == "other":
            draft.remark("ignored", paragraph.line, paragraph.text, "dòng nhãn chưa có chỗ lưu")
        elif section.task_count or (draft.tasks and draft.tasks[-1].section == section.code):
            _label_tasks(draft, section, label)
        else:
            section.duty = _labelled(section.duty or Duty(), label, draft.names)
        if label.kind in ("lead", "partners"):
            draft.mark(paragraph, "lead")


def _label_tasks(draft: Draft, section: OpenSection, label: Label) -> None:
    """A label line applies to the tasks since the last label of its kind."""
    for task in reversed(draft.tasks):
        if task.section != section.code:
            break
        if task.has_own_lead if label.kind == "lead" else task.has_own_partners:
            break
        task.duty = _labelled(task.duty, label, draft.names)
        task.guessed = False
        if label.kind == "lead":
            task.has_own_lead = True
        else:
            task.has_own_partners = True


def _labelled(duty: Duty, label: Label, known: frozenset[str]) -> Duty:
    names, others = names_in(label.value, known)
    if label.kind == "lead":
        return Duty(names, duty.partners, duty.others or others)
    return Duty(duty.lead, names, others)


def _turn_candidates_into_tasks(draft: Draft, section: OpenSection) -> None:
    """Paragraphs without a named body become tasks when a deadline or a label line refers to them."""
    candidates, section.candidates = section.candidates, []
    for paragraph in candidates:
        numbered = paragraph.mark.kind in ("number", "letter")
        code = _code_of(draft, paragraph.mark) if numbered else None
        _add_task(draft, section, paragraph, section.duty or Duty(), code)
