"""Staff look for the person first, and enter what came by letter or by telephone under that person's one name."""

from sqlalchemy import func, select

from forum.accounts.models import Persona
from forum.actor import Role
from forum.audience import Visibility
from forum.clock import now
from forum.contact.models import Question
from forum.contributions.entering.models import EnteredText
from forum.contributions.models import Contribution
from forum.database import load
from forum.files.policy import FileRole
from forum.threads.models import Proposal
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session
from tests.entering.scene import BY_CALL, BY_LETTER, a_writer, newest_published
from tests.world_files import a_file

AT = "/ban-lam-viec/nhap-ho"
NEW = {"name": "Người Mẫu Gọi Đến", "telephone": "0225.000.0012", "address": "Số 12 ngõ Đông Mẫu"}
PROPOSAL = {
    "title": "Một đề xuất qua điện thoại",
    "text": "Nội dung nghe qua điện thoại, đủ dài để gửi.",
    "leaves_tasks_open": "true",
}


async def _people(build: Builders, name: str) -> int:
    async with build.acting(None) as (db, _):
        found = await db.scalars(select(func.count()).select_from(Persona).where(Persona.name == name))
        return found.one()


async def test_the_same_name_or_number_is_asked_of_once(build: Builders, client: Client) -> None:
    await client.log_in(await build.person(Role.secretariat))
    await client.send(f"{AT}/nguoi-moi", NEW)
    for again in (
        NEW | {"telephone": ""},
        NEW | {"name": "Người Mẫu Khác Hẳn", "telephone": "+84 225 000 0012"},
    ):
        page = await client.send(f"{AT}/nguoi-moi", again, status=422)
        assert page.has("02250000012") and page.has("Người Mẫu Gọi Đến")
    assert await _people(build, "Người Mẫu Gọi Đến") == 1
    await client.send(f"{AT}/nguoi-moi", NEW | {"is_another": "true"})
    assert await _people(build, "Người Mẫu Gọi Đến") == 2


async def test_a_person_is_found_by_name_number_and_address(build: Builders, client: Client) -> None:
    secretariat = await build.person(Role.secretariat)
    member = await build.person(Role.intellectual, name="Trần Thị Mẫu Viên")
    await client.log_in(secretariat)
    await client.send(f"{AT}/nguoi-moi", NEW)
    for asked in ("nguoi mau goi", "0225 000 0012", "000 0012", "dong mau"):
        assert (await client.get(f"{AT}?tim={asked}")).has("Người Mẫu Gọi Đến"), asked
    page = await client.get(f"{AT}?tim=tran thi mau vien")
    assert page.has("Trần Thị Mẫu Viên") and page.has("có tài khoản") and not page.has("Người Mẫu Gọi Đến")
    assert (await client.get(f"{AT}?tim=Không Ai Như Thế")).has("Chưa có người nào như vậy")
    await client.send(f"{AT}/{member.persona_id}/lien-he", {"address": "Số 3 phố Mẫu"})
    assert (await client.get(f"{AT}?tim=so 3 pho mau")).has("Trần Thị Mẫu Viên")


async def test_a_proposal_by_telephone_is_judged_and_says_how_it_came(
    build: Builders, client: Client
) -> None:
    await build.forum()
    secretariat = await build.person(Role.secretariat, is_trusted=True)
    writer = await a_writer(build, secretariat)
    await client.log_in(secretariat)
    page = await client.get(f"{AT}/{writer}")
    at = next(a["href"] for a in page.soup.select("main a") if "/hien-ke/nhap" in str(a["href"]))
    assert (await client.get(str(at))).has("Người Mẫu Viết Thư")
    words = PROPOSAL | BY_CALL | {"persona_id": str(writer)}
    page = await client.send("/hien-ke/nhap", words | {"was_read_back": "", "called_at": ""}, status=422)
    assert "đọc lại" in str(page.error_of("was_read_back")) and page.error_of("called_at")
    shown = await client.follow(await client.send("/hien-ke/nhap", words))
    assert shown.has("Một đề xuất qua điện thoại") and shown.has("Thời hạn duyệt")
    async with build.acting(None) as (db, _):
        (entry,) = (await db.scalars(select(EnteredText))).all()
        it = await load(db, Contribution, entry.id)
        assert (it.visibility, it.persona_id) == (Visibility.in_review, writer)
        assert it.entered_by == secretariat.persona_id and await db.get(Proposal, it.id) is not None
        assert entry.called_from == "02250000012" and entry.was_read_back
    text_id = await newest_published(build)
    await client.log_out()
    page = await client.get(f"/ma/{it.code}", status=303)
    page = await client.follow(page)
    assert page.has("nhập từ cuộc gọi") and not page.has("02250000012") and text_id == it.id


