"""What its approver disowned says so wherever it is found, listed, cited and exported, from one home."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from forum import kinds
from forum.actor import Role
from forum.clock import now
from forum.contributions.models import Contribution
from forum.contributions.official.queries import DISOWNED
from forum.database import load
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.contact.test_disowned import published
from tests.finding.conftest import Library
from tests.test_repudiated_kinds import PUBLISHED

LATER = timedelta(hours=2)
WORD, SENTENCE = "Không phải ý người duyệt", "người duyệt cho biết đây không phải ý mình"
SOUGHT = "danh mục trong quý tới"


@pytest.mark.parametrize("kind", PUBLISHED)
async def test_its_line_in_any_list_says_so(build: Builders, client: Client, kind: str) -> None:
    it = await PUBLISHED[kind](build, client)
    async with build.acting(it.approver, now() + LATER) as (db, actor):
        thing = Thing((await load(db, Contribution, it.text_id)).kind, it.text_id)
        assert (await kinds.card(db, actor, thing)).state != DISOWNED
        await kinds.repudiate(db, actor, it.text_id)
        assert (await kinds.card(db, actor, thing)).state == DISOWNED


async def test_search_and_the_desk_s_files_say_so(build: Builders, client: Client, library: Library) -> None:
    scene, _, answer_id = await published(build)
    await library.drain()
    await client.log_in(await build.person(Role.staff))
    for page in (await client.get("/tim-kiem", q=SOUGHT), await client.get("/tra-cuu", q=SOUGHT)):
        assert not page.has(WORD) and not page.has(SENTENCE)
    async with build.acting(scene.leader_person, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    await library.drain()
    assert (await client.get("/tim-kiem", q=SOUGHT)).has(WORD)
    assert (await client.get(f"/tim-kiem?q={SOUGHT}&trang-thai={DISOWNED}")).has(WORD)
    assert (await client.get("/tra-cuu", q=SOUGHT)).has(SENTENCE), "who quotes it quotes that too"
    made = {
        name: (await client.http.get("/tra-cuu/tep", params={"q": SOUGHT, "dang": name})).content
        for name in ("csv", "xlsx", "ris")
    }
    (line,) = [row for row in csv.reader(StringIO(made["csv"].decode("utf-8-sig"))) if WORD in row]
    assert "Đã công bố" not in line
    cells = [cell for row in load_workbook(BytesIO(made["xlsx"])).worksheets[0].values for cell in row]
    assert WORD in cells
    assert f"N1  - {SENTENCE}" in made["ris"].decode()
