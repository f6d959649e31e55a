"""Sample content: proposals in different states, discussions, a consultation, a contact session.

Each step is the real action, taken by the responsible sample person at a time in the last two weeks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.accounts.models import Account, Body, Leader
from forum.accounts.queries import actor_of_account
from forum.actor import Actor
from forum.clock import local_date
from forum.commitments import actions as of_commitments
from forum.commitments.actions import DraftReport
from forum.commitments.lines import lines_of_text
from forum.commitments.policy import Outcome
from forum.consultations.actions import notices, opinions, preparing
from forum.consultations.actions.notices import Announcement
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.actions.preparing import NewConsultation, Questions
from forum.consultations.models import ParagraphText
from forum.consultations.policy import Stance, Target
from forum.contact import actions as of_contact
from forum.contact.actions.questions import NewQuestion
from forum.contact.actions.series import NewSeries
from forum.contact.actions.sessions import SessionPlan
from forum.contact.policy import Rhythm, SessionFormat
from forum.contact.texts import actions as of_sessions
from forum.contact.texts.queries import session_text_page
from forum.contributions.models import Contribution, Forum, OfficialText
from forum.contributions.official import Approval, OfficialWords, covered, digest_of
from forum.database import Db, load
from forum.deadlines.queries import working_day_from
from forum.programme.actions import CurrentLead, set_current_lead
from forum.programme.actions.leads import leads_of
from forum.programme.models import Task
from forum.programme.policy import ReportedState
from forum.progress import actions as of_progress
from forum.progress.actions import DraftProgress
from forum.threads import actions as of_threads
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.promises import NewPromise
from forum.threads.actions.proposals import TakeUp, ToBody
from forum.threads.actions.threads import NewReply, NewThread
from forum.threads.answering import beside_of
from forum.threads.policy import ProposalState

FIRST, SECOND, THIRD = "tri-thuc@mau.example", "tri-thuc-2@mau.example", "tri-thuc-3@mau.example"
OFFICER, HEAD = "can-bo@mau.example", "thu-truong@mau.example"
SECRETARIAT = "to-thu-ky@mau.example"
LEADER = "lanh-dao@mau.example"
ADMINISTRATOR = "quan-tri@mau.example"
# (days ago, percent, words): what the sample body reports on a task
REPORTED = (
    (4, 30, "Đã lập danh mục thiết bị mẫu và chọn địa điểm làm thử; tháng sau trình quy chế sử dụng."),
    (1, 45, "Đã trình quy chế sử dụng mẫu; đang lấy ý kiến các nhóm nghiên cứu mẫu."),
)

DRAFT = """Điều 1. Phạm vi
1. Quy chế mẫu này nêu cách Sở Mẫu A làm việc với trí thức, văn nghệ sĩ.
2. Quy chế mẫu không áp dụng cho việc có quy định riêng.
Điều 2. Nơi tiếp nhận
1. Mỗi đề xuất có một cán bộ đầu mối và một ngày trả lời.
2. Cán bộ đầu mối báo cho tác giả khi đề xuất được chuyển đến nơi khác.
Điều 3. Thời hạn
1. Thời hạn trả lời là mười lăm ngày làm việc, kể từ ngày tiếp nhận.
"""

# (asker, days ago, title, text)
ASKED = (
    (
        FIRST,
        3,
        "Khi nào có lịch dùng phòng thí nghiệm mẫu",
        "Nhóm Mẫu Một cần biết lịch để lập kế hoạch năm.",
    ),
    (THIRD, 1, "Thủ tục mua vật tư mẫu có rút gọn được không", "Mỗi lần mua vật tư nhỏ mất gần hai tháng."),
    (SECOND, 0, "Hỗ trợ công bố quốc tế mẫu", "Xin hỏi mức hỗ trợ và cách đăng ký cho năm tới."),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Lets sample people act. `at` is the time of loading; everything happens in the days before it."""

    db: Db
    at: datetime

    async def actor(self, email: str, days_ago: int) -> Actor:
        account_id = await self.db.scalar(select(Account.id).where(Account.email == email))
        assert account_id is not None  # the people are loaded before the scenes
        return await actor_of_account(self.db, account_id, self.at - timedelta(days=days_ago))

    async def place(self, section_code: str) -> tuple[int, int]:
        """The standing forum for a section of the programme, and that section's first task."""
        forum_id = await self.db.scalar(select(Forum.id).where(Forum.section_code == section_code))
        task_id = await self.db.scalar(
            select(Task.id).where(Task.code.startswith(section_code)).order_by(Task.position).limit(1)
        )
        assert forum_id is not None
        assert task_id is not None
        return forum_id, task_id


