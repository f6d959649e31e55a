"""Letters around a case: to the author who is asked something, to who asked, and to those who reported."""

from datetime import datetime

from forum.contributions import events
from forum.contributions.models import Contribution
from forum.database import ReadDb, load
from forum.days import deadline
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to, named
from forum.notifications.subjects import subject_of
from forum.rendering import excerpt
from forum.urls import url_for
from forum.words import Words, _
from moderation.values import Verdict

# What became of a reported text, without any of its words: its reader may not read it any more.
OUTCOMES: dict[Verdict, Words] = {
    Verdict.approve: _("nội dung được giữ nguyên, vì không trái quy tắc"),
    Verdict.mask: _("một đoạn của nội dung đã được che"),
    Verdict.hide: _("nội dung đã được ẩn"),
    Verdict.restore: _("nội dung được hiển thị lại"),
    Verdict.lock: _("chủ đề dừng nhận trao đổi"),
    Verdict.move: _("nội dung được chuyển sang nhiệm vụ khác"),
    Verdict.suspend: _("đã xử lý theo quy tắc"),
    Verdict.return_: _("tác giả được đề nghị chỉnh sửa"),
    Verdict.reject: _("bản sửa không được đăng"),
}


@notifies(events.AuthorAsked)
async def author_asked(db: ReadDb, happened: events.AuthorAsked, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    text = _(
        'Trước khi quyết định về bài "{title}", người duyệt có câu hỏi với Ông/Bà. Mời trả lời {until}; sau đó bài '
        "được quyết định theo những gì đã có.",
        title=it.typed_title or excerpt(it.typed_text, 60),  # to its author
        until=deadline(happened.rests_until, of_person=True),
    )
    until = deadline(happened.rests_until, of_person=True)
    subject = subject_of(events.AuthorAsked, what=named(it), until=until)
    path = url_for("moderation.explain", it.id)
    return letters_to([happened.author_id], subject, text, happened.thing, path)


@notifies(events.Explained)
async def explained(db: ReadDb, happened: events.Explained, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    text = _(
        'Tác giả đã trả lời câu hỏi của Ông/Bà về bài "{title}". Bài trở lại hàng chờ duyệt.',
        title=it.title or excerpt(it.text, 60),
    )
    path = url_for("moderation.case", happened.case_id)
    subject = subject_of(events.Explained, what=named(it))
    return letters_to([happened.asked_by], subject, text, happened.thing, path)


@notifies(events.ReportAnswered)
async def report_answered(db: ReadDb, happened: events.ReportAnswered, at: datetime) -> list[Letter]:
    """To each who reported, whether or not they may still read the text; who else did is not said."""
    it = await load(db, Contribution, happened.thing.id)
    if happened.verdict is None:
        outcome = _("tác giả đã rút bài")
    elif happened.is_refused:
        outcome = _("nội dung tiếp tục hiển thị, vì người thứ hai không đồng ý với đề nghị xử lý")
    else:
        outcome = OUTCOMES[happened.verdict]
    what = it.code or _("Nội dung trên Hiến Kế")
    text = _(
        "Phản ánh của Ông/Bà đã được xem xét ({what}). Kết quả: {outcome}. Cảm ơn Ông/Bà đã báo.",
        what=what,
        outcome=outcome,
    )
    subject = subject_of(events.ReportAnswered, what=what)
    path = url_for("moderation.rules")
    return [
        Letter(one, subject, text, happened.thing, path, regardless=True) for one in happened.reporter_ids
    ]
