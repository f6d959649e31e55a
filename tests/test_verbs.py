"""One verb has one name in five places: the route, the action, the rule, the event, and the form that asks for it."""

import ast
import dataclasses
import re
from functools import cache
from pathlib import Path

from fastapi.routing import APIRoute

from forum import journal
from forum.routes import ROUTERS
from tests.shared import ROOT
from tests.sources import TEMPLATES, Function, calls_in, functions, named, sources, templates, tree_of

# The route

ACTIONS_OF_NO_RULE = {"check_draft", "claim_draft", "mark_sent", "hold_draft"}


@cache
def actions() -> dict[str, list[tuple[Path, Function]]]:
    """What rooms do: the public functions that begin with db and actor, by their names."""
    found: dict[str, list[tuple[Path, Function]]] = {}
    for path in sources("forum"):
        if "actions" not in path.relative_to(ROOT).with_suffix("").parts:
            continue
        for node in tree_of(path).body:
            if not isinstance(node, Function) or node.name.startswith("_"):
                continue
            if [a.arg for a in node.args.args[:2]] == ["db", "actor"]:
                found.setdefault(node.name, []).append((path, node))
    return found


def test_a_step_and_a_route_that_only_writes_are_named_after_what_they_do() -> None:
    other = {}
    for path, function in functions("forum/routes"):
        posts = [d for d in function.decorator_list if ast.unparse(d).startswith(("router.post(", "step("))]
        done = (calls_in(function) & set(actions())) - ACTIONS_OF_NO_RULE
        if posts and done and function.name not in done:
            other[f"{named(path)}:{function.name}"] = sorted(done)
    assert other == {}


def test_rules_are_pure() -> None:
    """A rule takes what it judges as plain values: it awaits nothing and holds no session."""
    impure = [
        f"{named(path)}:{function.name}"
        for path, function in functions("forum", "moderation")
        if path.name == "policy.py"
        and (isinstance(function, ast.AsyncFunctionDef) or "db" in {a.arg for a in function.args.args})
    ]
    assert impure == []


def test_every_rule_is_asked_by_somebody() -> None:
    """A rule that nothing asks protects nothing."""
    rules = {
        f.name
        for path, f in functions("forum", "moderation")
        if path.name == "policy.py" and f.name.startswith("may_")
    }
    asked = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for path in sources("forum", "moderation")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    imported = {
        alias.name
        for path in sources("forum", "moderation")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert rules - asked - imported == set()


# Said of what happened: the last word is a participle, or one of these that are written like no other
PARTICIPLES = {
    "Bound",
    "Unbound",
    "Given",
    "Kept",
    "Made",
    "Set",
    "Put",
    "Left",
    "Sent",
    "Taken",
    "Fell",
    "Said",
    "Withdrawn",
}


def test_every_event_is_a_frozen_fact_in_the_past_about_one_thing() -> None:
    assert journal.EVENTS
    for name, known in journal.EVENTS.items():
        words = set(re.findall(r"[A-Z][a-z]+", known.type.__name__))
        assert words & PARTICIPLES or any(w.endswith("ed") for w in words), f"{name} is not in the past"
        assert vars(known.type)["__dataclass_params__"].frozen, f"{name} can be changed"
        assert dataclasses.fields(known.type)[0].name == "thing", f"{name} does not say first of what"
        assert known.type.__module__.endswith(".events"), f"{name} stands outside its room's events.py"


# The action

# What a rule of no single verb is about: a room's whole desk, a group of steps, who may read.
RULES_OF_MANY_VERBS = {
    "administer", "answer_invitation", "approve", "audit", "decide_claim", "edit_draft", "enter_for_others",
    "have_agenda", "have_link", "have_minutes", "have_pack", "invite", "judge", "move", "open_bindings", "open_desk",
    "prepare",
    "prepare_session", "promise", "publish_second", "read_attendants", "read_draft", "read_needs", "respond", "see",
    "see_session", "step_session", "triage", "use_desk", "write",
}  # fmt: skip


def room_of(path: Path) -> str:
    """The folder of its policy.py and events.py; official texts are a room within contributions."""
    parts = path.relative_to(ROOT / "forum").parts
    return "/".join(parts[:2] if parts[1:2] == ("official",) else parts[:1])


@cache
def names_used() -> dict[str, set[Path]]:
    """Every name that stands anywhere in the program's code, with the files that use it."""
    used: dict[str, set[Path]] = {}
    for path in sources("forum", "moderation"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute):
                used.setdefault(node.attr, set()).add(path)
            elif isinstance(node, ast.Name):
                used.setdefault(node.id, set()).add(path)
            elif isinstance(node, ast.ImportFrom) and path.name != "__init__.py":
                for alias in node.names:
                    used.setdefault(alias.name, set()).add(path)
    return used


def test_every_action_is_done_by_somebody() -> None:
    assert [name for name in actions() if name not in names_used()] == []


def test_a_rule_is_named_after_the_action_that_asks_it() -> None:
    """An action whose room has a rule of its name asks that very rule; the other rules judge many verbs."""
    unasked, of_no_action = [], set()
    for path, rule in functions("forum"):
        if path.name != "policy.py" or not rule.name.startswith("may_"):
            continue
        verb = rule.name.removeprefix("may_")
        done = [f for p, f in actions().get(verb, ()) if room_of(p) == room_of(path)]
        unasked += [f"{room_of(path)}: {verb}" for f in done if not asks(f, rule.name)]
        if verb not in actions():
            of_no_action.add(verb)
    assert unasked == []
    assert of_no_action - RULES_OF_MANY_VERBS == set()


def asks(function: Function, rule: str) -> bool:
    return any(
        rule == (node.attr if isinstance(node, ast.Attribute) else node.id)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute | ast.Name)
    )