async def furnish(db: Db, at: datetime) -> None:
    """Create all scenes in order of time. The caller makes sure that this runs once."""
    stage = Stage(db, at)
    body_id = (await db.scalars(select(Body.id).where(Body.code == "MAU-A"))).one()
    leader_id = (await db.scalars(select(Leader.id).where(Leader.is_sample))).one()
    await _answered_proposal(stage, body_id)
    await _discussions(stage)
    await _proposals_on_their_way(stage, body_id)
    await _progress(stage, body_id)
    await _consultation(stage, body_id)
    await _session(stage, leader_id)


async def _thread(
    stage: Stage, by: str, days_ago: int, section: str, title: str, text: str, kind: str = "proposal"
) -> Contribution:
    forum_id, task_id = await stage.place(section)
    new = NewThread.model_validate(
        {"kind": kind, "title": title, "text": text, "forum_id": forum_id, "task_ids": [task_id]}
    )
    return await of_threads.start_thread(stage.db, await stage.actor(by, days_ago), new)


async def _reply(stage: Stage, by: str, days_ago: int, thread_id: int, text: str) -> None:
    actor = await stage.actor(by, days_ago)
    await of_threads.reply(stage.db, actor, thread_id, NewReply(text=text))


async def _answered_proposal(stage: Stage, body_id: int) -> None:
    """A proposal taken up, answered, and turned into a running commitment."""
    db = stage.db
    it = await _thread(
        stage,
        FIRST,
        13,
        "III.3",
        "Mở một phòng thí nghiệm mẫu dùng chung",
        "Nhiều nhóm nghiên cứu của thành phố mẫu thiếu thiết bị đo. Đề xuất mở một phòng thí nghiệm dùng chung, "
        "có lịch đặt trước và một cán bộ kỹ thuật trực.",
    )
    await of_threads.take_up(db, await stage.actor(OFFICER, 12), it.id, TakeUp(body_id=body_id))
    draft = DraftAnswer(
        outcome=ProposalState.accepted,
        text="Sở Mẫu A tiếp thu đề xuất. Giai đoạn đầu làm thử tại một địa điểm, có lịch đặt trước trên mạng.",
    )
    answer = await of_threads.draft_answer(db, await stage.actor(OFFICER, 8), it.id, draft)
    promise = NewPromise(
        title="Làm thử phòng thí nghiệm mẫu dùng chung tại một địa điểm",
        detail="Có quy chế sử dụng, lịch đặt trước và báo cáo sau ba tháng.",
        due_on=local_date(stage.at) + timedelta(days=120),
        on_rest_day=True,
    )
    await of_threads.add_promise(db, await stage.actor(OFFICER, 8), answer.id, promise)
    await of_threads.submit_answer(db, await stage.actor(OFFICER, 8), answer.id)
    text, row = await load(db, Contribution, answer.id), await load(db, OfficialText, answer.id)
    read = Approval(seen_digest=digest_of(await covered(db, text), row, await beside_of(db, answer)))
    await of_threads.approve_answer(db, await stage.actor(HEAD, 7), answer.id, read)
    (promised,) = await lines_of_text(db, answer.id)
    assert promised.commitment_id is not None  # made when the answer was published
    words = "Đã chọn địa điểm mẫu và lập danh mục thiết bị."
    report = await of_commitments.draft_report(
        db,
        await stage.actor(OFFICER, 3),
        promised.commitment_id,
        DraftReport(outcome=Outcome.progress, text=words),
    )
    await of_commitments.submit_text(db, await stage.actor(OFFICER, 3), report.id)
    text, row = await load(db, Contribution, report.id), await load(db, OfficialText, report.id)
    read = Approval(seen_digest=digest_of(await covered(db, text), row, report.beside))
    await of_commitments.approve_text(db, await stage.actor(HEAD, 2), report.id, read)


