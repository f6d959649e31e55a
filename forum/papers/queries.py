"""The papers offered for a thing, those already made, and the file itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum import kinds
from forum.actor import Actor, require
from forum.database import ReadDb, load
from forum.documents import MEDIA_TYPES, Offer
from forum.errors import Conflict
from forum.files.issued import CopyView, issued_copies
from forum.files.store import Place
from forum.papers import files, policy
from forum.papers.models import Paper
from forum.papers.policy import PaperState
from forum.papers.sources import content_of, documents_of, narrowed_offer, offer_of, offers_of
from forum.settings import Settings
from forum.thing import Card, Thing
from forum.urls import url_for
from forum.words import Words, _
from vietnamese import slug


@dataclass(frozen=True, slots=True)
class FormatView:
    """One format of a paper. `state` is None where it has not been requested."""

    format: str
    state: PaperState | None
    paper_id: int | None = None
    made_at: datetime | None = None
    size: int = 0
    message: str = ""

    @property
    def is_made(self) -> bool:
        return self.state == PaperState.made

    @property
    def is_under_way(self) -> bool:
        return self.state == PaperState.asked

    @property
    def is_outdated(self) -> bool:
        return self.state == PaperState.outdated

    @property
    def is_failed(self) -> bool:
        return self.state == PaperState.failed


@dataclass(frozen=True, slots=True)
class OfferView:
    kind: str
    title: Words | str
    formats: tuple[FormatView, ...]


@dataclass(frozen=True, slots=True)
class PapersPage:
    """`action` is the URL to request a paper at; `listed` the route name of the list that holds the thing;
    `opens_copies` says whether this reader may have the files of the signed copies and their names."""

    card: Card
    action: str
    listed: str
    offers: tuple[OfferView, ...]
    copies: tuple[CopyView, ...]
    issue_url: str  # where the office puts a signed copy; empty for others
    is_office: bool
    opens_copies: bool
    former: Mapping[str, Words]

    def copies_of(self, kind: str) -> tuple[CopyView, ...]:
        return tuple(one for one in self.copies if one.paper == kind)

    @property
    def other_copies(self) -> tuple[tuple[Words, tuple[CopyView, ...]], ...]:
        """Of papers that are not offered any more, by what those are called."""
        offered, found = {one.kind for one in self.offers}, dict[str, tuple[Words, list[CopyView]]]()
        for one in self.copies:
            if one.paper not in offered:
                key = one.paper if one.paper in self.former else ""
                title = self.former.get(key, _("Văn bản khác đã ký"))
                found.setdefault(key, (title, []))[1].append(one)
        return tuple((title, tuple(copies)) for title, copies in found.values())

    @property
    def is_waiting(self) -> bool:
        return any(f.is_under_way for offer in self.offers for f in offer.formats)


@dataclass(frozen=True, slots=True)
class PaperFile:
    """`name` is the Vietnamese file name; `plain_name` is for programs that know only ASCII."""

    place: Place
    name: str
    plain_name: str
    media_type: str


async def papers_page(db: ReadDb, actor: Actor, thing: Thing) -> PapersPage:
    """The papers this reader may have, and those made for them. Raises NotFound."""
    card = await kinds.card(db, actor, thing)
    documents = documents_of(thing)
    offers = await offers_of(db, actor, thing)
    rows = await db.scalars(
        select(Paper).where(
            Paper.thing_kind == thing.kind,
            Paper.thing_id == thing.id,
            Paper.persona_id.is_not_distinct_from(actor.persona_id),
        )
    )
    made = {(row.kind, row.format): row for row in rows}
    others = sorted({kind for kind, _format in made} - {offer.kind for offer in offers})
    asked = [await narrowed_offer(db, actor, thing, kind) for kind in others]
    offers = (*offers, *(offer for offer in asked if offer is not None))
    is_office = bool(actor.bindings) and await documents.is_office(db, actor, thing.id)
    copies = await issued_copies(db, thing)
    return PapersPage(
        card,
        url_for(documents.page, thing.id),
        documents.listed,
        tuple([await _offer_view(actor, offer, made) for offer in offers]),
        copies,
        url_for("papers.issue_copy", thing.kind, thing.id) if offers and is_office else "",
        is_office,
        not copies or await kinds.opens_copies(db, actor, thing),
        await documents.former(db, actor, thing.id) if documents.former is not None and copies else {},
    )


async def _offer_view(actor: Actor, offer: Offer, papers: Mapping[tuple[str, str], Paper]) -> OfferView:
    """What is in the paper now is read only where one was made, to say whether it is still so."""
    its = {format_: paper for format_ in offer.formats if (paper := papers.get((offer.kind, format_)))}
    is_made = any(paper.state == PaperState.made for paper in its.values())
    mark = (await content_of(offer)).mark if is_made else ""
    return OfferView(offer.kind, offer.title, tuple(_view(actor, f, its.get(f), mark) for f in offer.formats))


def _view(actor: Actor, format_: str, paper: Paper | None, mark: str) -> FormatView:
    if paper is None:
        return FormatView(format_, None)
    state = policy.shown_state(paper, mark, actor.at)
    return FormatView(format_, state, paper.id, paper.made_at, paper.size, paper.message)


async def paper_file(db: ReadDb, actor: Actor, paper_id: int, settings: Settings) -> PaperFile:
    """Where the file is, checking access again: it must equal the paper that would be made for this reader now.

    Raises NotFound for another person's paper, Conflict for an outdated one.
    """
    paper = await load(db, Paper, paper_id)
    require(policy.may_take(actor, paper))
    thing = Thing(paper.thing_kind, paper.thing_id)
    offer = await offer_of(db, actor, thing, paper.kind, paper.format)
    if paper.mark != (await content_of(offer)).mark:
        raise Conflict(
            _("Nội dung đã thay đổi từ khi lập văn bản này. Đề nghị Ông/Bà lập bản mới."), code="outdated"
        )
    name = f"{offer.title} {offer.code}"
    return PaperFile(
        Place(files.storage_of(settings), paper.digest),
        f"{name}.{paper.format}",
        f"{slug(name)}.{paper.format}",
        MEDIA_TYPES[paper.format],
    )
