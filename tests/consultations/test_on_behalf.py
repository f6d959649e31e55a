"""On whose behalf: one field in every form, judged with the text, and counted as an organisation only where the author
holds a role at it."""

import ast
import io
import re
from datetime import timedelta
from html import unescape

import docx
import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.exports import counts_of, opinion_table_of
from forum.consultations.queries.table import table_page
from forum.contributions.models import Contribution
from forum.database import embedded, load
from forum.desk import actions as desk
from forum.desk.actions import RulingInput
from forum.kinds import publish
from moderation.queries import waiting_case
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, critiqued, taken
from tests.matrix import FORMS, Row, rows
from tests.sources import TEMPLATES, named, sources, templates, tree_of
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.world import World

__all__ = ["furnished"]  # a fixture

# Not where the form is shown for another address.
ROWS = [
    row
    for row in rows()
    if row.method == "GET" and row.route in FORMS and "on_behalf" in FORMS[row.route].model_fields
    if any((one.method, one.route) == ("POST", row.route) for one in rows())
]
NOTHING = ("=1+1", "-", "N/A", "n/a.", "...", "không", "Không có", "=HYPERLINK(1)", "@hoi", "+Hội", "null")
NAMES = ("Hội Mẫu", "“Nhóm Mẫu”", "7 nhà khoa học mẫu", "(nhóm nghiên cứu Mẫu)", "CLB 5*")


async def _opinion(build: Builders, scene: Scene, author: Account, on_behalf: str) -> int:
    then = clock.now() - timedelta(days=28)
    async with build.acting(author, then) as (db, actor):
        new = NewOpinion(stance="agree", text="Thống nhất với dự thảo này.", on_behalf=on_behalf)
        return (await give_opinion(db, actor, scene.consultation_id, new)).id


