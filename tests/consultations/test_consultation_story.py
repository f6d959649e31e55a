"""A draft from its pasting to its conclusion, over plain HTTP, and what must not be possible on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.audience import Visibility
from forum.consultations.models import ParagraphText
from forum.contributions.models import Contribution
from tests.builders import Builders
from tests.client import Client

SetClock = Callable[[datetime], None]
DRAFT = """Điều 1. Phạm vi
1. Quy chế này quy định việc dùng chung phòng thí nghiệm.
2. Quy chế áp dụng cho các trường:
a) Trường thứ nhất;
b) Trường thứ hai;
c) Trường thứ ba;
d) Trường thứ tư;
đ) Trường khác.
Điều 2. Kinh phí
Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng.
"""


@pytest.fixture
def set_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetClock:
    file = tmp_path / "clock"
    monkeypatch.setenv("FORUM_CLOCK", str(file))

    def put(at: datetime) -> None:
        file.write_text(at.isoformat())

    put(datetime.fromisoformat("2026-11-24T09:00:00+07:00"))
    return put


async def drafting_body(build: Builders) -> tuple[Body, Account, Account]:
    body = await build.body()
    return (
        body,
        await build.person(Role.body_officer, body=body),
        await build.person(Role.body_head, body=body),
    )


async def pasted(client: Client, body: Body, officer: Account) -> int:
    await client.log_in(officer)
    form = (await client.get("/gop-y-du-thao/moi")).form("/gop-y-du-thao/moi")
    form |= {
        "title": "Quy chế dùng chung phòng thí nghiệm",
        "summary": "Các trường mở phòng thí nghiệm cho nhau.",
        "document_kind": "draft-other",
        "draft": DRAFT,
        "body_id": body.id,
    }
    sent = await client.post("/gop-y-du-thao/moi", form)
    return int(sent.location.split("/")[2])


async def announced(client: Client, consultation_id: int, officer: Account, head: Account) -> str:
    """The officer, who is logged in, sends the announcement; the head approves it. Leaves the officer logged in."""
    dates = {"opens_on": "24/11/2026", "closes_on": "10/12/2026"}
    notice = (await client.post(f"/gop-y-du-thao/{consultation_id}/thong-bao", dates)).location
    return await approved(client, notice, officer, head)


async def approved(client: Client, notice: str, officer: Account, head: Account) -> str:
    await client.log_in(head)
    form = (await client.get(notice)).form("/duyet")
    url = (await client.post(f"{notice}/duyet", form)).location
    await client.log_in(officer)
    return url


async def paragraphs(build: Builders, consultation_id: int) -> list[ParagraphText]:
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(ParagraphText)
            .where(ParagraphText.consultation_id == consultation_id)
            .order_by(ParagraphText.position)
        )
        return list(rows.all())


async def give(client: Client, url: str, paragraph: ParagraphText | None, words: str, **more: str) -> int:
    path = f"{url}/gop-y" + (f"?doan={paragraph.paragraph_id}" if paragraph else "")
    form = (await client.get(path)).form("/gop-y") | {"stance": "object", "text": words} | more
    return int((await client.post(f"{url}/gop-y", form)).location.split("/")[3])


async def table_sheet(client: Client, build: Builders, cid: int) -> Worksheet:
    """The workbook as somebody gets it: asked for, made by the worker, taken."""
    papers = f"/gop-y-du-thao/{cid}/van-ban"
    await client.post(papers, {"kind": "opinion_table", "format": "xlsx"})
    await build.run_jobs(clock.now())
    page = await client.get(papers)
    link = next(a for a in page.soup.select("a.button") if a.get_text() == "Tải XLSX")
    sheet = openpyxl.load_workbook(BytesIO((await client.http.get(str(link["href"]))).content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


async def test_a_draft_is_opened_criticised_answered_and_concluded(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    rows = await paragraphs(build, cid)
    assert any("điểm đ" in p.path for p in rows), [p.path for p in rows]
    await client.send(
        f"/gop-y-du-thao/{cid}/cau-hoi", {"questions": "Câu một có được không?\nCâu hai thế nào?"}
    )
    await client.log_out()
    await client.get(f"/gop-y-du-thao/{cid}", status=404)
    await client.log_in(officer)
    url = await announced(client, cid, officer, head)

    author = await build.person(Role.intellectual, is_trusted=True)
    await client.log_in(author)
    assert (await client.get(url)).has("Đang lấy ý kiến")
    kinh_phi = next(p for p in rows if p.text.startswith("Kinh phí do"))
    wording = "Kinh phí do thành phố hỗ trợ và các trường đóng góp theo tỷ lệ sử dụng."
    oid = await give(client, url, kinh_phi, "Các trường không đủ kinh phí.", stance="amend", wording=wording)
    page = await client.get(f"{url}/dieu/{kinh_phi.paragraph_id}")
    assert page.soup.find("ins") is not None
    assert page.has("Các trường không đủ kinh phí.")

    set_clock(datetime.fromisoformat("2026-12-11T09:00:00+07:00"))
    late = await client.post(
        f"{url}/gop-y",
        {"target": "whole", "stance": "object", "text": "Ý kiến gửi muộn mất rồi."},
        status=422,
    )
    assert late.has("Đã hết thời hạn góp ý")
    assert late.field("text").strip() == "Ý kiến gửi muộn mất rồi."
    assert (await client.get("/cua-toi")).has("Ý kiến gửi muộn mất rồi.")

    await client.log_in(officer)
    await client.post(f"/gop-y-du-thao/{cid}/ket-thuc", status=403)
    await client.post(
        f"/gop-y-du-thao/{cid}/tiep-thu",
        {
            "opinion_ids": oid,
            "result": "accept_in_part",
            "place": "Điều 2",
            "text": "Tiếp thu mức hỗ trợ của thành phố.",
        },
    )
    await client.post(f"/gop-y-du-thao/{cid}/trinh")
    await client.post(f"/gop-y-du-thao/{cid}/cong-bo", status=403)
    await client.log_in(head)
    form = (await client.get(f"/gop-y-du-thao/{cid}/duyet")).form("/duyet")
    await client.post(f"/gop-y-du-thao/{cid}/duyet", form)
    await client.log_out()
    assert not (await client.get(f"{url}/tong-hop")).has("Tiếp thu mức hỗ trợ")
    await client.log_in(head)
    await client.post(f"/gop-y-du-thao/{cid}/cong-bo")
    await client.post(f"/gop-y-du-thao/{cid}/ket-thuc", status=403)  # its author may still speak
    set_clock(datetime.fromisoformat("2026-12-28T09:00:00+07:00"))
    await client.log_in(head)
    await client.post(f"/gop-y-du-thao/{cid}/ket-thuc")
    await client.log_out()
    assert (await client.get(f"{url}/tong-hop")).has("Tiếp thu mức hỗ trợ")
    assert (await client.get(url)).has("Đã kết thúc lấy ý kiến")
    sheet = await table_sheet(client, build, cid)
    cells = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    assert "NỘI DUNG TIẾP THU, GIẢI TRÌNH" in cells
    assert any("Tiếp thu một phần (Điều 2). Tiếp thu mức hỗ trợ" in c for c in cells)
    await client.log_in(author)
    assert (await client.get("/thong-bao")).has("tiếp thu, giải trình")


async def test_dates_below_the_legal_minimum_are_refused_beside_the_field(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, _head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    page = await client.post(
        f"/gop-y-du-thao/{cid}/thong-bao", {"opens_on": "24/11/2026", "closes_on": "30/11/2026"}, status=422
    )
    assert "ít nhất 15 ngày" in page.error_of("closes_on")


async def test_a_draft_in_preparation_is_edited_and_an_announced_one_is_frozen(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    rows = await paragraphs(build, cid)
    base = "/gop-y-du-thao/doan"
    await client.post(f"{base}/{rows[0].id}/them", {"label": "1.", "text": "Một khoản mới ở trên."})
    await client.send(
        f"{base}/{rows[1].id}/sua", {"label": "3.", "path": "Điều 1 khoản 3", "text": "Khoản viết lại."}
    )
    await client.send(f"{base}/{rows[2].id}/tach", {"first": "Quy chế áp dụng", "second": "cho các trường:"})
    joining = f"{base}/{rows[3].id}/gop"
    button = (await client.get(f"/gop-y-du-thao/{cid}/soan")).form(joining)
    await client.post(joining, button)
    await client.post(joining, button, status=409)  # a second click joins no third one
    await client.post(f"{base}/{rows[-1].id}/bo")
    words = [f"{p.label} {p.text}".strip() for p in await paragraphs(build, cid)]
    assert words == [
        "Điều 1 Phạm vi",
        "1. Một khoản mới ở trên.",
        "3. Khoản viết lại.",
        "2. Quy chế áp dụng",
        "cho các trường:",
        "a) Trường thứ nhất; Trường thứ hai;",
        "c) Trường thứ ba;",
        "d) Trường thứ tư;",
        "đ) Trường khác.",
        "Điều 2 Kinh phí",
    ]
    await announced(client, cid, officer, head)
    await client.get(f"{base}/{rows[1].id}/sua", status=403)
    await client.post(f"{base}/{rows[1].id}/sua", {"text": "Khác hẳn."}, status=403)
    await client.post(f"{base}/{rows[1].id}/bo", status=403)


async def test_stopping_takes_two_people_and_shows_the_reason(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    notice = (
        await client.post(f"/gop-y-du-thao/{cid}/dung", {"reason": "Dự thảo được rút để soạn lại."})
    ).location
    await client.post(f"{notice}/duyet", {"seen_digest": "x"}, status=403)
    await client.log_out()
    assert not (await client.get(url)).has("Dự thảo được rút để soạn lại.")
    await client.log_in(officer)
    await approved(client, notice, officer, head)
    await client.log_out()
    assert (await client.get(url)).has("Dự thảo được rút để soạn lại.")


async def test_the_reading_page_costs_the_same_for_one_opinion_and_for_many(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    await give(client, url, None, "Góp ý chung thứ nhất.")
    for _ in range(2):  # the first reader's page fills the cache
        one = await client.cost_of(url)
    for n in range(8):
        await give(client, url, None, f"Góp ý chung thứ {n + 2}.")
    assert await client.cost_of(url) == one


async def test_a_hidden_opinion_leaves_margin_counts_and_file(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    oid = await give(client, url, None, "Nội dung sẽ bị ẩn: chimhoangyen.")
    async with build.acting(None) as (db, actor):
        it = await db.get_one(Contribution, oid)
        it.visibility, it.hidden_at, it.hidden_rule = Visibility.hidden, actor.at - timedelta(minutes=1), "Q1"
    await client.log_out()
    page = await client.get(url)
    assert "chimhoangyen" not in page.text
    assert page.has("Chưa có góp ý")
    table = await client.get(f"{url}/tong-hop")
    assert "chimhoangyen" not in table.text
    sheet = await table_sheet(client, build, cid)
    assert not any("chimhoangyen" in str(c.value) for row in sheet.iter_rows() for c in row)


async def test_the_days_left_are_those_of_the_calendar_in_hai_phong_at_any_hour(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    url = await announced(client, cid, officer, head)
    for hour in ("2026-12-01T01:00:00+07:00", "2026-12-01T07:30:00+07:00"):
        set_clock(datetime.fromisoformat(hour))
        assert (await client.get(url)).has("còn 9 ngày"), hour
