"""The list of all kinds of things that have a page. Code for 'any thing' (search, the desk, notices, papers,
'Của tôi', /ma/CODE) goes through it and knows no room."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select

import forum.commitments.kind as of_commitments
import forum.consultations.approving as approving_of_consultations
import forum.consultations.kind as of_consultations
import forum.contact.kind as of_contact
import forum.contributions.kind as of_contributions
import forum.programme.kind as of_programme
import forum.progress.kind as of_progress
import forum.threads.kind as of_threads
from forum import journal
from forum.accounts import parting
from forum.actor import Actor
from forum.commitments.actions.judges import hand_judging_on
from forum.commitments.handing_over import OF_COMMITMENTS
from forum.consultations.handing_over import OF_CONSULTATIONS as ESTATE_OF_CONSULTATIONS
from forum.consultations.parting import BURDENS as OF_CONSULTATIONS
from forum.contact.floor.actions import keep_one_place
from forum.contact.handing_over import OF_QUESTIONS
from forum.contact.parting import BURDENS as OF_SESSIONS
from forum.contributions import actions as texts
from forum.contributions.actions import closing
from forum.contributions.entering import joining
from forum.contributions.handovers import actions as handovers
from forum.contributions.heads import cards_together
from forum.contributions.models import Contribution
from forum.contributions.naming import accept_name
from forum.contributions.official import on_paper
from forum.contributions.official.queries import DISOWNED, disowned_among
from forum.contributions.parting import BURDENS as OF_TEXTS
from forum.contributions.policy import NAME
from forum.contributions.proofs import proven_texts
from forum.contributions.queries import texts_by_id
from forum.database import Db, ReadDb, load
from forum.deadlines.parting import BURDENS as OF_DEADLINES
from forum.errors import NotFound
from forum.files.issued import is_withdrawn_copy
from forum.files.models import File
from forum.files.policy import FileRole, FileState, is_own
from forum.programme.models import Task
from forum.terms import term
from forum.thing import Approving, Card, Cards, Kind, Proven, Responsible, Thing
from forum.threads.handing_over import OF_PROPOSALS
from forum.urls import PATHS
from forum.words import _
from moderation.values import Json
from search.entry import Entry


def is_text(kind: Kind) -> bool:
    return kind.table is Contribution


def lacks(kind: Kind, kinds: Mapping[str, Kind]) -> list[str]:
    """The names of what a kind still needs to be registered among these."""
    others = [one for one in kinds.values() if one.name != kind.name]
    texts = {one.name for one in kinds.values() if is_text(one)}
    missing = [f"a word for {key}" for key in _keys(kind) if not _has_word(key)]
    if kind.prefix is not None and "code" not in kind.table.__table__.c:
        missing.append(f"a column 'code' for {kind.prefix}")
    if kind.prefix is not None and kind.prefix in {one.prefix for one in others}:
        missing.append(f"a prefix of its own: {kind.prefix} is taken")
    is_official = kind.name in {one.official_text for one in others}
    if is_text(kind) and not is_official and kind.responsible is None:
        missing.append("who is responsible for it")
    if is_official and kind.approving is None:
        missing.append("how it is approved")
    if kind.documents is not None:
        pages = (kind.documents.page, kind.documents.listed)
        missing += [f"an address named {page}" for page in pages if page not in PATHS]
    if kind.set_tasks is not None and kind.set_tasks not in PATHS:
        missing.append(f"an address named {kind.set_tasks}")
    if kind.official_text is not None and kind.official_text not in texts:
        missing.append(f"a kind of text named {kind.official_text}")
    return missing


def _keys(kind: Kind) -> tuple[str, ...]:
    return kind.noun, *(f"states.{state}" for state in kind.clock_states)


def _has_word(key: str) -> bool:
    try:
        return bool(term(key))
    except KeyError:
        return False


def complete(*kinds: Kind) -> dict[str, Kind]:
    """The kinds by name. Raises ValueError at import for an incomplete one."""
    found = {kind.name: kind for kind in kinds}
    for kind in kinds:
        if missing := lacks(kind, found):
            raise ValueError(f"the kind {kind.name} lacks {'; '.join(missing)}")
    return found


KINDS = complete(
    *of_programme.KINDS,
    *of_contributions.KINDS,
    *of_threads.KINDS,
    *of_consultations.KINDS,
    *of_contact.KINDS,
    *of_commitments.KINDS,
    *of_progress.KINDS,
)


def _proof_of(kind: Kind) -> Proven | None:
    """What people read of things of a kind; of a text, its words with what its room shows beside them."""
    if not is_text(kind) or kind.name == NAME:
        return kind.proven

    async def proven(db: ReadDb, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
        words = await proven_texts(db, ids)
        beside = await kind.proven(db, ids) if kind.proven is not None else {}
        return {one: {**content, **beside.get(one, {})} for one, content in words.items()}

    return proven


journal.PROVEN.update({name: proof for name, kind in KINDS.items() if (proof := _proof_of(kind))})

parting.BURDENS.update({one.name: one for one in (*OF_TEXTS, *OF_CONSULTATIONS, *OF_SESSIONS, *OF_DEADLINES)})

on_paper.ROOMS.update({**of_threads.ON_PAPER, **of_progress.ON_PAPER, **approving_of_consultations.ON_PAPER})

handovers.ESTATES.update(
    {
        "commitment": OF_COMMITMENTS,
        "consultation": ESTATE_OF_CONSULTATIONS,
        "proposal": OF_PROPOSALS,
        "question": OF_QUESTIONS,
    }
)

joining.SETTLED["ix_speakers_once"] = keep_one_place
closing.AT_END["commitments"] = hand_judging_on

PARTS = {name: may_have for kind in KINDS.values() for name, may_have in kind.parts}


def ids_of(kind: Kind) -> Select[int]:
    """The ids of all things of a kind."""
    query = select(kind.table.__table__.c.id)
    return query.where(Contribution.kind == kind.name) if is_text(kind) else query


async def cards(db: ReadDb, actor: Actor, things: Iterable[Thing]) -> dict[Thing, Card]:
    """Cards of many things, one call for all that are made alike; things the actor may not know of are left out."""
    known = [thing for thing in dict.fromkeys(things) if thing.kind in KINDS]
    asked: dict[Cards, list[int]] = {}
    for thing in known:
        asked.setdefault(KINDS[thing.kind].cards, []).append(thing.id)
    made = await cards_together(db, actor, asked)
    official = {thing for thing in known if KINDS[thing.kind].approving is not None}
    disowned = await disowned_among(db, [thing.id for thing in official])
    found: dict[Thing, Card] = {}
    for card in (one for cards in made.values() for one in cards.values()):
        is_disowned = card.thing in official and card.thing.id in disowned and not card.is_tombstone
        it = replace(card, noun=KINDS[card.thing.kind].word)
        found[card.thing] = replace(it, state=DISOWNED, caution=CAUTION) if is_disowned else it
    return found


CAUTION = _("người duyệt cho biết đây không phải ý mình")


async def _disowned(db: ReadDb, kind: Kind, ids: Collection[int]) -> frozenset[int]:
    """Which of these official texts their approver does not stand by: said of them wherever they are listed, found,
    cited or exported."""
    return await disowned_among(db, ids) if kind.approving is not None else frozenset()


async def entries(db: ReadDb, name: str, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """The search entries of things of a kind."""
    if (kind := KINDS.get(name)) is None:
        return {}
    made = await kind.entries(db, ids, at)
    disowned = await _disowned(db, kind, made.keys())
    return {one: replace(it, state=DISOWNED) if one in disowned else it for one, it in made.items()}


async def card(db: ReadDb, actor: Actor, thing: Thing) -> Card:
    """One thing's card. Raises NotFound."""
    found = (await cards(db, actor, [thing])).get(thing)
    if found is None:
        raise NotFound
    return found