async def test_a_member_s_word_makes_no_organisation(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    member = await build.person(Role.intellectual, name="Người Mẫu Tự Khai")
    opinion_id = await _opinion(build, scene, member, "Hội Mẫu")
    async with build.acting(None) as (db, actor):
        await publish(db, actor, opinion_id)
    async with build.acting(None) as (db, actor):
        page = await table_page(db, actor, scene.consultation_id)
        counts = counts_of([row for row in page.rows if row.text.tombstone is None])
        today = actor.today
        agreeing = opinion_table_of(page, (), today, today).agreeing
    assert (counts.bodies_count, counts.persons_count, agreeing) == (0, 2, ())
    assert (await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tong-hop")).has(
        "Người Mẫu Tự Khai, thay mặt Hội Mẫu (tự khai)"
    )
    await client.log_in(scene.officer)
    paper = docx.Document(io.BytesIO(await taken(client, build, scene, "docx")))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert "Người Mẫu Tự Khai (tự khai thay mặt: Hội Mẫu)" in cells


async def test_an_officer_s_own_body_counts_as_a_body(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    body = await build.body("Liên hiệp Hội Mẫu", kind="association")
    officer = await build.person(Role.body_officer, body=body, is_trusted=True, name="Người Mẫu Cán Bộ")
    await _opinion(build, scene, officer, "LIÊN HIỆP HỘI MẪU")
    await _opinion(build, scene, officer, "Liên hiệp  Hội mẫu")  # the same body, typed otherwise
    await _opinion(build, scene, officer, "Sở Mẫu A")  # not the officer's own
    async with build.acting(None) as (db, actor):
        page = await table_page(db, actor, scene.consultation_id)
        counts = counts_of(page.rows)
    assert (counts.bodies_count, counts.persons_count) == (1, 2)
    table = await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tong-hop")
    assert table.has("thay mặt LIÊN HIỆP HỘI MẪU")
    assert table.has("thay mặt Sở Mẫu A (tự khai)")
    assert not table.has("LIÊN HIỆP HỘI MẪU (tự khai)")


async def test_it_is_judged_with_the_text_and_hidden_with_it(build: Builders, client: Client) -> None:
    scene = await critiqued(build)
    member, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    opinion_id = await _opinion(build, scene, member, "Nhóm lừa đảo Mẫu 0900 000 000")
    async with build.acting(None) as (db, _):
        case_id = await waiting_case(db, "opinion", opinion_id)
    assert case_id is not None
    await client.log_in(moderator)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("Thay mặt")
    assert page.has("Nhóm lừa đảo Mẫu")
    assert page.has("Có số điện thoại")
    ruling = {"version": 1, "verdict": "reject", "rule": "Q4", "quote": "0900 000 000"}
    ruling["explanation"] = "Số điện thoại riêng của người khác."
    async with build.acting(moderator) as (db, actor):
        await desk.claim(db, actor, case_id)
        await desk.decide(db, actor, case_id, RulingInput.model_validate(ruling))
    await client.log_out()
    assert not (await client.get(f"/gop-y-du-thao/{scene.consultation_id}/tong-hop")).has("lừa đảo")
    async with build.acting(None) as (db, _):
        assert (await load(db, Contribution, opinion_id)).on_behalf_body_id is None
        assert len((await db.scalars(select(Contribution.id))).all()) >= 3


def test_a_typed_name_is_shown_by_the_one_macro_that_says_whose_word_it_is() -> None:
    """A template that prints it in another way would show what nobody confirmed as an organisation."""
    printed = {
        name
        for name in templates()
        if re.search(r"\{\{[^}]*(?<!objects)\.on_behalf\b", (TEMPLATES / name).read_text(encoding="utf-8"))
    }
    assert printed == {"contributions/on_behalf.html"}


# Where it is stored, masked, judged, hashed and read, and the one paper that says whose word it is (`contributor_of`).
MAY_READ_THE_NAME = {
    "forum/consultations/actions/opinions.py", "forum/consultations/exports.py",
    "forum/consultations/queries/sheets.py", "forum/contact/actions/questions.py",
    "forum/contributions/actions/writing.py",
    "forum/contributions/proofs.py", "forum/contributions/queries.py", "forum/desk/actions/decisions.py",
    "forum/desk/judged_words.py",
    "forum/desk/namesakes.py", "forum/desk/panels.py", "forum/threads/actions/threads.py",
}  # fmt: skip
COUNTING = {"len", "sum", "set", "frozenset", "Counter", "count", "distinct", "group_by", "groupby"}


def test_a_typed_name_is_counted_nowhere() -> None:
    """Bodies are counted by `on_behalf_body_id`, which only a role gives."""
    reading, counted = set(), []
    for path in sources("forum"):
        names = [one for one in ast.walk(tree_of(path)) if _is_the_name(one)]
        if names and "paperwork" not in path.parts and "migrations" not in path.parts:
            reading.add(named(path))
        counted += [f"{named(path)}: {ast.unparse(one)}" for one in ast.walk(tree_of(path)) if _counts(one)]
    assert reading == MAY_READ_THE_NAME
    assert counted == []


def _is_the_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "on_behalf"


def _counts(node: ast.AST) -> bool:
    """Whether it counts, groups by, or makes a set or keys of typed names."""
    parts: list[ast.AST] = []
    if isinstance(node, ast.SetComp):
        parts = [node.elt]
    elif isinstance(node, ast.DictComp):
        parts = [node.key]
    elif isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        parts = [*node.args] if called in COUNTING else []
    return any(_is_the_name(inner) for part in parts for inner in ast.walk(part))


def test_the_field_is_one_in_all_forms() -> None:
    assert len({row.route for row in ROWS}) >= 4
    kinds = {FORMS[row.route].model_fields["on_behalf"].metadata.__repr__() for row in ROWS}
    assert len(kinds) == 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_what_names_nobody_is_refused_beside_the_field(
    row: Row, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    url = row.url.format_map(world.names)
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        person = next(one for one in row.allowed if one != "visitor")
        http.cookies.set("hien_ke", world.tokens[person], domain="hien-ke.test")
        page = await http.get(url)
        assert "Thay mặt" in page.text
        for typed in (*NOTHING, *NAMES):
            sent = await http.post(url, data={"on_behalf": typed}, headers={"sec-fetch-site": "same-origin"})
            assert sent.status_code == 422
            assert ('id="f-on_behalf-error"' in sent.text) == (typed in NOTHING), typed
            assert typed in unescape(sent.text)
