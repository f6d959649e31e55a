"""A head's approval given on paper, by two officers of the body."""

from datetime import datetime

from forum.accounts.models import Account
from forum.contributions.official import RecordedApproval, on_paper
from forum.contributions.policy import ApprovalHow
from forum.files.policy import FileRole
from tests.builders import Builders
from tests.official_texts import as_recorded, seen_now
from tests.world_files import a_file

NOTE = "Bản giấy ở văn thư cơ quan mẫu."


async def paper_of(build: Builders, recorder: Account, text_id: int) -> RecordedApproval:
    scan = await a_file(build, recorder, "Bản giấy mẫu", FileRole.approval_scan)
    seen = await seen_now(build, text_id)
    return RecordedApproval(seen_digest=seen, how=ApprovalHow.paper, note=NOTE, file_ids=[scan])


async def recorded(build: Builders, recorder: Account, text_id: int, at: datetime | None = None) -> None:
    told = await paper_of(build, recorder, text_id)
    async with build.acting(recorder, at) as (db, actor):
        await on_paper.record_approval(db, actor, text_id, told)


async def countersigned(build: Builders, witness: Account, text_id: int, at: datetime | None = None) -> None:
    async with build.acting(witness, at) as (db, actor):
        await on_paper.countersign(db, actor, text_id, await as_recorded(db, text_id))


async def approved(
    build: Builders, recorder: Account, witness: Account, text_id: int, at: datetime | None = None
) -> None:
    await recorded(build, recorder, text_id, at)
    await countersigned(build, witness, text_id, at)