async def _progress(stage: Stage, body_id: int) -> None:
    """The sample body leads a task: its head approved one report, and another waits."""
    db = stage.db
    _forum_id, task_id = await stage.place("III.3")
    leads = await leads_of(db, task_id)
    named = next(one.id for one in leads)
    lead = CurrentLead.of(leads, named)
    reason = "Dữ liệu mẫu: để xem cách cơ quan báo cáo tiến độ."
    lead = lead.model_copy(update={"named_id": named, "body_id": body_id, "reason": reason})
    await set_current_lead(db, await stage.actor(ADMINISTRATOR, 6), task_id, lead)
    for days_ago, percent, words in REPORTED:
        officer = await stage.actor(OFFICER, days_ago)
        new = DraftProgress(state=ReportedState.in_progress, percent=percent, text=words)
        report = await of_progress.draft_progress(db, officer, task_id, new)
        await of_progress.submit_progress(db, officer, report.id)
        if days_ago > 1:
            text, row = await load(db, Contribution, report.id), await load(db, OfficialText, report.id)
            read = Approval(seen_digest=digest_of(await covered(db, text), row, report.beside))
            await of_progress.approve_progress(db, await stage.actor(HEAD, days_ago - 1), report.id, read)


async def _discussions(stage: Stage) -> None:
    data = await _thread(
        stage,
        THIRD,
        10,
        "III.4",
        "Dữ liệu mở nào cần có trước",
        "Nếu chỉ chọn được ba bộ dữ liệu để mở trước ở thành phố mẫu, quý vị chọn bộ nào và vì sao?",
        "discussion",
    )
    await _reply(stage, FIRST, 9, data.id, "Tôi chọn dữ liệu giao thông, vì nhiều nhóm đã sẵn sàng dùng thử.")
    await _reply(stage, THIRD, 8, data.id, "Nên kèm mô tả dữ liệu, nếu không người dùng phải đoán.")
    guild = await _thread(
        stage,
        FIRST,
        6,
        "III.6",
        "Hội trí thức mẫu nên họp thế nào",
        "Các kỳ họp gần đây của Hội Mẫu khá dài. Xin trao đổi cách chuẩn bị để phần thảo luận có nhiều thời gian hơn.",
        "discussion",
    )
    await _reply(stage, THIRD, 5, guild.id, "Gửi tài liệu trước một tuần thì có thể bỏ phần đọc báo cáo.")
    await _reply(stage, SECOND, 0, guild.id, "Đề nghị có thêm hình thức họp trực tuyến cho người ở xa.")


async def _proposals_on_their_way(stage: Stage, body_id: int) -> None:
    """One proposal taken up, one assigned but not yet taken up, one still in review."""
    db = stage.db
    taken = await _thread(
        stage,
        THIRD,
        5,
        "III.2",
        "Học bổng mẫu cho nghiên cứu sinh trẻ",
        "Đề xuất lập mười suất học bổng mẫu mỗi năm, xét theo đề cương và cam kết chia sẻ kết quả.",
    )
    await of_threads.take_up(db, await stage.actor(OFFICER, 4), taken.id, TakeUp(body_id=body_id))
    given = await _thread(
        stage,
        FIRST,
        3,
        "III.5",
        "Kết nối trí thức mẫu xa quê qua một đầu mối",
        "Người ở xa thường không biết gửi đề xuất cho ai. Đề xuất một đầu mối và một trang hỏi đáp chung.",
    )
    to = ToBody(body_id=body_id, reason="Việc thuộc lĩnh vực của Sở Mẫu A.")
    await of_threads.assign(db, await stage.actor(SECRETARIAT, 2), given.id, to)
    await _thread(
        stage,
        SECOND,
        0,
        "III.1",
        "Bản tin mẫu hằng quý cho trí thức",
        "Đề xuất một bản tin ngắn mỗi quý, nêu chủ trương mới và nơi góp ý.",
    )


