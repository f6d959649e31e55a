"""The cases of a page that a moderator may not judge, by reason.

The same statements for any number of cases of a kind; a text is folded only where it can hold a name.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forum.actor import Actor
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.desk.conflicts import CaseMatter, Person, judge
from forum.desk.panels import matter_of, parties_to
from forum.desk.people import people
from forum.desk.under_review import Revisions
from forum.words import Words, _
from moderation.policy import impartial
from moderation.queries import CaseRow

# In the order in which they are said.
REASONS: Mapping[str, Words] = {
    "own_text": _("bài của chính Ông/Bà"),
    "own_body": _("bài thuộc việc của cơ quan nơi Ông/Bà làm việc, hoặc nhắc tên cơ quan ấy"),
    "names_self": _("bài nhắc tên Ông/Bà"),
    "names_leader": _("bài gửi hoặc nhắc tên lãnh đạo mà Ông/Bà giúp việc"),
    "took_part": _("bài Ông/Bà đã phản ánh, góp phần soạn hoặc đã quyết định"),
}
_ALIKE = {0x111: "d", 0xF0: "d", 0x256: "d", ord("y"): "i"}  # as vietnamese.fold writes them


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The reason by case."""

    by_case: Mapping[int, Words]

    @property
    def count(self) -> int:
        return len(self.by_case)

    @property
    def reasons(self) -> tuple[tuple[Words, int], ...]:
        """Those that occur, with the number of cases."""
        found = list(self.by_case.values())
        return tuple((words, found.count(words)) for words in REASONS.values() if words in found)


async def exclusions_of(
    db: ReadDb,
    actor: Actor,
    rows: Sequence[CaseRow],
    texts: Mapping[int, Contribution],
    revisions: Revisions,
) -> Exclusions:
    """Of the cases that a page shows: to know it of all that wait, all of them would be read at each view."""
    assert actor.persona_id is not None  # may_open_desk ensures it
    parties = await parties_to(db, [texts[one] for one in dict.fromkeys(row.subject.id for row in rows)])
    (me,) = await people(db, {actor.persona_id}, actor.at)
    found = {}
    for row in rows:
        it = texts[row.subject.id]
        matter = matter_of(it, revisions[it.id, row.subject.version], parties[it.id])
        known = matter if _may_name(matter, me) else replace(matter, words="")
        refusal = impartial(judge(me, known, actor.at, outside=False, impartial_count=1), row.facts)
        if refusal.code in REASONS:
            found[row.id] = REASONS[refusal.code]
    return Exclusions(found)


def _may_name(matter: CaseMatter, person: Person) -> bool:
    """False only where the words cannot hold a name that would be a conflict."""
    letters = _letters(matter.words)
    return any(_letters(one) in letters for one in (person.name, *person.leader_names, *person.body_names))


def _letters(words: str) -> str:
    """Letters and digits without marks, fast for long texts."""
    bare = filter(str.isalnum, unicodedata.normalize("NFKD", words).lower())
    return "".join(bare).translate(_ALIKE)