# The event

EVENTS_NAMED_OTHERWISE = {
    "Bound": "of to bind",
    "Unbound": "of to revoke a binding",
    "OralAnswerRecorded": "of to note what a leader said in the room",
    "WayChanged": "of coming from home or to the hall",
    "Submitted": "announced while it waits for review",
    "Judged": "whichever way a case was decided",
    "AgendaReordered": "a question moved within the agenda",
    "QuestionTasksSet": "of to set tasks",
    "ThreadTasksSet": "of to set tasks",
    "Prepared": "questions set while a consultation is prepared",
    "DraftEdited": "any change of a paragraph in preparation",
    "QuestionReopened": "what it means to a question that its answer is repudiated",
    "ProposalReopened": "and to a proposal that its answer is",
    "ProgressTakenBack": "and to a task that its report is",
    "TakenBack": "and to a commitment that a text on it is",
    "OpinionReopened": "and to an opinion that its response is",
    "EndTakenBack": "and to a consultation that the notice which ended it is",
    "OpinionAnswered": "what publishing responses means to each opinion",
    "NoticeClosed": "of a notice that waited in vain",
}


def test_every_event_is_recorded_by_what_has_its_name() -> None:
    makers: dict[tuple[str, str], set[str]] = {}
    for path, function in functions("forum"):
        if path.name != "events.py":
            for called in calls_in(function):
                makers.setdefault((room_of(path), called), set()).add(function.name)
    never, otherwise = [], set()
    for known in journal.EVENTS.values():
        module = known.type.__module__.replace(".", "/")
        name, room = known.type.__name__, room_of(ROOT / f"{module}.py")
        by = set().union(*(done for (_, made), done in makers.items() if made == name))
        if not by and name not in names_used():
            never.append(name)
        by_room = makers.get((room, name), by) or by
        if by_room and not _share_a_stem(name, by_room):
            otherwise.add(name)
    assert never == []
    assert otherwise - set(EVENTS_NAMED_OTHERWISE) == set()


def _share_a_stem(event: str, verbs: set[str]) -> bool:
    """'TakenUp' and take_up: a word of each begins with the same four letters."""
    words = {word.lower()[:4] for word in re.findall(r"[A-Z][a-z]+", event)}
    return any(word[:4] in words for verb in verbs for word in verb.strip("_").split("_"))


# The form


def test_every_route_that_only_writes_is_asked_for_by_a_form() -> None:
    """Its last fixed word, behind a slash, stands in a template or in the address that a page's form is given."""
    written = "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in templates())
    given = "\n".join(
        line
        for path in sources("forum")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("@router.")
    )
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    shown = {route.path for route in every if "GET" in (route.methods or ())}
    alone = []
    for route in every:
        if "POST" in (route.methods or ()) and route.path not in shown:
            word = [part for part in route.path.split("/") if part and "{" not in part][-1]
            if not re.search(rf"/{re.escape(word)}[\"'?#{{/]", written + given):
                alone.append(route.path)
    assert alone == []
