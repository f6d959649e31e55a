"""The dossier of a draft: what goes with it, added by the office."""

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.sources import owner_of_files, take_back
from forum.consultations.dossiers import DossierKind
from forum.consultations.drafts import version_in_preparation, version_of_draft
from forum.consultations.models import Consultation, DossierPaper
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import OptionalTitle
from forum.files.actions import WithFiles, attach
from forum.files.policy import FileRole
from forum.journal import record
from forum.thing import Thing
from forum.words import _


class NewDossierPaper(WithFiles):
    """One file, with what it is. It goes with the version in preparation, else with the one that is shown."""

    kind: DossierKind
    title: OptionalTitle = ""


async def add_to_dossier(db: Db, actor: Actor, consultation_id: int, new: NewDossierPaper) -> DossierPaper:
    it = await locked(db, actor, consultation_id)
    prepared = await version_in_preparation(db, it.id)
    require(policy.may_add_to_dossier(actor, it, prepared))
    if len(new.files.ids) != 1:
        raise Invalid("file_ids", _("Đề nghị chọn một tệp; mỗi tệp của hồ sơ có loại và tên riêng."))
    if new.kind == DossierKind.other and not new.title:
        raise Invalid("title", _("Đề nghị ghi tên tài liệu."))
    version = prepared or await version_of_draft(db, it.id, it.shown_version)
    owner, number = owner_of_files(version), version.number
    (file,) = await attach(db, actor, owner, new.files, role=FileRole.dossier, since_version=number)
    assert actor.persona_id is not None  # at the body
    paper = DossierPaper(
        consultation_id=it.id,
        version=number,
        kind=new.kind,
        title=clean("title", new.title),
        file_id=file.id,
        added_by=actor.persona_id,
        added_at=actor.at,
    )
    db.add(paper)
    await db.flush()
    it.version += 1
    thing = Thing("consultation", it.id)
    await record(db, actor, events.AddedToDossier(thing, paper.id, number, new.kind, file.digest))
    return paper


async def remove_from_dossier(db: Db, actor: Actor, paper_id: int) -> Consultation:
    """Before readers had it. Its file goes like one that was never sent."""
    consultation_id = (await load(db, DossierPaper, paper_id)).consultation_id
    it = await locked(db, actor, consultation_id)
    paper = await load(db, DossierPaper, paper_id, lock=True)
    version = await version_of_draft(db, it.id, paper.version)
    require(policy.may_remove_from_dossier(actor, it, version))
    await take_back(db, paper.file_id)
    await db.delete(paper)
    it.version += 1
    await record(db, actor, events.RemovedFromDossier(Thing("consultation", it.id), paper_id))
    return it
