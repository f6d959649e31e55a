"""Letters about tasks of the programme: to their followers."""

from datetime import datetime

from forum.accounts.models import Body
from forum.contributions.queries import followers
from forum.database import ReadDb, load
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.programme import events
from forum.programme.models import ProgressReport, Task
from forum.state import word_of
from forum.urls import url_for
from forum.words import _


@notifies(events.ProgressReported)
async def progress_reported(db: ReadDb, happened: events.ProgressReported, at: datetime) -> list[Letter]:
    """To all followers except who drafted the body's report. Its words are on the page, as long as they may be read."""
    task = await load(db, Task, happened.thing.id)
    report = await load(db, ProgressReport, happened.report_id)
    body = await load(db, Body, report.body_id)
    people = [one for one in await followers(db, happened.thing) if one != report.persona_id]
    state = word_of(report.state)
    percent = f", {report.percent}%" if report.percent is not None else ""
    message = _(
        '{body_name} báo cáo tiến độ nhiệm vụ {code} "{title}": {state}{percent}. Nội dung báo cáo đọc tại '
        "trang nhiệm vụ.",
        body_name=body.name,
        code=task.code,
        title=task.title,
        state=state.lower(),
        percent=percent,
    )
    subject = subject_of(events.ProgressReported, code=task.code, body=body.name)
    path = url_for("programme.task", task.code)
    return letters_to(people, subject, message, happened.thing, path)


@notifies(events.ProgressTakenBack)
async def progress_taken_back(db: ReadDb, happened: events.ProgressTakenBack, at: datetime) -> list[Letter]:
    """To all followers, who were told of it."""
    task = await load(db, Task, happened.thing.id)
    body = await load(db, Body, happened.body_id)
    message = _(
        'Báo cáo tiến độ nhiệm vụ {code} "{title}" đã công bố được ghi nhận là do thủ trưởng {body_name} duyệt; nay '
        "thủ trưởng cho biết đó không phải ý mình. Báo cáo ấy vẫn đọc được, kèm điều này. Nhiệm vụ trở lại: {state}.",
        body_name=body.name,
        code=task.code,
        title=task.title,
        state=word_of(happened.state).lower() if happened.state is not None else _("chưa có báo cáo"),
    )
    subject = subject_of(events.ProgressTakenBack, code=task.code, body=body.name)
    path = url_for("programme.task", task.code)
    return letters_to(await followers(db, happened.thing), subject, message, happened.thing, path)
