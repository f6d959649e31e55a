"""What the papers of a body bear: superior body, symbol, place, who signs them, and who gets them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from forum.accounts.models import Body, Letterhead
from forum.database import ReadDb, load
from forum.paperwork.description import ON_BEHALF, Frame, Issuer, Signature
from forum.paperwork.layout_rules import HeadKind

HEADS: dict[str, HeadKind] = {"state": "state", "party": "party", "front": "front", "association": "front"}
HEAD_OF_BODY = Signature("Thủ trưởng cơ quan")  # where the administrator has named nobody
FILE_COPY = ("Lưu: VT",)


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a body's papers on one day. `issuer` bears the body's own symbol."""

    issuer: Issuer
    signature: Signature
    recipients: tuple[str, ...] = ()

    def issuer_of(self, kind: str = "") -> Issuer:
        """As a paper of that kind names it: 'BC' gives the symbol 'BC-SMA', in the Party 'BC/TU'."""
        if not kind or not self.issuer.symbol:
            return self.issuer
        between = "/" if self.issuer.kind == "party" else "-"
        return replace(self.issuer, symbol=f"{kind}{between}{self.issuer.symbol}")

    def frame(self, year: int, kind: str = "") -> Frame:
        return Frame(self.issuer_of(kind), year, (self.signature,), self.recipients)


async def letterheads_of(db: ReadDb, body_id: int) -> Sequence[Letterhead]:
    """All that were ever set, the latest first."""
    rows = select(Letterhead).where(Letterhead.body_id == body_id).order_by(Letterhead.from_on.desc())
    return (await db.scalars(rows)).all()


async def heading_of(db: ReadDb, body_id: int, day: date) -> Heading:
    """The heading in force on that day; of a body without one, its name alone."""
    body = await load(db, Body, body_id)
    row = next((one for one in await letterheads_of(db, body_id) if one.from_on <= day), None)
    if row is None:
        return Heading(Issuer(HEADS[body.kind], body.name), HEAD_OF_BODY, FILE_COPY)
    authority = next((one for one in ON_BEHALF if one == row.authority), ON_BEHALF[0])
    return Heading(
        Issuer(HEADS[body.kind], body.name, row.superior, row.place, row.symbol),
        Signature(row.post or HEAD_OF_BODY.position, row.signer, authority, row.behalf_of),
        tuple(row.recipients.splitlines()),
    )
