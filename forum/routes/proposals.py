"""Steps of bodies, staff and authors on a proposal and its answers."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts.bodies import bodies_to_give_to
from forum.accounts.queries import body_names
from forum.actor import Actor, Role
from forum.contributions.official import Approval, SentBack
from forum.contributions.queries import receipt
from forum.database import Db, ReadDb
from forum.errors import Forbidden
from forum.threads import actions
from forum.threads.actions.answers import DraftAnswer, RevisedAnswer, Supplement, Verdict
from forum.threads.actions.promises import ChangedPromise, NewPromise
from forum.threads.actions.proposals import Clarification, ClarificationQuery, TakeUp, ToBody
from forum.threads.answering import AnswerView, answer_of_line, answer_place
from forum.threads.queries import (
    ProposalView,
    ThreadPage,
    thread_page,
    url_of_thread,
)
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()

Options = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class AboutProposal:
    """The proposal may be assigned to `bodies`; the reader may take it up for `my_bodies`."""

    thread: ThreadPage
    proposal: ProposalView
    bodies: Options
    my_bodies: Options
    can: frozenset[str]

    @property
    def url(self) -> str:
        return self.thread.url


@dataclass(frozen=True, slots=True)
class AboutAnswer:
    thread: ThreadPage
    answer: AnswerView

    @property
    def url(self) -> str:
        return self.thread.url

    @property
    def can(self) -> frozenset[str]:
        return self.answer.can


async def about_proposal(db: ReadDb, actor: Actor, proposal_id: int, form: Form[BaseModel]) -> AboutProposal:
    thread = await thread_page(db, actor, proposal_id)
    if thread.proposal is None:
        raise Forbidden
    mine = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    return AboutProposal(
        thread,
        thread.proposal,
        await bodies_to_give_to(db, actor.at),
        tuple(mine.items()),
        thread.proposal.can,
    )


async def about_answer(db: ReadDb, actor: Actor, answer_id: int, form: Form[Any]) -> AboutAnswer:
    thread = await thread_page(db, actor, (await answer_place(db, answer_id)).id)
    answers = thread.proposal.answers if thread.proposal else ()
    answer = next((one for one in answers if one.text.id == answer_id), None)
    if answer is None:
        raise Forbidden
    return AboutAnswer(thread, answer)


async def about_revision(db: ReadDb, actor: Actor, answer_id: int, form: Form[RevisedAnswer]) -> AboutAnswer:
    about = await about_answer(db, actor, answer_id, form)
    text = about.answer.text
    form.fill(RevisedAnswer.of(text.text_version, text.text, about.answer.outcome))
    return about


async def about_line(db: ReadDb, actor: Actor, line_id: int, form: Form[ChangedPromise]) -> AboutAnswer:
    about = await about_answer(db, actor, await answer_of_line(db, line_id), form)
    line = next(one for one in about.answer.lines if one.id == line_id)
    form.fill(ChangedPromise.of(line))
    return about


@step(router, "threads.take_up", title=_("Tiếp nhận hiến kế"), done=_("Đã tiếp nhận hiến kế."),
      page=about_proposal, is_inline=True)  # fmt: skip
async def take_up(db: Db, actor: Actor, proposal_id: int, form: TakeUp) -> str:
    await actions.take_up(db, actor, proposal_id, form)
    return await url_of_thread(db, proposal_id)


@step(router, "threads.clarify", title=_("Làm rõ hiến kế"), page=about_proposal, tone="primary")
async def clarify(db: Db, actor: Actor, proposal_id: int, form: Clarification) -> Done:
    """Submit the clarification that the body asked for."""
    it = await actions.clarify(db, actor, proposal_id, form)
    shown = _("Phần làm rõ")
    return Done(await url_of_thread(db, proposal_id), await receipt(db, actor.at, it, shown=shown))


@step(router, "threads.draft_answer", title=_("Dự thảo trả lời"), done=_("Đã lưu dự thảo trả lời."),
      page=about_proposal, tone="primary")  # fmt: skip
async def draft_answer(db: Db, actor: Actor, proposal_id: int, form: DraftAnswer) -> str:
    answer = await actions.draft_answer(db, actor, proposal_id, form)
    return await _url_of_answer(db, proposal_id, answer.id)


@step(router, "threads.ask_clarification", title=_("Đề nghị làm rõ"), done=_("Đã đề nghị tác giả làm rõ."),
      page=about_proposal)  # fmt: skip
async def ask_clarification(db: Db, actor: Actor, proposal_id: int, form: ClarificationQuery) -> str:
    await actions.ask_clarification(db, actor, proposal_id, form)
    return await url_of_thread(db, proposal_id)


@step(router, "threads.hand_over", title=_("Chuyển cơ quan khác"), done=_("Đã chuyển cơ quan khác."),
      page=about_proposal)  # fmt: skip
async def hand_over(db: Db, actor: Actor, proposal_id: int, form: ToBody) -> str:
    await actions.hand_over(db, actor, proposal_id, form)
    return await url_of_thread(db, proposal_id)


@step(router, "threads.assign", title=_("Giao cơ quan"), done=_("Đã giao cơ quan."), page=about_proposal)
async def assign(db: Db, actor: Actor, proposal_id: int, form: ToBody) -> str:
    await actions.assign(db, actor, proposal_id, form)
    return await url_of_thread(db, proposal_id)


@step(router, "threads.draft_supplement", title=_("Bổ sung cam kết"),
      done=_("Đã lưu dự thảo. Mời thêm từng cam kết, rồi trình duyệt."), page=about_proposal)  # fmt: skip
async def draft_supplement(db: Db, actor: Actor, proposal_id: int, form: Supplement) -> str:
    answer = await actions.draft_supplement(db, actor, proposal_id, form)
    return await _url_of_answer(db, proposal_id, answer.id)


@step(router, "threads.add_promise", title=_("Thêm cam kết"), done=_("Đã thêm cam kết vào dự thảo."),
      page=about_answer)  # fmt: skip
async def add_promise(db: Db, actor: Actor, answer_id: int, form: NewPromise) -> str:
    await actions.add_promise(db, actor, answer_id, form)
    return await _url_of_its_proposal(db, answer_id)


@step(router, "threads.change_promise", title=_("Sửa cam kết"), done=_("Đã sửa cam kết trong dự thảo."),
      page=about_line, is_inline=True)  # fmt: skip
async def change_promise(db: Db, actor: Actor, line_id: int, form: ChangedPromise) -> str:
    line = await actions.change_promise(db, actor, line_id, form)
    return await _url_of_its_proposal(db, line.text_id)


@step(
    router,
    "threads.remove_promise",
    title=_("Bỏ cam kết"),
    done=_("Đã bỏ cam kết khỏi dự thảo."),
    is_inline=True,
)
async def remove_promise(db: Db, actor: Actor, line_id: int) -> str:
    return await _url_of_its_proposal(db, await actions.remove_promise(db, actor, line_id))


@step(router, "threads.rate_answer", title=_("Câu trả lời đã đáp ứng chưa"),
      done=_("Đã ghi nhận ý kiến của Ông/Bà."), page=about_proposal, is_inline=True)  # fmt: skip
async def rate_answer(db: Db, actor: Actor, proposal_id: int, form: Verdict) -> str:
    await actions.rate_answer(db, actor, proposal_id, form)
    return await url_of_thread(db, proposal_id)


@step(router, "threads.revise_answer", title=_("Sửa dự thảo trả lời"),
      done=_("Đã lưu; dự thảo cần được trình lại."), page=about_revision)  # fmt: skip
async def revise_answer(db: Db, actor: Actor, answer_id: int, form: RevisedAnswer) -> str:
    answer = await actions.revise_answer(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.proposal_id, answer_id)


@step(router, "threads.submit_answer", title=_("Trình duyệt"), done=_("Đã trình duyệt."), tone="primary")
async def submit_answer(db: Db, actor: Actor, answer_id: int) -> str:
    answer = await actions.submit_answer(db, actor, answer_id)
    return await _url_of_answer(db, answer.proposal_id, answer_id)


@step(router, "threads.approve_answer", title=_("Duyệt trả lời"), done=_("Đã duyệt và công bố trả lời."),
      page=about_answer, is_inline=True)  # fmt: skip
async def approve_answer(db: Db, actor: Actor, answer_id: int, form: Approval) -> str:
    answer = await actions.approve_answer(db, actor, answer_id, form)
    return await url_of_thread(db, answer.proposal_id)


@step(router, "threads.send_back_answer", title=_("Trả lại dự thảo"), done=_("Đã trả lại để chỉnh sửa."),
      page=about_answer)  # fmt: skip
async def send_back_answer(db: Db, actor: Actor, answer_id: int, form: SentBack) -> str:
    answer = await actions.send_back_answer(db, actor, answer_id, form)
    return await url_of_thread(db, answer.proposal_id)


async def _url_of_its_proposal(db: ReadDb, answer_id: int) -> str:
    return await _url_of_answer(db, (await answer_place(db, answer_id)).id, answer_id)


async def _url_of_answer(db: ReadDb, proposal_id: int, answer_id: int) -> str:
    return f"{await url_of_thread(db, proposal_id)}#tra-loi-{answer_id}"
