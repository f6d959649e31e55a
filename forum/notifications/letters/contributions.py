"""Letters about texts of any kind: the receipt of what was sent."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from forum import kinds
from forum.accounts.queries import (
    actor_of_persona,
    author_without_account,
    members_of_that_name,
    persona_labels,
)
from forum.contributions import events
from forum.contributions.models import Contribution
from forum.database import ReadDb, load
from forum.days import deadline, vntime
from forum.notifications.dispatch import notifies
from forum.notifications.letter import THANKS, Letter, letters_to, named, with_head
from forum.notifications.letters import commitments, threads
from forum.notifications.letters.moderators import to_moderators
from forum.notifications.subjects import subject_of
from forum.rendering import excerpt
from forum.thing import Thing
from forum.words import _

# What is told of a newly published text beside its author's receipt and moderation's letter, by its kind.
PUBLISHED: dict[str, Callable[[ReadDb, Contribution, datetime], Awaitable[list[Letter]]]] = {
    "post": threads.replied,
    "clarification": threads.clarified,
    "dispute": commitments.remarked,
    "confirmation": commitments.remarked,
}


@notifies(events.Published)
async def published(db: ReadDb, happened: events.Published, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    writer = PUBLISHED.get(happened.thing.kind)
    letters = [] if writer is None else await writer(db, it, at)
    return letters if it.entered_by is None else [*letters, *await _to_namesakes(db, it, it.entered_by, at)]


async def _to_namesakes(db: ReadDb, it: Contribution, entered_by: int, at: datetime) -> list[Letter]:
    """To members of the name under which staff entered it: it may be theirs, or be taken for theirs."""
    namesakes = await members_of_that_name(db, it.persona_id)
    if not namesakes:
        return []
    thing = Thing(it.kind, it.id)
    # As under whose name it stands: not all texts are open to everybody.
    card = (await kinds.cards(db, author_without_account(it.persona_id, at), [thing])).get(thing)
    if card is None:
        return []
    labels = await persona_labels(db, {it.persona_id, entered_by})
    text = _(
        "{by} đã nhập hộ {lower} {what}, gửi bằng thư, điện thoại hoặc là ý kiến trực tiếp, dưới tên {name}, trùng tên "
        "Ông/Bà. Nếu đó là người khác, Ông/Bà không cần làm gì. Nếu nội dung không phải của Ông/Bà, mời bấm "
        "“Phản ánh” ở trang của nội dung.",
        by=labels[entered_by].name,
        lower=card.noun.lower(),
        what=named(it),
        name=labels[it.persona_id].name,
    )
    subject = subject_of(events.Published, "namesake", what=named(it))
    return letters_to(namesakes, subject, text, thing, card.url)


@notifies(events.Submitted)
async def received(db: ReadDb, happened: events.Submitted, at: datetime) -> list[Letter]:
    """The acknowledgement: code, time, and when the review is due; and word to the moderators."""
    it = await load(db, Contribution, happened.thing.id)
    author = await actor_of_persona(db, it.persona_id, at)
    author = author or author_without_account(it.persona_id, at)
    card = await kinds.card(db, author, happened.thing)
    title = it.title or excerpt(it.text, 60)
    code = _(", mã số {code},", code=it.code) if it.code else ""
    next_step = (
        _("Thời hạn duyệt: {due_at}.", due_at=deadline(happened.due_at))
        if happened.due_at
        else (_("Nội dung đã được đăng ngay."))
    )
    text = _(
        'Hệ thống Hiến Kế đã nhận {lower} "{title}"{code} lúc {created_at}. '
        "{next_step}\nÔng/Bà có thể theo dõi quá trình xử lý tại liên kết dưới đây.",
        lower=card.noun.lower(),
        title=title,
        code=code,
        created_at=vntime(it.created_at),
        next_step=next_step,
    )
    noun = card.noun.lower()
    subject = subject_of(events.Submitted, what=named(it), noun=noun)
    text = await with_head(db, text)
    own = Letter(it.persona_id, subject, text, happened.thing, card.url, close=THANKS)
    letters = [own] if happened.has_own_receipt else []
    if happened.due_at is not None:
        due = deadline(happened.due_at)
        waits = subject_of(events.Submitted, "moderators", what=named(it), noun=noun, due=due)
        letters += await to_moderators(db, it, waits, due=happened.due_at, at=at)
    return letters
