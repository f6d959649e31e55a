"""One way to say a day: the same last day on pages, in lists, mails, papers and calendars, by one rule."""

import ast
import re
from datetime import date, datetime, timedelta

import pytest
from babel.messages.pofile import read_po

from forum.clock import HANOI, end_of_day, start_of_day
from forum.days import deadline, time_left
from tests.shared import ROOT
from tests.sources import TEMPLATES, named, sources, templates, tree_of

# Names that hold a deadline. Rows of the past, and dates of roles, are days like others.
OF_DEADLINES = re.compile(
    r"(due|until|deadline|closes|(answer|confirm|judged)_by|appeal_until|waits)(_at|_on|_by|_until)?(_on)?$"
)
NO_DEADLINES = {"admin/steps/add_leader.html", "admin/steps/bind.html"}
OLD_WAYS = re.compile(
    r"đến hết|trước ngày|chậm nhất|muộn nhất|đến ngày|^(trước|hạn|đến|còn)$|trả lời trước$"
    r"|(trước|(?<!thời )(?<!quá )hạn|đến) (\{|%\()\w*(due|until|deadline|_by|_on|_at)|[Cc]òn (\{|%\()[^ ]* ngày",
)
# What is said of an order of two days.
OTHERS = ("hạn đã tính trước ngày áp dụng",)


def test_a_day_is_included_and_an_hour_is_named_with_its_zone() -> None:
    day, at = date(2026, 12, 18), datetime(2026, 12, 2, 14, 0, tzinfo=HANOI)
    assert str(deadline(day)) == "đến hết ngày 18/12/2026"
    assert str(deadline(end_of_day(day))) == "đến hết ngày 18/12/2026"
    assert str(deadline(start_of_day(day + timedelta(days=1)))) == "đến hết ngày 18/12/2026"
    assert str(deadline(at)) == "trước 14:00 ngày 02/12/2026 (giờ Việt Nam)"
    assert str(deadline(day, of_person=True)) == "đến hết ngày 18/12/2026 (giờ Việt Nam)"
    assert str(deadline(None)) == ""


@pytest.mark.parametrize(("hour", "words"), [((23, 59), "hôm nay là ngày cuối"), ((0, 1), "")])
def test_the_days_left_are_counted_in_hai_phong(hour: tuple[int, int], words: str) -> None:
    last = date(2026, 12, 18)
    today = last if hour == (23, 59) else last + timedelta(days=1)
    assert str(time_left(last, today)) == words
    assert str(time_left(last, last - timedelta(days=1))) == "còn 1 ngày"


def test_no_page_says_a_deadline_in_its_own_way() -> None:
    found = []
    for name in templates():
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        for value in re.findall(r"([\w.]+)\)?\s*\|\s*(?:vndate|vntime)\b", text):
            if OF_DEADLINES.search(value.rsplit(".", 1)[-1]) and name not in NO_DEADLINES:
                found.append(f"{name}: {value}")
    assert not found, "say it with |deadline"


def test_no_letter_paper_or_message_says_a_deadline_in_its_own_way() -> None:
    found = []
    for path in sources("forum"):
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("vndate", "vntime") and node.args:
                value = ast.unparse(node.args[0]).rsplit(".", 1)[-1].strip(")")
                if OF_DEADLINES.search(value):
                    found.append(f"{named(path)}:{node.lineno} {value}")
    assert not found, "say it with deadline()"


def test_no_words_of_the_catalogue_carry_an_old_way_to_say_a_deadline() -> None:
    home = {
        node.value for node in ast.walk(tree_of(ROOT / "forum/days.py")) if isinstance(node, ast.Constant)
    }
    with (ROOT / "forum/locale/hien_ke.pot").open("rb") as pot:
        words = {str(message.id) for message in read_po(pot)} - home
    found = [one for one in words if OLD_WAYS.search(one) and not any(other in one for other in OTHERS)]
    assert not found, "a deadline is said by forum/days.py"
