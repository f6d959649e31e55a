"""The changes an import makes: tasks and sections of the text are matched to the existing ones, so that codes
and links survive insertions and renumbering. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from forum.programme.importer import ProgrammeText, SectionText, TaskText

ALIKE = 0.5  # minimum share of common words between two texts of one task


@dataclass(frozen=True, slots=True)
class StandingTask:
    id: int
    code: str
    text: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class StandingSection:
    id: int
    code: str
    heading: str | None


@dataclass(frozen=True, slots=True)
class MatchedTask:
    """`standing` is None for a new task; `code` is its old or new one."""

    read: TaskText
    standing: StandingTask | None
    code: str


@dataclass(frozen=True, slots=True)
class MatchedSection:
    read: SectionText
    standing: StandingSection | None
    code: str


@dataclass(frozen=True, slots=True)
class Matched:
    sections: tuple[MatchedSection, ...]
    tasks: tuple[MatchedTask, ...]
    gone: tuple[StandingTask, ...]


def match(read: ProgrammeText, sections: Sequence[StandingSection], tasks: Sequence[StandingTask]) -> Matched:
    by_read_section = _match_sections(read.sections, sections)
    codes = {each.read.code: each.code for each in by_read_section}
    matched_tasks = _match_tasks(read.tasks, tasks, codes)
    matched = {each.standing.id for each in matched_tasks if each.standing}
    gone = tuple(task for task in tasks if task.id not in matched and not task.withdrawn)
    return Matched(by_read_section, matched_tasks, gone)


_SameSection = Callable[[SectionText, StandingSection], bool]
_SAME_SECTION: tuple[_SameSection, ...] = (
    lambda read, stands: read.code == stands.code and stands.heading in (None, read.heading),
    lambda read, stands: read.heading == stands.heading,
    lambda read, stands: read.code == stands.code,
)


def _match_sections(
    read: Sequence[SectionText], standing: Sequence[StandingSection]
) -> tuple[MatchedSection, ...]:
    """By code and heading first, then by heading alone, then by code."""
    left = {section.id: section for section in standing}
    found: dict[int, StandingSection] = {}
    for rule in _SAME_SECTION:
        for index, section in enumerate(read):
            if index in found:
                continue
            same = next((each for each in left.values() if rule(section, each)), None)
            if same:
                found[index] = left.pop(same.id)
    taken = {section.code for section in standing}
    return tuple(
        MatchedSection(
            section, found.get(index), found[index].code if index in found else _free(section.code, taken)
        )
        for index, section in enumerate(read)
    )


def _match_tasks(
    read: Sequence[TaskText], standing: Sequence[StandingTask], codes: dict[str, str]
) -> tuple[MatchedTask, ...]:
    """By identical text first, in any place; then by similar text, preferring the same code."""
    left = {task.id: task for task in standing}
    found: dict[int, StandingTask] = {}
    by_text = {task.text: task for task in standing if task.text}
    for index, task in enumerate(read):
        same = by_text.get(task.text)
        if same and same.id in left:
            found[index] = left.pop(same.id)
    for index, task in enumerate(read):
        if index not in found and (like := _most_alike(task, left.values())):
            found[index] = left.pop(like.id)
    taken = {task.code for task in standing}
    return tuple(
        MatchedTask(
            task, found.get(index), found[index].code if index in found else _new_code(task, codes, taken)
        )
        for index, task in enumerate(read)
    )


def _most_alike(task: TaskText, standing: Iterable[StandingTask]) -> StandingTask | None:
    words = set(task.text.casefold().split())
    best: tuple[float, bool, StandingTask] | None = None
    for each in standing:
        same_code = each.code == task.code
        alike = 1.0 if each.text is None and same_code else _likeness(words, each.text)
        if alike >= ALIKE and (best is None or (alike, same_code) > best[:2]):
            best = (alike, same_code, each)
    return best[2] if best else None


def _likeness(words: set[str], text: str | None) -> float:
    others = set(text.casefold().split()) if text else set()
    return len(words & others) / max(1, len(words | others))


def _new_code(task: TaskText, codes: dict[str, str], taken: set[str]) -> str:
    """The code in the text unless another task has it, else the next number of its section."""
    section = codes.get(task.section, task.section)
    code = section + task.code.removeprefix(task.section) if task.code.startswith(task.section) else task.code
    stem, _, number = code.rpartition("-")
    count = int(number) if number.isdecimal() else 1
    while f"{stem}-{count}" in taken:
        count += 1
    taken.add(f"{stem}-{count}")
    return f"{stem}-{count}"


def _free(code: str, taken: set[str]) -> str:
    free, count = code, 1
    while free in taken:
        count += 1
        free = f"{code}({count})"
    taken.add(free)
    return free