async def url(db: ReadDb, actor: Actor, thing: Thing) -> str:
    return (await card(db, actor, thing)).url


async def repudiate(db: Db, actor: Actor, text_id: int) -> None:
    """An official text's approval is taken back by the leader or head of whom it was recorded. Raises NotFound."""
    kind = KINDS.get((await load(db, Contribution, text_id)).kind)
    if kind is None or kind.approving is None:
        raise NotFound
    await kind.approving.repudiate(db, actor, text_id)


async def readable_file(db: ReadDb, actor: Actor, file_id: int) -> File:
    """A clean file that the actor may have: their own, or one of a thing that they may read. Raises NotFound."""
    file = await load(db, File, file_id)
    if file.state == FileState.clean and (is_own(actor, file) or await _is_shown(db, actor, file)):
        return file
    raise NotFound


async def _is_shown(db: ReadDb, actor: Actor, file: File) -> bool:
    if file.owner_id is None:
        return False
    if (may_have := PARTS.get(file.owner_kind or "")) is not None:
        return await may_have(db, actor, file.owner_id)
    if (kind := KINDS.get(file.owner_kind or "")) is None:
        return False
    card = (await kind.cards(db, actor, [file.owner_id])).get(file.owner_id)
    if card is None or card.is_tombstone:
        return False
    is_copy = file.role == FileRole.issued_copy
    if is_copy and await is_withdrawn_copy(db, file.id):
        return kind.documents is not None and await kind.documents.is_office(db, actor, file.owner_id)
    if not is_text(kind):
        return True
    if is_copy:
        return await opens_copies(db, actor, card.thing)
    view = (await texts_by_id(db, actor, [file.owner_id])).get(file.owner_id)
    return view is not None and file.id in {one.id for one in view.files}


