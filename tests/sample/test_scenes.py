"""The sample content: what a visitor and the sample people find, and that loading again changes nothing."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts.models import Account
from forum.commitments.models import Commitment
from forum.consultations.models import Consultation
from forum.contact.models import ContactSession
from forum.contributions.models import Contribution
from forum.database import reading_session
from forum.sample.content import load_sample
from forum.threads.models import Proposal
from tests.builders import Builders
from tests.client import Client
from tests.matrix import digests


@pytest.fixture
async def loaded(engine: AsyncEngine) -> None:
    await load_sample(engine, clock.now())


async def account(engine: AsyncEngine, email: str) -> Account:
    async with reading_session(engine) as db:
        return (await db.scalars(select(Account).where(Account.email == email))).one()


async def test_loading_again_changes_nothing(loaded: None, engine: AsyncEngine) -> None:
    before = await digests(engine)
    await load_sample(engine, clock.now())
    assert await digests(engine) == before


async def test_there_is_something_at_each_step(loaded: None, engine: AsyncEngine) -> None:
    async with reading_session(engine) as db:
        states = set((await db.scalars(select(Proposal.state))).all())
        assert {"published", "taken_up"} < states
        assert await db.scalar(select(func.count()).select_from(Commitment)) == 1
        kinds = dict((await db.execute(select(Contribution.kind, func.count()).group_by("kind"))).all())
        assert kinds["discussion"] == 2
        assert kinds["opinion"] == kinds["question"] == 3
        waiting = await db.scalar(
            select(func.count()).select_from(Contribution).where(Contribution.visibility == "in_review")
        )
        assert waiting == 4, "people without standing wait for a moderator"


async def test_a_visitor_reads_what_is_open(loaded: None, engine: AsyncEngine, client: Client) -> None:
    page = await client.get("/hien-ke")
    assert page.has("Mở một phòng thí nghiệm mẫu dùng chung")
    assert not page.has("Bản tin mẫu hằng quý cho trí thức"), "it waits for a moderator"
    async with reading_session(engine) as db:
        consultation = (await db.scalars(select(Consultation))).one()
        session = (await db.scalars(select(ContactSession))).one()
    assert (await client.get("/gop-y-du-thao")).has(consultation.title)
    assert (await client.get("/tiep-xuc")).has(session.title)
    assert (await client.get("/theo-doi")).has("Làm thử phòng thí nghiệm mẫu dùng chung tại một địa điểm")


async def test_a_sample_person_can_log_in_and_still_give_an_opinion(
    loaded: None, engine: AsyncEngine, client: Client
) -> None:
    async with reading_session(engine) as db:
        it = (await db.scalars(select(Consultation))).one()
    await client.log_in(await account(engine, "tri-thuc@mau.example"))
    sent = {"target": "whole", "stance": "agree", "text": "Tôi đồng ý với dự thảo mẫu này."}
    page = await client.follow(await client.post(f"/gop-y-du-thao/{it.id}-{it.slug}/gop-y", sent))
    assert page.has("Tôi đồng ý với dự thảo mẫu này.")


async def test_the_letters_of_the_scenes_can_be_told(loaded: None, build: Builders) -> None:
    assert await build.run_jobs() > 0
