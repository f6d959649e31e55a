"""The lines of an official text that become commitments when it is published.

A room locks its own rows and the text, checks its rule, calls these, and records the events that they return.
"""

from collections.abc import Mapping

from sqlalchemy import func, select, update

from forum.accounts.bodies import has_ended, living_body
from forum.actor import Actor, require
from forum.commitments import events, policy
from forum.commitments.actions.making import NewCommitment, Promise, make_commitment
from forum.commitments.lines import LineView, lines_of_text
from forum.commitments.models import PromisedLine
from forum.contributions import official
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.events import OfficialDrafted
from forum.database import Db, load
from forum.days import deadline, vndate
from forum.deadlines.queries import working_day_from
from forum.errors import Conflict, Invalid
from forum.programme.task_links import require_choosable
from forum.thing import Thing
from forum.words import _


class NewLine(Promise):
    """`on_rest_day`: the due date is no working day, and is meant."""

    on_rest_day: bool = False


async def add_line(
    db: Db, actor: Actor, it: official.Locked, source: Thing, new: NewLine
) -> tuple[PromisedLine, OfficialDrafted]:
    """Add a line at the end. As with its words, the text must be submitted for approval again."""
    drafted = await official.rework(db, actor, it)
    await _check(db, actor, new)
    last = await db.scalar(select(func.max(PromisedLine.position)).where(PromisedLine.text_id == it.text.id))
    line = PromisedLine(text_id=it.text.id, position=(last or 0) + 1)
    line.source_kind, line.source_id = source
    _write(line, new)
    db.add(line)
    await db.flush()
    return line, drafted


async def change_line(
    db: Db, actor: Actor, it: official.Locked, line: PromisedLine, new: NewLine
) -> OfficialDrafted:
    """The caller has asked, under its lock, whether the line is as the form showed it."""
    drafted = await official.rework(db, actor, it)
    await _check(db, actor, new)
    _write(line, new)
    return drafted


async def remove_line(db: Db, actor: Actor, it: official.Locked, line: PromisedLine) -> OfficialDrafted:
    drafted = await official.rework(db, actor, it)
    await db.delete(line)
    await db.flush()
    return drafted


async def lock_line(db: Db, it: official.Locked, line_id: int) -> PromisedLine:
    """A line of that text, which its caller has locked."""
    line = await load(db, PromisedLine, line_id, lock=True)
    require(policy.is_line_of(line, it.text.id))
    return line


def _write(line: PromisedLine, new: NewLine) -> None:
    line.title, line.detail, line.body_id = new.title, new.detail, new.body_id
    line.due_on, line.task_ids, line.on_rest_day = new.due_on, new.task_ids, new.on_rest_day


async def _check(db: Db, actor: Actor, new: NewLine) -> None:
    if new.due_on < actor.today:
        raise Invalid("due_on", _("Thời hạn phải từ hôm nay trở đi."))
    wanted, working_day = new.due_on, await working_day_from(db, new.due_on)
    if working_day != wanted and not new.on_rest_day:
        raise Invalid(
            "due_on",
            _(
                "Ngày {day} là ngày nghỉ; ngày làm việc kế tiếp là {next_day}. Đề nghị chọn ngày làm việc, "
                "hoặc đánh dấu bên dưới nếu vẫn lấy ngày này.",
                day=vndate(wanted),
                next_day=vndate(working_day),
            ),
        )
    await living_body(db, new.body_id, actor.today)
    await require_choosable(db, new.task_ids)


async def publish_lines(
    db: Db,
    actor: Actor,
    it: official.Locked,
    askers: Mapping[Thing, tuple[int, ...]],
    chair_leader_id: int | None = None,
) -> list[events.Committed]:
    """Make the commitments of a text that was just published, for its readers. `askers` are the personas behind
    each source. Raises Conflict where a line can no longer hold: the approved text stays as it is."""
    made = []
    for line in await lines_of_text(db, it.text.id):
        _require_holds(actor, line)
        new = NewCommitment(
            Promise.model_construct(
                title=line.title,
                detail=line.detail,
                body_id=line.body_id,
                due_on=line.due_on,
                task_ids=list(line.task_ids),
            ),
            line.source,
            frozenset(it.text.audience),
            askers.get(line.source, ()),
            chair_leader_id,
            it.text.id,
        )
        commitment, committed = await make_commitment(db, actor, new)
        (await load(db, PromisedLine, line.id)).commitment_id = commitment.id
        made.append(committed)
    return made


async def pass_lines(db: Db, about: Thing, from_body_id: int, to_body_id: int) -> None:
    """What a body that has ended was about to promise, in unpublished texts on that thing, its successor promises."""
    texts = select(OfficialText.id).join(Contribution, Contribution.id == OfficialText.id)
    of_it = texts.where(*official.drafts_on(about.kind, [about.id]))
    lines = (PromisedLine.text_id.in_(of_it), PromisedLine.body_id == from_body_id)
    await db.execute(update(PromisedLine).where(*lines).values(body_id=to_body_id))


def _require_holds(actor: Actor, line: LineView) -> None:
    ended_on = line.body_ended_on
    if ended_on is not None and has_ended(ended_on, actor.today):
        raise Conflict(
            _(
                '{body} đã kết thúc hoạt động từ {day}. Đề nghị giao nội dung "{title}" cho cơ quan khác rồi trình '
                "lại; bản đã duyệt vẫn được giữ.",
                body=line.body,
                day=vndate(ended_on),
                title=line.title,
            )
        )
    if line.due_on < actor.today:
        raise Conflict(
            _(
                'Thời hạn {day} của nội dung "{title}" đã qua. Đề nghị sửa thời hạn rồi trình lại; bản đã duyệt '
                "vẫn được giữ.",
                day=deadline(line.due_on),
                title=line.title,
            )
        )
