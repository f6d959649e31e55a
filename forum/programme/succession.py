"""Which bodies now do the work of one named in a text: successors, followed to those that still exist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from forum.accounts.bodies import has_ended
from forum.fields import Certainty


@dataclass(frozen=True, slots=True)
class BodyLife:
    id: int
    code: str
    name: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Succession:
    from_id: int
    to_id: int
    certainty: Certainty
    note: str


@dataclass(frozen=True, slots=True)
class Graph:
    """All bodies and their successions: many-to-many, possibly with a cycle entered by mistake."""

    bodies: Mapping[int, BodyLife]
    successions: tuple[Succession, ...]

    def living(self, body_id: int, on: date) -> tuple[BodyLife, ...]:
        """The body itself while it exists; else its existing successors, by id."""
        found: dict[int, BodyLife] = {}
        seen: set[int] = set()
        waiting = [body_id]
        while waiting:
            at = waiting.pop()
            if at in seen or at not in self.bodies:
                continue
            seen.add(at)
            body = self.bodies[at]
            if has_ended(body.ended_on, on):
                waiting += [each.to_id for each in self.successions if each.from_id == at]
            else:
                found[at] = body
        return tuple(found[at] for at in sorted(found))

    def is_sure(self, body_id: int) -> bool:
        """Whether every succession from this body on is confirmed by a public source."""
        return all(
            each.certainty == Certainty.confirmed for each in self.successions if each.from_id == body_id
        )


def graph_of(bodies: Iterable[BodyLife], successions: Iterable[Succession]) -> Graph:
    return Graph({body.id: body for body in bodies}, tuple(successions))