async def opens_copies(db: ReadDb, actor: Actor, thing: Thing) -> bool:
    """Whether who reads the thing may have the signed copies of its papers and their names: no mask of a text reaches
    into a file, which may repeat what is masked."""
    if not is_text(KINDS[thing.kind]):
        return True
    view = (await texts_by_id(db, actor, [thing.id])).get(thing.id)
    if view is None or view.tombstone is not None:
        return False
    return not view.masks or actor.moderates(view.forum_id)


async def find_code(db: ReadDb, code: str) -> Thing | None:
    """The thing with a code such as HK-2026-0123, in upper or lower case."""
    code = code.strip().upper()
    for kind in KINDS.values():
        if kind.prefix is not None and code.startswith(f"{kind.prefix}-"):
            found: int | None = await db.scalar(ids_of(kind).where(kind.table.__table__.c.code == code))
            return None if found is None else Thing(kind.name, found)
    return None


async def find_task(db: ReadDb, code: str) -> Thing | None:
    """The task of that code, where no other programme has one."""
    tasks = await db.scalars(select(Task.id).where(func.upper(Task.code) == code.strip().upper()).limit(2))
    found = list(tasks)
    return Thing("task", found.pop()) if len(found) == 1 else None


async def responsible_for(db: ReadDb, things: Collection[Thing]) -> dict[Thing, Responsible]:
    found = dict.fromkeys(things, Responsible())
    for name in {thing.kind for thing in things}:
        if (ask := KINDS[name].responsible) is not None:
            of_kind = await ask(db, [thing.id for thing in things if thing.kind == name])
            found |= {Thing(name, thing_id): owners for thing_id, owners in of_kind.items()}
    return found


def approving(kind: str) -> Approving:
    """How official texts of a kind are approved. Raises NotFound for other kinds."""
    found = KINDS[kind].approving
    if found is None:
        raise NotFound
    return found


async def urgent_things(db: ReadDb) -> frozenset[Thing]:
    """Texts in review that are to be judged before all others."""
    found: set[Thing] = set()
    for kind in KINDS.values():
        if kind.urgent is not None:
            found |= {Thing(kind.name, one) for one in await kind.urgent(db)}
    return frozenset(found)


async def publish(db: Db, actor: Actor, contribution_id: int) -> None:
    """Publish a judged text and run its room's follow-up. The caller records the decision, last."""
    it = await load(db, Contribution, contribution_id, lock=True)
    first = it.published_at is None
    await texts.publish(db, actor, it)
    after = KINDS[it.kind].after_published
    if first and after is not None:
        await after(db, actor, it.id)
    if it.kind != NAME:
        await accept_name(db, actor, it.persona_id)
    await after_change(db, actor, it)


async def after_change(db: Db, actor: Actor, it: Contribution) -> None:
    """Run the room's follow-up to a change of what is public of a locked text."""
    if (after := KINDS[it.kind].after_change) is not None:
        await db.flush()
        await after(db, actor, it.id)
