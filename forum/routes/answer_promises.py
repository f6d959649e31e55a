"""Steps on what the answer to a question promises, while the answer is drafted."""

from fastapi import APIRouter

from forum.accounts.bodies import bodies_to_give_to
from forum.actor import Actor
from forum.contact import actions
from forum.contact.actions.answer_promises import ChangedAnswerPromise, NewAnswerPromise, answer_of_line
from forum.contact.queries.answers import answer_question
from forum.contact.queries.questions import question_page, url_of_question
from forum.contact.queries.sessions import session_frame
from forum.database import Db, ReadDb
from forum.errors import Forbidden
from forum.routes.question_steps import AboutQuestion
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


async def about_promises(
    db: ReadDb, actor: Actor, answer_id: int, form: Form[NewAnswerPromise]
) -> AboutQuestion:
    return await _about(db, actor, answer_id)


async def _about(db: ReadDb, actor: Actor, answer_id: int) -> AboutQuestion:
    q = await question_page(db, actor, await answer_question(db, answer_id))
    answer = next((one for one in q.answers if one.text.id == answer_id), None)
    if answer is None:
        raise Forbidden
    frame = await session_frame(db, actor, q.line.session_id)
    return AboutQuestion(q, frame, bodies=await bodies_to_give_to(db, actor.at), answer=answer)


async def about_line(
    db: ReadDb, actor: Actor, line_id: int, form: Form[ChangedAnswerPromise]
) -> AboutQuestion:
    about = await _about(db, actor, await answer_of_line(db, line_id))
    assert about.answer is not None  # it was found
    line = next(one for one in about.answer.lines if one.id == line_id)
    form.fill(ChangedAnswerPromise.of(line))
    return about


@step(router, "contact.add_answer_promise", title=_("Thêm cam kết"), done=_("Đã thêm cam kết vào dự thảo."),
      page=about_promises)  # fmt: skip
async def add_answer_promise(db: Db, actor: Actor, answer_id: int, form: NewAnswerPromise) -> str:
    line = await actions.add_answer_promise(db, actor, answer_id, form)
    return await _url_of_its_question(db, line.text_id)


@step(router, "contact.change_answer_promise", title=_("Sửa cam kết"), done=_("Đã sửa cam kết trong dự thảo."),
      page=about_line, is_inline=True)  # fmt: skip
async def change_answer_promise(db: Db, actor: Actor, line_id: int, form: ChangedAnswerPromise) -> str:
    line = await actions.change_answer_promise(db, actor, line_id, form)
    return await _url_of_its_question(db, line.text_id)


@step(router, "contact.remove_answer_promise", title=_("Bỏ cam kết"), done=_("Đã bỏ cam kết khỏi dự thảo."),
      is_inline=True)  # fmt: skip
async def remove_answer_promise(db: Db, actor: Actor, line_id: int) -> str:
    return await _url_of_its_question(db, (await actions.remove_answer_promise(db, actor, line_id)).id)


async def _url_of_its_question(db: ReadDb, answer_id: int) -> str:
    return f"{await url_of_question(db, await answer_question(db, answer_id))}#tra-loi-{answer_id}"
