"""Preparing a session's answers: all questions by stage of their answer, and steps for several at once."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contact import actions, policy
from forum.contact.actions.batches import Batch
from forum.contact.own_notes.queries import note_steps
from forum.contact.queries.preparing import PAGE, STAGES, Prepared, preparation
from forum.contact.queries.sessions import LeaderPlace, SessionFrame, leaders_of, session_frame
from forum.database import Db, ReadDb
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading
from forum.web.paging import After, Paged, paged
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()

Stage = Annotated[str | None, Query(alias="buoc", max_length=30)]
OfLeader = Annotated[int | None, Query(alias="nguoi-tra-loi", ge=0, le=2**62)]


@dataclass(frozen=True, slots=True)
class PreparingPage:
    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...]
    lines: Paged[Prepared]
    counts: dict[str, int]
    stage: str | None
    leader_id: int | None
    form: Form[Batch]
    can_triage: bool
    noting: frozenset[str]

    @property
    def leader_options(self) -> list[tuple[int, str]]:
        return [(leader.id, leader.name) for leader in self.leaders]

    @property
    def stages(self) -> list[tuple[Words, str, bool, int]]:
        """(words, URL, is chosen, count) of each stage, after an entry for all."""
        at = url_for("contact.prepare", self.frame.line.id)
        query = {"nguoi-tra-loi": str(self.leader_id)} if self.leader_id is not None else {}
        rows = [(_("Tất cả"), _address(at, query), self.stage is None, sum(self.counts.values()))]
        return rows + [
            (words, _address(at, {"buoc": name, **query}), self.stage == name, self.counts[name])
            for name, words in STAGES.items()
        ]


def _address(at: str, query: dict[str, str]) -> str:
    return f"{at}?{urlencode(query)}" if query else at


@router.get(path("contact.prepare"))
async def prepare(
    request: Request,
    db: Reading,
    actor: Member,
    form: Annotated[Form[Batch], Depends(form_of(Batch))],
    render: Render,
    session_id: int,
    after: After = None,
    stage: Stage = None,
    leader_id: OfLeader = None,
) -> Response:
    frame = await session_frame(db, actor, session_id)
    require(policy.may_prepare_session(actor, frame.line))
    page = await _page(request, db, actor, form, frame, (stage, leader_id, after))
    return render.form("contact/preparing.html", page, form)


async def _page(
    request: Request,
    db: ReadDb,
    actor: Actor,
    form: Form[Batch],
    frame: SessionFrame,
    asked: tuple[str | None, int | None, int | None],
) -> PreparingPage:
    """`asked` is the stage, the leader and the question to page after."""
    stage, leader_id, after = asked
    stage = stage if stage in STAGES else None
    found = await preparation(db, actor, frame.line.id, stage, leader_id, after)
    key = found.items[PAGE - 1].line.text.id if len(found.items) > PAGE else None
    leaders = await leaders_of(db, frame.line.id)
    return PreparingPage(
        frame=frame,
        leaders=leaders,
        lines=paged(request, found.items, PAGE, key),
        counts=found.counts,
        stage=stage,
        leader_id=leader_id,
        form=form,
        can_triage=bool(policy.may_plan_session(actor)),
        noting=note_steps(actor, frame, [one.id for one in leaders]),
    )


async def preparing_again(
    db: ReadDb,
    actor: Actor,
    session_id: int,
    form: Form[Batch],
    request: Request,
    stage: str | None,
    leader_id: int | None,
) -> PreparingPage:
    require(policy.may_triage_many(actor))
    frame = await session_frame(db, actor, session_id)
    return await _page(request, db, actor, form, frame, (stage, leader_id, None))


@step(
    router,
    "contact.triage_many",
    title=_("Chuẩn bị trả lời"),
    at="contact.prepare",
    shown_in=("contact/preparing.html", preparing_again),
)
async def triage_many(
    db: Db,
    actor: Actor,
    session_id: int,
    form: Batch,
    request: Request,
    stage: Stage = None,
    leader_id: OfLeader = None,
) -> Done:
    """Triage several questions at once, then return to the same filtered list."""
    count = await actions.triage_many(db, actor, session_id, form)
    done = _("gộp") if form.do == "merge" else _("đưa vào chương trình")
    back, query = url_for("contact.prepare", session_id), request.url.query
    return Done(f"{back}?{query}" if query else back, _("Đã {done} {count} câu hỏi.", done=done, count=count))