async def test_a_letter_needs_its_day_number_scan_and_consent(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    writer = await a_writer(build, scene.secretariat)
    await client.log_in(scene.secretariat)
    at = f"{scene.url}/cau-hoi/nhap"
    words = {
        "title": "Khi nào sửa đường",
        "text": "Đường vào viện ngập mỗi mùa mưa.",
        "persona_id": str(writer),
    }
    page = await client.send(at, words | {"channel": "letter"}, status=422)
    assert all(page.error_of(name) for name in ("letter_on", "letter_number", "consent"))
    page = await client.send(at, words | BY_LETTER, status=422)
    assert page.has("đề nghị gửi kèm bản chụp thư")
    scan = await a_file(build, scene.secretariat, "Mẫu bức thư", FileRole.letter)
    late = words | BY_LETTER | {"letter_on": "01/01/2199", "file_ids": str(scan)}
    assert (await client.send(at, late, status=422)).error_of("letter_on")
    await client.send(at, words | BY_LETTER | {"file_ids": str(scan)})
    async with build.acting(None) as (db, _):
        (question,) = (await db.scalars(select(Question))).all()
        assert (await load(db, EnteredText, question.id)).letter_number == "Số đến 12"


async def test_nobody_enters_for_themselves_a_leader_or_who_is_suspended(
    build: Builders, client: Client
) -> None:
    await build.forum()
    secretariat = await build.person(Role.secretariat)
    leader = await build.leader()
    stopped = await build.person(Role.intellectual)
    async with build.acting(None) as (db, _):
        (await load(db, Persona, stopped.persona_id)).suspended_until = now().replace(year=now().year + 1)
    refused = {secretariat.persona_id: 403, leader.persona_id: 403, stopped.persona_id: 422}
    for person, status in refused.items():
        words = PROPOSAL | BY_CALL | {"persona_id": str(person)}
        await client.log_in(secretariat)
        await client.send("/hien-ke/nhap", words, status=status)
    async with build.acting(None) as (db, _):
        assert not (await db.scalars(select(EnteredText))).all()


async def test_a_member_enters_nothing_and_sees_no_address(build: Builders, client: Client) -> None:
    secretariat = await build.person(Role.secretariat)
    writer = await a_writer(build, secretariat)
    for role in (Role.intellectual, Role.moderator):
        await client.log_in(await build.person(role))
        for path in (AT, f"{AT}/{writer}", f"{AT}/{writer}/lien-he", "/hien-ke/nhap"):
            page = await client.get(path, status=403)
            assert not page.has("ngõ Đông Mẫu")
        await client.post(f"{AT}/nguoi-moi", NEW, status=403)
        await client.post("/hien-ke/nhap", PROPOSAL | BY_CALL | {"persona_id": str(writer)}, status=403)
    assert await _people(build, NEW["name"]) == 0


async def test_a_letter_of_a_namesake_is_not_the_member_s(build: Builders, client: Client) -> None:
    """Who enters it is asked once; then there are two people of that name."""
    await build.forum()
    member = await build.person(Role.intellectual, name="Người Mẫu Gọi Đến")
    await client.log_in(await build.person(Role.secretariat))
    page = await client.send(f"{AT}/nguoi-moi", NEW, status=422)
    assert "Người Mẫu Gọi Đến" in str(page.error_of("is_another"))
    at = (await client.send(f"{AT}/nguoi-moi", NEW | {"is_another": "true"})).location
    namesake = int(at.rpartition("/")[2])
    assert namesake != member.persona_id
    await client.send("/hien-ke/nhap", PROPOSAL | BY_CALL | {"persona_id": str(namesake)})
    text_id = await newest_published(build)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert (await load(db, Contribution, text_id)).persona_id == namesake
    await client.log_in(member)
    assert not (await client.get("/cua-toi")).has("Một đề xuất qua điện thoại")
