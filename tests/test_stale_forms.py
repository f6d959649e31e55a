"""Every form that replaces what stands carries the version of what it writes, found from the routes themselves.

A stale one gets 409 with both texts and can then be sent; an act on something else in between gets in nobody's way.
"""

import ast
import importlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import Tag
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text

from forum import clock
from forum.database import embedded
from forum.versions import Versioned
from tests.client import Page
from tests.matrix import FORMS, Row, ask, outcome, rows
from tests.sources import functions, named, sources, tree_of
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.world import World

__all__ = ["furnished"]  # a fixture

ROWS = rows()
VERSIONED = [
    row for row in ROWS if row.method == "POST" and issubclass(FORMS.get(row.route, BaseModel), Versioned)
]
# Where what stands is read on the page itself, and no field holds it.
READ_ON_THE_PAGE = {
    "/theo-doi/{commitment_id:int}/xac-nhan",
    "/theo-doi/{commitment_id:int}/chua-dong-y",
    "/theo-doi/{commitment_id:int}/rut-y-kien",
    "/tiep-xuc/cau-hoi/{question_id:int}/doi-thu-tu",
    "/quan-tri/xoa-du-lieu/{erasure_id:int}/xac-nhan",
    "/quan-tri/xoa-du-lieu/{erasure_id:int}/tra-lai",
}
SENT = {"sec-fetch-site": "same-origin"}


class Person:
    """Somebody of the world before the program."""

    def __init__(self, http: httpx.AsyncClient, world: World, name: str) -> None:
        self.http, self.token = http, world.tokens[name]

    async def get(self, url: str) -> Page:
        self.http.cookies.set("hien_ke", self.token, domain="hien-ke.test")
        return Page(await self.http.get(url))

    async def post(self, url: str, data: dict[str, Any]) -> Page:
        self.http.cookies.set("hien_ke", self.token, domain="hien-ke.test")
        return Page(await self.http.post(url, data=data, headers=SENT))


# What somebody else writes first where no field holds words that could be others.
THEIRS: dict[str, dict[str, Any]] = {
    "/quan-tri/lanh-dao/{leader_id:int}": {"until_on": "26/12/2027"},
    "/quan-tri/co-quan/{body_id:int}/ke-thua": {"note": "Theo văn bản của họ"},
    "/gop-y-du-thao/{consultation_id:int}/ban-hanh": {"number": "45/QĐ-UBND"},
    "/gop-y-du-thao/{consultation_id:int}/gia-han": {"closes_on": "26/12/2032"},
    "/tiep-xuc/cau-hoi/{question_id:int}/doi-thoi-han": {"answer_on": "26/12/2030"},
    "/tiep-xuc/{session_id:int}/hoan": {"starts": "09:10"},
    "/quan-tri/thoi-han": {"from_on": "26/12/2026"},
    "/tiep-xuc/cau-hoi/{question_id:int}/gan-nhiem-vu": {"task_ids": []},
    "/tiep-xuc/cau-hoi/{question_id:int}/chuong-trinh": {"position": "7"},
    "/cua-toi/nhan-thong-bao": {"pace": "weekly"},
    "/gop-y-du-thao/y-kien/{opinion_id:int}/neu-ten": {"choice": "unnamed"},
}


def in_other_words(data: dict[str, Any], whose: str) -> dict[str, Any]:
    return {
        name: f"{value} {whose}" if isinstance(value, str) and " " in value else value
        for name, value in data.items()
    }


# What is written twice here only where the first is in effect: a head's own.
BY_NOTICE = {"/gop-y-du-thao/{consultation_id:int}/gia-han"}
# Written once, or only as small as no other words are: tests/consultations send these twice.
NOT_WRITTEN_TWICE = {
    "/theo-doi/{commitment_id:int}/rut-y-kien": "a newer report ends what could be taken back",
    "/theo-doi/{commitment_id:int}/chua-dong-y/nhap": "a result is disputed once",
    "/gop-y-du-thao/y-kien/{opinion_id:int}/xep-cho": "it has a place then",
    "/gop-y-du-thao/y-kien/{opinion_id:int}/trong-van-ban": "other words cite no place",
    "/gop-y-du-thao/doan/{text_id:int}/loi-go": "other words are no slip",
    "/gop-y-du-thao/doan/{text_id:int}/dan-lai": "the paragraph is another one then",
    "/gop-y-du-thao/{consultation_id:int}/doi-chieu/{paragraph_id:int}": "ticked boxes of texts",
    "/gop-y-du-thao/{consultation_id:ref}/phieu": "a sheet goes once",
    "/tiep-xuc/de-nghi-sua/{suggestion_id:int}/tiep-thu": "a suggestion has one outcome",
    "/tiep-xuc/dai-bieu/{attendance_id:int}/tra-loi-dien-thoai": "the same answer is put down once",
}
TWICE = [row for row in VERSIONED if row.route not in NOT_WRITTEN_TWICE]


