"""The dossier of a draft as its readers see it: the files that it came in, and what goes with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from forum.actor import Actor
from forum.consultations import policy
from forum.consultations.dossiers import UNSEEN_VERSION, DossierKind
from forum.consultations.models import Consultation, DossierPaper, DraftVersion
from forum.consultations.queries.lines import ConsultationLine
from forum.database import ReadDb
from forum.files.models import File
from forum.files.policy import FileRole
from forum.files.queries import STANDING, FileView, file_view
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A file of a version. `kind` is none for the draft's own; `paper_id` is given where it may be removed."""

    file: FileView
    number: int
    kind: DossierKind | None
    title: str
    at: datetime | None  # when readers had it first; None while its version is in preparation
    is_late: bool  # added after its version was announced
    paper_id: int | None

    @property
    def remove_url(self) -> str:
        return (
            url_for("consultations.remove_from_dossier", self.paper_id) if self.paper_id is not None else ""
        )


async def dossier_of(db: ReadDb, actor: Actor, line: ConsultationLine) -> tuple[DossierLine, ...]:
    """Newest version first, the draft before what goes with it. What goes with a version in preparation is its body's
    alone. One statement."""
    owners = [(File.owner_kind == "consultation") & (File.owner_id == line.id)]
    if policy.is_ours(actor, line):
        owners.append((File.owner_kind == UNSEEN_VERSION) & (File.owner_id == DraftVersion.id))
    of_version = (DraftVersion.consultation_id == line.id) & (DraftVersion.number == File.since_version)
    rows = await db.execute(
        select(File, DossierPaper, DraftVersion)
        .join(DraftVersion, of_version)
        .outerjoin(DossierPaper, DossierPaper.file_id == File.id)
        .where(or_(*owners), File.role.in_([FileRole.draft, FileRole.dossier]), *STANDING)
        .order_by(File.since_version.desc(), DossierPaper.id.nulls_first())
    )
    return tuple(_line(file, paper, version) for file, paper, version in rows)


def _line(file: File, paper: DossierPaper | None, version: DraftVersion) -> DossierLine:
    announced, added = version.announced_at, paper.added_at if paper is not None else None
    return DossierLine(
        file=file_view(file),
        number=version.number,
        kind=DossierKind(paper.kind) if paper is not None else None,
        title=paper.title if paper is not None else "",
        at=max(announced, added) if announced and added else announced,
        is_late=bool(announced and added and added > announced),
        paper_id=paper.id if paper is not None and announced is None else None,
    )


async def may_have_unseen(db: ReadDb, actor: Actor, version_id: int) -> bool:
    """The files of a version in preparation: those who work at its body."""
    it = await db.scalar(
        select(Consultation)
        .join(DraftVersion, DraftVersion.consultation_id == Consultation.id)
        .where(DraftVersion.id == version_id)
    )
    return it is not None and policy.is_ours(actor, it)