async def _consultation(stage: Stage, body_id: int) -> None:
    db, today = stage.db, local_date(stage.at)
    officer = await stage.actor(OFFICER, 4)
    new = NewConsultation(
        body_id=body_id,
        title="Quy chế mẫu về làm việc với trí thức",
        summary="Dự thảo minh họa của Sở Mẫu A, để xem cách góp ý từng đoạn.",
        document_kind="draft-other",
        draft=DRAFT,
    )
    it = await preparing.create(db, officer, new)
    asked = ["Thời hạn trả lời như dự thảo đã hợp lý chưa?", "Cần thêm nội dung nào?"]
    none_yet = Questions.of([]).seen_version
    await preparing.set_questions(
        db, officer, it.id, Questions(seen_version=none_yet, questions="\n".join(asked))
    )
    dates = Announcement(opens_on=today - timedelta(days=4), closes_on=today + timedelta(days=20))
    await notices.announce(db, await stage.actor(HEAD, 4), it.id, dates)
    deadline = await db.scalar(
        select(ParagraphText.paragraph_id)
        .where(ParagraphText.consultation_id == it.id, ParagraphText.text.contains("mười lăm ngày"))
        .limit(1)
    )
    given = (
        (
            FIRST,
            3,
            NewOpinion(stance=Stance.agree, text="Tôi đồng ý với cách chia trách nhiệm trong dự thảo."),
        ),
        (THIRD, 2, _amendment(deadline)),
        (
            SECOND,
            0,
            NewOpinion(stance=Stance.ask, text="Đề xuất gửi bằng giấy thì tính ngày tiếp nhận thế nào?"),
        ),
    )
    for email, days_ago, opinion in given:
        await opinions.give_opinion(db, await stage.actor(email, days_ago), it.id, opinion)


def _amendment(paragraph_id: int | None) -> NewOpinion:
    return NewOpinion(
        target=Target.paragraph,
        paragraph_id=paragraph_id,
        stance=Stance.amend,
        wording="Thời hạn trả lời là mười ngày làm việc, kể từ ngày tiếp nhận.",
        text="Mười ngày là đủ cho đề xuất ngắn và người gửi đỡ phải chờ.",
    )


async def _session(stage: Stage, leader_id: int) -> None:
    """A session announced and open for questions."""
    secretariat = await stage.actor(SECRETARIAT, 5)
    plan = await _plan(stage, secretariat, leader_id)
    session = await of_contact.plan_session(stage.db, secretariat, plan)
    await _announced(stage, session.id)
    for email, days_ago, title, text in ASKED:
        actor = await stage.actor(email, days_ago)
        await of_contact.ask(stage.db, actor, session.id, NewQuestion(title=title, text=text))


async def _announced(stage: Stage, session_id: int) -> None:
    """Drafted by the secretariat, approved by the chair, published."""
    secretariat, chair = await stage.actor(SECRETARIAT, 5), await stage.actor(LEADER, 5)
    words = OfficialWords(
        text="Kính mời trí thức, văn nghệ sĩ gửi câu hỏi, kiến nghị tới kỳ tiếp xúc mẫu này."
    )
    text = await of_sessions.draft_announcement(stage.db, secretariat, session_id, words)
    await of_sessions.submit_text(stage.db, secretariat, text.id)
    seen = Approval(seen_digest=(await session_text_page(stage.db, chair, text.id)).digest)
    await of_sessions.approve_text(stage.db, chair, text.id, seen)
    await of_sessions.publish_text(stage.db, secretariat, text.id)


async def _plan(stage: Stage, secretariat: Actor, leader_id: int) -> SessionPlan:
    today = local_date(stage.at)
    held_on = await working_day_from(stage.db, today + timedelta(days=24))
    rhythm = NewSeries(title="Tiếp xúc định kỳ mẫu với trí thức", rhythm=Rhythm.quarter, next_on=held_on)
    series = await of_contact.create_series(stage.db, secretariat, rhythm)
    return SessionPlan(
        series_id=series.id,
        title="Kỳ tiếp xúc mẫu về môi trường nghiên cứu",
        summary="Kỳ tiếp xúc minh họa: câu hỏi được gửi trước, lãnh đạo mẫu trả lời tại kỳ hoặc bằng văn bản.",
        format=SessionFormat.both,
        place="Hội trường Mẫu",
        held_on=held_on,
        starts="14:00",
        ends="17:00",
        intake_from_on=today - timedelta(days=4),
        intake_until_on=today + timedelta(days=17),
        chair_leader_id=leader_id,
    )