@pytest.mark.parametrize("row", TWICE, ids=lambda row: row.name)
async def test_a_stale_form_shows_both_texts_and_can_then_be_sent(
    row: Row, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        writer = "head" if row.route in BY_NOTICE else row.allowed[0]
        person, url = Person(http, world, writer), row.url.format_map(world.names)
        form = (await person.get(url)).form(url)
        data = form | row.posted(world)
        theirs = _theirs(row, world)
        first = data | theirs if theirs else in_other_words(data, "của họ")
        await _overtake(http, world, row, person, url, first)
        mine = in_other_words(data, "của tôi")
        page = await person.post(url, mine | {"seen_version": form["seen_version"]})
        assert page.status == 409, page.main[:400]
        shown = page.form(url)
        for field, typed in mine.items():
            if isinstance(typed, str) and field in shown and field not in ("_key", "seen_version"):
                assert shown[field].strip() == typed.strip(), f"{field} is lost"
        if row.route not in READ_ON_THE_PAGE:
            stands = " ".join(one.get_text() for one in page.soup.select(".what-stands"))
            words = [_as_text(page, *one) for one in theirs.items()] or ["của họ"]
            assert all(one in stands for one in words), f"what stands is not shown: {stands!r}"
        again = await person.post(url, mine | {"_key": shown["_key"], "seen_version": shown["seen_version"]})
        assert again.status == 303, again.main[:400]


def _theirs(row: Row, world: World) -> dict[str, Any]:
    given = THEIRS.get(row.route, {})
    return {k: v.format_map(world.names) if isinstance(v, str) else v for k, v in given.items()}


def _as_text(page: Page, name: str, value: str | list[str]) -> str:
    """As the page says it: an option by its label."""
    option = page.soup.select_one(f"select[name={name}] option[value='{value}']")
    radio = page.soup.select_one(f"input[type=radio][name={name}][value='{value}']")
    if radio is not None and radio.parent is not None:
        return radio.parent.get_text().strip()
    return option.get_text() if option is not None else str(value or "(để trống)")


async def _report_anew(http: httpx.AsyncClient, world: World, at: str) -> None:
    officer, head = Person(http, world, "officer"), Person(http, world, "head")
    new = {"outcome": "done", "text": "Danh mục đã được công bố trên mạng."}
    assert (await officer.post(f"{at}/bao-cao", new)).status == 303
    submitting = (await officer.get(at)).soup.select_one("main form[action$='/trinh']")
    assert submitting is not None
    assert (await officer.post(str(submitting["action"]), {})).status == 303
    approving = (await head.get(at)).soup.select_one("main form[action$='/duyet']")
    assert approving is not None
    url = str(approving["action"])
    assert (await head.post(url, (await head.get(at)).form(url))).status == 303


async def _overtake(
    http: httpx.AsyncClient, world: World, row: Row, person: Person, url: str, theirs: dict[str, Any]
) -> None:
    """Somebody else writes the same first."""
    if row.route.startswith("/quan-tri/xoa-du-lieu/"):
        at, who = url.rsplit("/", 1)[0], Person(http, world, "administrator")
        why = {"reason": "Chưa nêu đủ căn cứ pháp luật."}
        sent = (await who.get(f"{at}/tra-lai")).form(f"{at}/tra-lai") | why
        assert (await who.post(f"{at}/tra-lai", sent)).status == 303
        other = why | {"outcome": "in_part", "legal_basis": "Điều khoản mẫu"}
        assert (await who.post(at, other)).status == 303
        return
    if row.route.startswith("/theo-doi/") and row.route in READ_ON_THE_PAGE:
        at = url.rsplit("/", 1)[0]
        disputed = await person.get(f"{at}/chua-dong-y")
        reason = {"reason": "Chưa thấy danh mục ở đâu."}
        assert (await person.post(f"{at}/chua-dong-y", disputed.form("/chua-dong-y") | reason)).status == 303
        await _report_anew(http, world, at)
        return
    first = await person.post(url, {k: v for k, v in theirs.items() if k != "_key"})
    assert first.status == 303, first.main[:400]


@pytest.mark.parametrize("row", VERSIONED, ids=lambda row: row.name)
async def test_an_act_on_something_else_is_no_conflict(
    row: Row,
    server: embedded.Server,
    furnished: tuple[str, World],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """People support, reply, ask and place, the clock goes on, and every count of changes rises."""
    name, world = furnished
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        person, url = Person(http, world, row.allowed[0]), row.url.format_map(world.names)
        form = (await person.get(url)).form(url)
        for other in (one for one in ROWS if (one.method, one.route) in ELSEWHERE and one.allowed):
            # a first text of one's own would hold one's name: another acts, where another may
            who = next((one for one in other.allowed if one != row.allowed[0]), other.allowed[0])
            got = outcome(await ask(http, other, world, who))
            assert got == other.of(who), f"{other.name}: {got}"
        await _raise_every_version(app)
        file = tmp_path / "clock"
        file.write_text((clock.now() + timedelta(minutes=5)).isoformat())
        monkeypatch.setenv("FORUM_CLOCK", str(file))
        page = await person.post(url, form | row.posted(world))
        assert page.status == 303, page.main[:400]


ELSEWHERE = {
    ("POST", "/bai/{contribution_id:int}/ung-ho"),
    ("POST", "/theo/{kind}/{thing_id:int}"),
    ("POST", "/chu-de/{thread_id:ref}"),
    ("POST", "/tiep-xuc/{session_id:ref}/cau-hoi/moi"),
    ("POST", "/gop-y-du-thao/{consultation_id:ref}/gop-y"),
    ("POST", "/tiep-xuc/cau-hoi/{question_id:int}/tra-loi-bang-van-ban"),
}


# Where `version` is the number of a draft's version.
NUMBERED_DRAFTS = {"opinions", "paragraph_texts", "paragraph_links", "consultation_notices"}


async def _raise_every_version(app: FastAPI) -> None:
    """As an endorsement, a reply or a step does: `version` serves caches alone."""
    async with app.state.app_state.engine.begin() as connection:
        versions = "table_schema = 'public' AND column_name = 'version'"
        found = await connection.execute(
            text(f"SELECT table_name FROM information_schema.columns WHERE {versions}")
        )
        tables = [row.table_name for row in found if row.table_name not in NUMBERED_DRAFTS]
        assert {"contributions", "contact_sessions", "consultations", "commitments"} <= set(tables)
        for table in tables:
            await connection.execute(text(f"UPDATE {table} SET version = version + 1"))


# Forms that come with something in them, and replace nothing that stands.
OFFERS = {
    "/tra-cuu/luu": "the search that is to be saved",
    "/tiep-xuc/lich-moi": "what is usual for a series",
    "/tiep-xuc/moi": "the minutes that one speaker usually has",
    "/tiep-xuc/{session_id:int}/thong-bao/soan": "what the plan says, for a new text",
    "/tiep-xuc/{session_id:int}/bien-ban/soan": "what was written before minutes were texts",
    "/tiep-xuc/{session_id:int}/ket-luan/soan": "what was written before conclusions were texts",
    "/tiep-xuc/van-ban/{text_id:int}/mo-de-nghi-sua": "the last day before that of the minutes",
    "/tiep-xuc/{session_id:int}/huy": "one place for all questions, each of which can get another",
    "/tiep-xuc/van-ban/{text_id:int}/cam-ket": "the tasks of the session, for a new commitment",
    "/gop-y-du-thao/{consultation_id:int}/duyet": "what is approved, each with the digest of what was read",
}


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.method == "GET" and r.route in FORMS], ids=lambda row: row.name
)
async def test_a_form_that_comes_filled_in_carries_a_version(
    row: Row, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    if issubclass(FORMS[row.route], Versioned) or row.route in OFFERS or "visitor" in row.allowed:
        return
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        page = await Person(http, world, row.allowed[0]).get(row.url.format_map(world.names))
    filled = {
        str(one["name"]) for one in page.soup.select("main form[method=post] [name]") if _is_filled(one)
    }
    assert filled & set(FORMS[row.route].model_fields) == set(), (
        f"{FORMS[row.route].__name__} shows what stands: it is to be a Versioned"
    )


def _is_filled(control: Tag) -> bool:
    if control.name == "textarea":
        return bool(control.get_text(strip=True))
    if control.name == "select":
        chosen = control.find("option", selected=True)
        return isinstance(chosen, Tag) and chosen.get("value") != ""
    kind = control.get("type", "text")
    if kind in ("hidden", "submit"):
        return False
    return control.has_attr("checked") if kind in ("radio", "checkbox") else bool(control.get("value"))


# What writes its input onto a row and replaces nobody's words.
REPLACING_NOTHING = {
    "_set(NewSeries)": "of a new series, or of one whose version its caller has checked",
    "add_leader(NewLeader)": "the row is new",
    "name_body(NamedBody)": "named once: its rule refuses whoever comes second",
    "correct_address(CorrectedAddress)": "the row of the change is new; an earlier one that waits goes",
    "set_plan(SessionPlan)": "for a new session, or after the version was asked",
    "_draft(OfficialWords)": "the row is new",
    "_set_fields(OfficialWords)": "for a new text, or after the version was asked",
    "_write(NewLine)": "for a new line, or after the version was asked",
    "publish_answer(Publication)": "once: the state says so",
    "cancel(Cancellation)": "once: the state says so",
    "rate_answer(Verdict)": "once: the state says so",
    "rate_answer(AnswerVerdict)": "once: an answer has one verdict",
    "_object(DeferralObjection)": "once each time that it was carried",
    "confirm_claim(ConfirmedClaim)": "once: the state says so",
    "refuse_claim(RefusedClaim)": "once: the state says so",
    "take_back_invitation(TakenBack)": "once: the state says so",
    "withdraw(Withdrawal)": "once: the state says so",
    "propose_erasure(ProposedErasure)": "once: a request with a proposal waits for another person",
    "clarify(Clarification)": "in turns: the state says whose",
    "take_up(TakeUp)": "once: the state says so",
    "explain(Explanation)": "once: a question has one answer",
    "schedule_written_answer(ScheduleWrittenAnswer)": "a placing: another may follow, each an event with its reason",
    "refer(Referral)": "a placing",
    "decline(Refusal)": "a placing",
    "defer(Deferral)": "a placing",
    "merge(Merge)": "a placing",
    "_pass_to(ToBody)": "each passing on is a line of its own, with its reason",
    "change_password(ChangedPassword)": "of who gives the present one",
    "assign_opinions(Assignment)": "a placing: another may follow, each an event",
    "take_source(DraftSource)": "onto a version that its caller made, or asked the version of",
    "confirm_uptakes(Confirmations)": "of opinions that nobody has compared yet",
    "answer_wording(WordingAnswer)": "once: the window closes with the answer",
    "draft_response(ResponseText)": "for opinions that have no response yet",
}


def test_an_action_that_writes_its_input_onto_a_row_that_stands_takes_a_version() -> None:
    without = {
        f"{function.name}({model})"
        for path, function in functions("forum")
        if "actions" in named(path)
        for inputs in [_inputs(path)]
        for model in _written_onto_a_row(function, inputs)
        if not issubclass(inputs[model], Versioned)
    }
    assert without - set(REPLACING_NOTHING) == set(), (
        "they write over what somebody may have changed meanwhile"
    )
    assert set(REPLACING_NOTHING) - without == set(), "exempt, and need not be"


def _inputs(path: Path) -> dict[str, type[BaseModel]]:
    """The models that a module names: two rooms may have one of the same name."""
    module = importlib.import_module(
        named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    return {
        name: model
        for name, model in vars(module).items()
        if isinstance(model, type) and issubclass(model, BaseModel)
    }


def _written_onto_a_row(function: ast.FunctionDef | ast.AsyncFunctionDef, inputs: dict[str, Any]) -> set[str]:
    """The inputs among a function's parameters of which something is put onto a row that it did not make itself."""
    given = {
        argument.arg: ast.unparse(argument.annotation)
        for argument in function.args.args
        if argument.annotation is not None and ast.unparse(argument.annotation) in inputs
    }
    assignments = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    for node in sorted(assignments, key=lambda one: one.lineno):  # what was made of an input is that input
        for name in _names(node.value) & given.keys():
            given |= {target.id: given[name] for target in _targets(node) if isinstance(target, ast.Name)}
    made = {
        target.id
        for node in assignments
        if isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and re.match(r"[A-Z]", ast.unparse(node.value.func).split(".")[-1])
    }
    return {
        given[name]
        for node in assignments
        for target in _targets(node)
        if isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id not in made
        for name in _names(node.value) & given.keys()
    }


def _names(value: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}


def _targets(node: ast.Assign) -> list[ast.expr]:
    return [
        one for target in node.targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]


# An opinion sent from a page that shows the former words replaces nothing: it is asked about once.
# One compares the words that a form showed, the other finds the row of a table by them; neither replaces a row.
REPLACES_NO_ROW = {"forum/consultations/checking.py", "forum/consultations/quoting.py"}


def test_no_action_compares_versions_by_hand() -> None:
    comparing = [
        named(path)
        for path in sources("forum")
        if path.name != "versions.py" and named(path) not in REPLACES_NO_ROW
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Compare) and "seen_version" in ast.unparse(node)
    ]
    assert comparing == []
