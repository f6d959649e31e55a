"""The text of a case as a judge reads it, and the panel that may judge it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from forum import audience
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.contributions.masks import in_force
from forum.contributions.models import Contribution, Revision
from forum.contributions.naming import AuthorStanding, author_standings
from forum.contributions.official.queries import involved_in
from forum.database import ReadDb, load
from forum.deadlines.policy import OUTSIDE_SEAT, Owner, moderators_of
from forum.desk.conflicts import CaseMatter, Person, conflicts, judge
from forum.desk.models import Concern
from forum.desk.people import independent_members, moderators, people
from forum.errors import NotFound
from forum.kinds import KINDS, responsible_for
from forum.thing import Responsible, Thing
from moderation.policy import CaseFacts
from moderation.queries import CasePage
from moderation.values import CaseReason, Judge, JudgedText, TextStatus

# Status of a text for its judge; states left out are not shown yet.
SEEN_AS = {
    Visibility.published: TextStatus.published,
    Visibility.interim_hidden: TextStatus.hidden,
    Visibility.hidden: TextStatus.hidden,
}


@dataclass(frozen=True, slots=True)
class Panel:
    """Who may take the next step of a case: the actor as a judge, and how many moderators are impartial.

    `members` are the independent members by name; `wording` is an opinion's proposed wording, judged with its text;
    `author` says whether the name is, too.
    """

    judge: Judge
    impartial_count: int
    members: tuple[str, ...]
    wording: str
    author: AuthorStanding

    @property
    def needs_member(self) -> bool:
        return self.impartial_count == 0


async def judged_text(db: ReadDb, it: Contribution, version: int, actor: Actor) -> JudgedText:
    """A version with the words that are judged with it."""
    revision = await load(db, Revision, (it.id, version))
    more = words_beside(it, (await parties_to(db, [it]))[it.id])
    state = audience.shown_state(it.visibility, it.hidden_until, actor.at)
    return JudgedText(
        version,
        f"{words_of(revision)}\n{more}",
        SEEN_AS.get(state, TextStatus.in_review),
        is_masked=bool(in_force(it.masks, actor.at)),
    )


def words_of(revision: Revision) -> str:
    """Its own words, and why it was edited, which the history shows."""
    own = f"{revision.typed_title}\n{revision.typed_text}"
    return f"{own}\n{revision.note}" if revision.note else own


@dataclass(frozen=True, slots=True)
class Parties:
    """Who a text under review belongs to, and who took part in it: flagged, entered, drafted or approved it.

    `answered_ids` wrote, entered, drafted or approved what it answers: whom it may criticise.
    """

    owners: Responsible
    author: AuthorStanding
    involved_ids: frozenset[int]
    answered_ids: frozenset[int] = frozenset()


_FLAGGED = select(Concern.contribution_id, Concern.persona_id).where(
    Concern.contribution_id.in_(bindparam("ids", expanding=True)), Concern.reason == CaseReason.flag
)


async def parties_to(db: ReadDb, texts: Sequence[Contribution]) -> dict[int, Parties]:
    """By text; the same statements for any number of texts of a kind."""
    ids = [it.id for it in texts]
    owners = await responsible_for(db, [Thing(it.kind, it.id) for it in texts])
    authors = await author_standings(db, {it.persona_id for it in texts})
    involved = await involved_in(db, [*ids, *(it.subject_id for it in texts if it.subject_id is not None)])
    flagged = await db.execute(_FLAGGED, {"ids": ids})
    behind = await _subjects(db, texts)
    flaggers: dict[int, set[int | None]] = {}
    for text_id, persona_id in flagged:
        flaggers.setdefault(text_id, set()).add(persona_id)
    return {
        it.id: Parties(
            owners[Thing(it.kind, it.id)],
            authors[it.persona_id],
            frozenset(
                one
                for one in (*flaggers.get(it.id, ()), it.entered_by, *involved.get(it.id, ()))
                if one is not None
            ),
            frozenset(
                one
                for one in (*behind[it.id], *(involved.get(it.subject_id or 0, ()) if behind[it.id] else ()))
                if one is not None and one != it.persona_id
            ),
        )
        for it in texts
    }


_WRITERS = select(Contribution.id, Contribution.persona_id, Contribution.entered_by, Contribution.kind).where(
    Contribution.id.in_(bindparam("ids", expanding=True))
)


async def _subjects(db: ReadDb, texts: Sequence[Contribution]) -> dict[int, set[int | None]]:
    """Who wrote and who entered the texts that these are about: a thread, a post, an answer."""
    about = {it.subject_id for it in texts if it.subject_kind in KINDS and it.subject_id is not None}
    rows = await db.execute(_WRITERS, {"ids": about})
    behind = {Thing(row.kind, row.id): {row.persona_id, row.entered_by} for row in rows}
    return {it.id: behind.get(Thing(it.subject_kind or "", it.subject_id or 0), set()) for it in texts}


def words_beside(it: Contribution, parties: Parties) -> str:
    """What is judged with a text: on whose behalf it is written, an opinion's proposed wording, and the name of an
    author who has published nothing yet."""
    words = (it.on_behalf, parties.owners.more_words, parties.author.unjudged_name)
    return "\n".join(filter(None, words))


async def panel_of(db: ReadDb, actor: Actor, it: Contribution, revision: Revision, facts: CaseFacts) -> Panel:
    """Counts the impartial for this very step: who decided a case can neither confirm nor hear it."""
    assert actor.persona_id is not None  # may_judge ensures it
    parties = (await parties_to(db, [it]))[it.id]
    matter = matter_of(it, revision, parties)
    panel_moderators = await moderators(db, it.forum_id, actor.at)
    members = await independent_members(db, actor.at)
    is_impartial = _impartial(panel_moderators, matter, facts.participants)
    me = next((one for one in panel_moderators if one.persona_id == actor.persona_id), None)
    outside = me is None and actor.has(Role.independent_member)
    if me is None:
        me = (await people(db, {actor.persona_id}, actor.at))[0]
    hearers = [*is_impartial, *_impartial(members, matter, facts.participants)]
    made = replace(
        judge(me, matter, actor.at, outside=outside, impartial_count=len(is_impartial)),
        is_criticised=actor.persona_id in parties.answered_ids,
        can_be_reviewed=any(one.persona_id != actor.persona_id for one in hearers),
    )
    names = tuple(one.name for one in members)
    return Panel(made, len(is_impartial), names, parties.owners.more_words, parties.author)


def require_falls_to(panel: Panel, page: CasePage) -> None:
    """An independent member meets only the cases that fall to them, or in which they took part. Raises NotFound."""
    me = panel.judge.persona_id
    took_part = any(me in (row.decided_by, row.seconded_by) for row in page.history)
    if panel.judge.is_outside_seat and not panel.needs_member and not took_part:
        raise NotFound


async def who_hears(
    db: ReadDb,
    it: Contribution,
    revision: Revision,
    participants: frozenset[int],
    at: datetime,
) -> Owner | None:
    """Whose it is to hear a review of a decision: the moderators', or the independent members' where no moderator is
    impartial and took no part. None where nobody could hear it."""
    matter = matter_of(it, revision, (await parties_to(db, [it]))[it.id])
    if _impartial(await moderators(db, it.forum_id, at), matter, participants):
        return moderators_of(it.forum_id)
    return OUTSIDE_SEAT if _impartial(await independent_members(db, at), matter, participants) else None


def _impartial(judges: Sequence[Person], matter: CaseMatter, participants: Collection[int]) -> list[Person]:
    return [
        one for one in judges if conflicts(one, matter).is_impartial and one.persona_id not in participants
    ]


def matter_of(it: Contribution, revision: Revision, parties: Parties) -> CaseMatter:
    return CaseMatter(
        author_id=it.persona_id,
        involved_ids=parties.involved_ids,
        words=f"{words_of(revision)}\n{words_beside(it, parties)}",
        body_ids=parties.owners.body_ids,
        leader_ids=parties.owners.leader_ids,
    )
