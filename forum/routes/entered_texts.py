"""Forms in which staff enter an opinion on a draft, a dispute of a result, or an objection to being carried, for
somebody who wrote or called."""

from dataclasses import dataclass

from fastapi import APIRouter

from forum.actor import Actor
from forum.commitments import actions as of_commitments
from forum.commitments.actions.results import EnteredDispute
from forum.commitments.models import Commitment
from forum.commitments.queries import CommitmentLine, commitment_page
from forum.consultations.actions import opinions as of_consultations
from forum.consultations.actions.opinions import EnteredOpinion
from forum.consultations.policy import may_enter_opinion
from forum.consultations.queries.about_opinion import AboutOpinion, about_opinion
from forum.consultations.queries.article_pages import contents_page
from forum.contact import actions as of_contact
from forum.contact.actions.deferring import EnteredDeferralObjection
from forum.contact.queries.questions import QuestionPage, question_page, url_of_question
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contributions.entering.people import PersonFound
from forum.contributions.queries import receipt
from forum.database import Db, ReadDb, load
from forum.reports.entering import ASKED
from forum.routes.drafts import AskedHere, prefill
from forum.routes.senders import AskedPerson, sender_of
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class EnteringOpinion:
    """`places` are the articles of the draft: (name, the form about it)."""

    opinion: AboutOpinion
    sender: PersonFound | None
    places: tuple[tuple[str, str], ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("entering.find")


async def about_entered_opinion(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    form: Form[EnteredOpinion],
    place: AskedHere,
    person: AskedPerson = None,
) -> EnteringOpinion:
    sender = await sender_of(db, actor, form, person)
    place = place.or_of(form.values)
    about = await about_opinion(db, actor, consultation_id, place, was_sent=form.is_sent or form.was_restored)
    prefill(form, about, place)
    can = frozenset({"enter_opinion"} if may_enter_opinion(actor, about.line) else ())
    asked = {ASKED: sender.id} if sender is not None else {}
    articles = (await contents_page(db, actor, consultation_id)).articles if can else ()
    places = tuple(
        (
            one.name,
            url_for("consultations.enter_opinion", about.line.id, query={**asked, "doan": one.first_id}),
        )
        for one in articles
        if one.name
    )
    return EnteringOpinion(about, sender, places, can)


@step(router, "consultations.enter_opinion", title=_("Nhập hộ góp ý"), page=about_entered_opinion)
async def enter_opinion(
    db: Db,
    actor: Actor,
    consultation_id: int,
    form: EnteredOpinion,
    place: AskedHere,
    person: AskedPerson = None,
) -> Done:
    it = await of_consultations.enter_opinion(db, actor, consultation_id, form)
    return Done(
        url_for("entering.person", form.persona_id), await receipt(db, actor.at, it, shown=_("Góp ý"))
    )


@dataclass(frozen=True, slots=True)
class EnteringDispute:
    line: CommitmentLine
    sender: PersonFound | None
    can: frozenset[str]

    @property
    def url(self) -> str:
        return self.line.url


async def about_entered_dispute(
    db: ReadDb, actor: Actor, commitment_id: int, form: Form[EnteredDispute], person: AskedPerson = None
) -> EnteringDispute:
    """Filled in for whom the commitment was made to."""
    it = await load(db, Commitment, commitment_id)
    page = await commitment_page(db, actor, commitment_id)
    form.set_version(EnteredDispute.of(it))
    sender = await sender_of(db, actor, form, person or it.confirmer_id)
    return EnteringDispute(page.line, sender, page.can)


@step(
    router,
    "commitments.enter_dispute",
    title=_("Nhập hộ ý kiến chưa đồng ý"),
    done=_("Đã ghi nhận: người được hứa chưa đồng ý, cơ quan sẽ báo cáo lại."),
    page=about_entered_dispute,
    tone="quiet",
)
async def enter_dispute(
    db: Db, actor: Actor, commitment_id: int, form: EnteredDispute, person: AskedPerson = None
) -> str:
    await of_commitments.enter_dispute(db, actor, commitment_id, form)
    return url_for("commitments.commitment", commitment_id)


@dataclass(frozen=True, slots=True)
class EnteringObjection:
    q: QuestionPage
    frame: SessionFrame
    sender: PersonFound | None

    @property
    def url(self) -> str:
        return self.q.line.url

    @property
    def can(self) -> frozenset[str]:
        return self.q.can


async def about_entered_objection(
    db: ReadDb,
    actor: Actor,
    question_id: int,
    form: Form[EnteredDeferralObjection],
    person: AskedPerson = None,
) -> EnteringObjection:
    """Filled in for who asked the question, unless the address names one whose question was merged into it."""
    q = await question_page(db, actor, question_id)
    frame = await session_frame(db, actor, q.line.session_id)
    sender = await sender_of(db, actor, form, person or q.line.text.persona_id)
    return EnteringObjection(q, frame, sender)


@step(
    router,
    "contact.enter_deferral_objection",
    title=_("Nhập hộ ý kiến không đồng ý chuyển"),
    done=_("Đã ghi ý kiến của người hỏi; câu hỏi chờ tổ thư ký xếp lại."),
    page=about_entered_objection,
    is_inline=True,
)
async def enter_deferral_objection(
    db: Db, actor: Actor, question_id: int, form: EnteredDeferralObjection, person: AskedPerson = None
) -> str:
    await of_contact.enter_deferral_objection(db, actor, question_id, form)
    return await url_of_question(db, question_id)
