"""A consultation that people play at random with the real actions, and what must hold at every moment.

A step that the rules refuse changes nothing. Time goes on with each step.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.audience import Visibility
from forum.clock import HANOI
from forum.consultations.actions import editing, notices, opinions, placing, preparing, responding, versions
from forum.consultations.actions.editing import NewParagraph, ParagraphWords, PastedAnew, SplitText
from forum.consultations.actions.notices import Announcement, Extension
from forum.consultations.actions.objecting import ResponseObjection, object_to_response
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.actions.owing import after_change
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.responding import ResponseText
from forum.consultations.actions.versions import NewVersion, Settlement, SlipMended
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import texts_of, version_in_preparation
from forum.consultations.fates import Change
from forum.consultations.models import (
    Consultation,
    GuidingQuestion,
    Opinion,
    ParagraphLink,
    ParagraphRevision,
    ParagraphText,
)
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.articles import stretches_of
from forum.consultations.queries.lines import consultation_line
from forum.consultations.queries.reading import unplaced_count
from forum.consultations.queries.unanswered import unanswered
from forum.consultations.queries.versions import ChangeView, version_page
from forum.contributions.actions import withdraw
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.together import Approvals
from forum.database import Db, load, reading_session
from forum.errors import Refused
from forum.paperwork.difference import settled
from tests.builders import UNSTATED, Builders
from tests.consultations import judging
from tests.official_texts import seen

START = datetime(2026, 12, 7, 9, 0, tzinfo=HANOI)
ROUND = timedelta(days=16)
DRAFT = """Điều 1. Phạm vi
1. Quy chế này quy định việc dùng chung phòng thí nghiệm của các trường.
2. Quy chế áp dụng cho mười hai trường mẫu của thành phố; các viện mẫu tự quyết định việc tham gia.
Điều 2. Kinh phí
1. Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng hằng năm.
2. Thành phố hỗ trợ một trăm triệu đồng mỗi năm cho việc bảo trì; phần còn lại do các trường chi trả.
3. Các trường báo cáo kết quả sử dụng hằng quý cho Sở Mẫu.
"""
NEW_WORDS = [
    "thư viện",
    "mười lăm",
    "ba năm",
    "công khai",
    "từng quý",
    "viện mẫu",
    "kinh phí riêng",
    "sinh viên",
]


@dataclass(frozen=True)
class Cast:
    body: Body
    officer: Account
    head: Account
    authors: tuple[Account, ...]  # the last one is new: what they write is judged first
    moderators: tuple[Account, Account, Account]
    reader: Account


async def cast(build: Builders) -> Cast:
    body = await build.body()
    first, second, third = [await build.person(Role.moderator) for _ in range(3)]
    trusted = [await build.person(Role.intellectual, is_trusted=True) for _ in range(2)]
    return Cast(
        body,
        await build.person(Role.body_officer, body=body),
        await build.person(Role.body_head, body=body),
        (*trusted, await build.person(Role.intellectual)),
        (first, second, third),
        await build.person(Role.intellectual),
    )


@dataclass
class Play:
    build: Builders
    cast: Cast
    id: int
    at: datetime = START
    announced: dict[int, str] = field(default_factory=dict)  # the words of each text when it was announced
    decisions: dict[int, tuple[int, Account]] = field(default_factory=dict)  # by opinion: against its author
    appeals: dict[int, int] = field(default_factory=dict)  # by opinion: the case
    done: list[str] = field(default_factory=list)

    def author_of(self, text: Contribution) -> Account:
        return next(one for one in self.cast.authors if one.persona_id == text.persona_id)


Step = Callable[[Play, random.Random], Awaitable[None]]
STEPS: dict[str, Step] = {}


def step(play: Step) -> Step:
    STEPS[play.__name__] = play
    return play


async def begun(build: Builders, people: Cast) -> Play:
    async with build.acting(people.head, START) as (db, actor):
        new = NewConsultation(
            body_id=people.body.id,
            title="Quy chế dùng chung",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft=DRAFT,
        )
        it = await preparing.create(db, actor, new)
        db.add(GuidingQuestion(consultation_id=it.id, position=1, text="Mức hỗ trợ đã hợp lý chưa?"))
        last = (await texts_of(db, it.id, 1))[-1]
        last.rows = [["Đối tượng", "Mức"], ["Giáo sư", "50 triệu"], ["Tiến sĩ", "30 triệu"]]
        last.kind, last.text = "table", "Đối tượng | Mức\nGiáo sư | 50 triệu\nTiến sĩ | 30 triệu"
        dates = Announcement(opens_on=START.date(), closes_on=(START + ROUND).date())
    async with build.acting(people.head, START) as (db, actor):
        await notices.announce(db, actor, it.id, dates)
    return Play(build, people, it.id)


async def go(play: Play, name: str, seed: int) -> None:
    """One step; what the rules refuse is left undone."""
    play.at += timedelta(hours=1 + seed % 30)
    try:
        await STEPS[name](play, random.Random(seed))
        play.done.append(name)
    except Refused:
        play.done.append(f"({name})")


async def _rows(play: Play, *where: object) -> list[tuple[Opinion, Contribution]]:
    async with play.build.acting(None, play.at) as (db, _):
        found = await db.execute(
            select(Opinion, Contribution)
            .join(Contribution, Contribution.id == Opinion.id)
            .where(Opinion.consultation_id == play.id, *where)  # type: ignore[arg-type]  # clauses
            .order_by(Opinion.id)
        )
        return [(opinion, text) for opinion, text in found]


@step
async def give(play: Play, rng: random.Random) -> None:
    async with play.build.acting(rng.choice(play.cast.authors), play.at) as (db, actor):
        it = await load(db, Consultation, play.id)
        text = rng.choice(await texts_of(db, it.id, it.shown_version))
        kind = rng.choice(["whole", "question", "paragraph", "row", "phrase", "wording"])
        new = NewOpinion(stance=Stance.object, text=f"{judging.WORDS} {rng.random()}")
        if kind == "question":
            question = (
                await db.scalars(select(GuidingQuestion.id).where(GuidingQuestion.consultation_id == it.id))
            ).one()
            new = new.model_copy(update={"target": Target.question, "question_id": question})
        elif kind != "whole":
            more: dict[str, object] = {"target": Target.paragraph, "paragraph_id": text.paragraph_id}
            words = text.text.split()
            if kind == "row":
                more["row_number"] = 1
            elif kind == "phrase":
                start = rng.randrange(len(words))
                more["phrase"] = " ".join(words[start : start + 3])
            elif kind == "wording":
                more |= {"stance": Stance.amend, "wording": f"{text.text} và các viện mẫu"}
            new = new.model_copy(update=more)
        await opinions.give_opinion(db, actor, it.id, new)


def _reworded(text: str, rng: random.Random) -> str:
    words = text.split()
    for _ in range(rng.randint(1, 3)):
        words[rng.randrange(len(words))] = rng.choice(NEW_WORDS)
    return " ".join(words)


@step
async def prepare_version(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        it = await load(db, Consultation, play.id)
        lines = [
            f"{text.label}{'.' if text.kind == 'article' else ''} {text.text}".strip()
            for text in await texts_of(db, it.id, it.shown_version)
            if text.rows is None
        ]
        for _ in range(rng.randint(1, 4)):
            n = rng.randrange(len(lines))
            change = rng.choice(["reword", "drop", "add", "swap", "split"])
            if change == "reword":
                label, _gap, words = lines[n].partition(" ")
                lines[n] = f"{label} {_reworded(words or label, rng)}"
            elif change == "drop" and len(lines) > 2:
                del lines[n]
            elif change == "add":
                lines.insert(n + 1, f"{rng.randint(3, 9)}. Các {rng.choice(NEW_WORDS)} thực hiện từ năm sau.")
            elif change == "swap":
                m = rng.randrange(len(lines))
                lines[n], lines[m] = lines[m], lines[n]
            elif change == "split" and ";" in lines[n]:
                first, _sign, second = lines[n].partition("; ")
                lines[n : n + 1] = [f"{first}.", f"9. {second}"]
        await versions.prepare_version(
            db, actor, it.id, NewVersion(what_changed="Theo góp ý.", draft="\n".join(lines))
        )


async def _prepared(db: Db, play: Play) -> Sequence[ParagraphText]:
    version = await version_in_preparation(db, play.id)
    return await texts_of(db, play.id, version.number) if version is not None else []


@step
async def edit(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        texts = await _prepared(db, play)
        if not texts:
            return
        n = rng.randrange(len(texts))
        text, words = texts[n], texts[n].text.split()
        match rng.choice(["edit", "edit", "insert", "split", "join", "remove", "paste"]):
            case "edit":
                seen_words = ParagraphWords.of(text).model_copy(update={"text": _reworded(text.text, rng)})
                await editing.edit_paragraph(db, actor, text.id, seen_words)
            case "insert":
                new = NewParagraph(kind="clause", label="8.", text=_reworded(text.text, rng))
                await editing.insert_paragraph(db, actor, text.id, new)
            case "split" if len(words) > 3:
                half = len(words) // 2
                parts = {"first": " ".join(words[:half]), "second": " ".join(words[half:])}
                await editing.split_paragraph(db, actor, text.id, SplitText.of(text).model_copy(update=parts))
            case "join" if n + 1 < len(texts):
                await editing.join_with_next(db, actor, text.id, texts[n + 1].id)
            case "remove" if len(texts) > 2:
                await editing.remove_paragraph(db, actor, text.id)
            case "paste":
                anew = {"to_id": text.id, "draft": f"7. {_reworded(text.text, rng)}"}
                await editing.paste_anew(db, actor, text.id, PastedAnew.of(texts).model_copy(update=anew))


@step
async def settle(play: Play, rng: random.Random) -> None:
    """An unsure paragraph, or any other, as proposed or otherwise."""
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        texts = await _prepared(db, play)
        if not texts:
            return
        links = (
            await db.scalars(
                select(ParagraphLink)
                .where(ParagraphLink.consultation_id == play.id, ParagraphLink.version == texts[0].version)
                .order_by(ParagraphLink.is_sure, ParagraphLink.id)
            )
        ).all()
        link = links[0] if not links[0].is_sure else rng.choice(links)
        standing = [one.text_id for one in links if one.paragraph_id == link.paragraph_id and one.text_id]
        chosen = rng.choice(
            [standing, [], [rng.choice(texts).id], [one.id for one in rng.sample(list(texts), 2)]]
        )
        as_seen = Settlement.of(standing).model_copy(update={"text_ids": chosen})
        await versions.settle_paragraph(db, actor, play.id, link.paragraph_id, as_seen)


@step
async def open_round(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.head, play.at) as (db, actor):
        version = await version_in_preparation(db, play.id)
        doubts = open_doubts(version) if version is not None else 0
        dates = Announcement(opens_on=play.at.date(), closes_on=(play.at + ROUND).date(), seen_doubts=doubts)
        await versions.open_round(db, actor, play.id, dates)


@step
async def discard_version(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        await versions.discard_version(db, actor, play.id)


@step
async def mend_slip(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.head, play.at) as (db, actor):
        it = await load(db, Consultation, play.id)
        text = rng.choice(await texts_of(db, it.id, it.shown_version))
        words = text.text.split()
        n = rng.randrange(len(words))
        words[n] = words[n].translate(str.maketrans("ôưêăâ", "oueaa"))
        mended = {"new_text": " ".join(words), "reason": "Gõ sai dấu."}
        await versions.mend_slip(db, actor, text.id, SlipMended.of(text).model_copy(update=mended))


@step
async def judge(play: Play, rng: random.Random) -> None:
    """What waits is approved, returned or refused; what is public is hidden, for a time or for good."""
    first, second, _third = play.cast.moderators
    found = await _rows(play, Contribution.visibility.in_([Visibility.in_review, Visibility.published]))
    if not found:
        return
    opinion, text = rng.choice(found)
    if text.visibility == Visibility.in_review:
        verdict = rng.choice(["approve", "approve", "return", "reject"])
        decision = await judging.judge(play.build, first, opinion.id, verdict, play.at)  # type: ignore[arg-type]  # one of them
        if verdict != "approve":
            play.decisions[opinion.id] = decision, first
    elif rng.random() < 0.5:
        moderators = first, second
        decision = await judging.hide(play.build, moderators, play.cast.reader, opinion.id, play.at)
        play.decisions[opinion.id] = decision, first
    else:
        await judging.report(play.build, play.cast.reader, opinion.id, play.at)
        await judging.judge(play.build, first, opinion.id, "hide", play.at, at_once=True)


@step
async def appeal(play: Play, rng: random.Random) -> None:
    if play.decisions:
        opinion_id = rng.choice(sorted(play.decisions))
        ((_, text),) = await _rows(play, Opinion.id == opinion_id)
        decision, _judge = play.decisions[opinion_id]
        if text.visibility == Visibility.returned and rng.random() < 0.5:
            await judging.send_again(play.build, play.author_of(text), opinion_id, play.at)
        else:
            play.appeals[opinion_id] = await judging.ask_review(
                play.build, play.author_of(text), decision, play.at
            )
        del play.decisions[opinion_id]


@step
async def hear(play: Play, rng: random.Random) -> None:
    if play.appeals:
        opinion_id = rng.choice(sorted(play.appeals))
        case_id = play.appeals.pop(opinion_id)
        await judging.hear(play.build, play.cast.moderators[2], case_id, play.at, reverses=rng.random() < 0.6)


@step
async def take_back(play: Play, rng: random.Random) -> None:
    found = await _rows(play, Contribution.visibility != Visibility.withdrawn)
    if found:
        _, text = rng.choice(found)
        async with play.build.acting(play.author_of(text), play.at) as (db, actor):
            it = await withdraw(db, actor, text.id, UNSTATED)
            await after_change(db, actor, it.id)


@step
async def place(play: Play, rng: random.Random) -> None:
    found = await _rows(play, Opinion.needs_place)
    if found:
        opinion, _text = rng.choice(found)
        async with play.build.acting(play.cast.officer, play.at) as (db, actor):
            it = await load(db, Consultation, play.id)
            there = rng.choice(await texts_of(db, it.id, it.shown_version)).paragraph_id
            chosen = placing.Place.of(opinion).model_copy(update={"paragraph_id": there})
            await placing.place_opinion(db, actor, opinion.id, chosen)


@step
async def respond(play: Play, rng: random.Random) -> None:
    waits = await _rows(play, Contribution.visibility == Visibility.published, Opinion.response_id.is_(None))
    if waits:
        chosen = [opinion.id for opinion, _ in rng.sample(waits, rng.randint(1, len(waits)))]
        await answer(play, chosen)


async def answer(play: Play, opinion_ids: list[int]) -> None:
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        draft = ResponseText(opinion_ids=opinion_ids, result="explain", text="Giữ như dự thảo.", submits=True)
        response_id = (await responding.draft_response(db, actor, play.id, draft)).id
    async with play.build.acting(play.cast.head, play.at) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await responding.approve_responses(db, actor, play.id, read)
        await responding.publish_responses(db, actor, play.id)


@step
async def say_not_understood(play: Play, rng: random.Random) -> None:
    found = await _rows(play, Opinion.response_id.is_not(None))
    if found:
        opinion, text = rng.choice(found)
        async with play.build.acting(play.author_of(text), play.at) as (db, actor):
            await object_to_response(
                db, actor, opinion.id, ResponseObjection(reason="Chưa đúng ý tôi nói ạ.")
            )


@step
async def extend(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.head, play.at) as (db, actor):
        it = await load(db, Consultation, play.id)
        assert it.closes_on is not None
        later = {"closes_on": it.closes_on + timedelta(days=rng.randint(1, 9)), "reason": "Kỳ nghỉ dài."}
        await notices.extend(db, actor, it.id, Extension.of(it).model_copy(update=later))


@step
async def wait(play: Play, rng: random.Random) -> None:
    play.at += timedelta(days=rng.randint(1, 12))


@step
async def conclude(play: Play, rng: random.Random) -> None:
    async with play.build.acting(play.cast.head, play.at) as (db, actor):
        await notices.conclude(db, actor, play.id)
    await _nobody_waits(play)


async def finish(play: Play) -> None:
    """As a body that does its work: what waits is judged and answered, the days pass, and it can be concluded."""
    for _ in range(4):
        async with play.build.acting(None, play.at) as (db, _):
            it = await load(db, Consultation, play.id)
            if it.state == "concluded":
                return
            assert it.closes_on is not None
            closes = datetime.combine(it.closes_on, START.timetz()) + timedelta(days=1)
        play.at = max(play.at + timedelta(days=30), closes)
        await play.build.run_jobs(play.at)  # what was hidden for a time comes back
        for case_id in play.appeals.values():
            await judging.hear(play.build, play.cast.moderators[2], case_id, play.at)
        play.appeals.clear()
        for opinion, _ in await _rows(play, Contribution.visibility == Visibility.in_review):
            await judging.judge(play.build, play.cast.moderators[0], opinion.id, "approve", play.at)
        await holds(play)
        waits = await _rows(
            play, Contribution.visibility == Visibility.published, Opinion.response_id.is_(None)
        )
        if waits:
            await answer(play, [opinion.id for opinion, _ in waits])
        play.at += timedelta(days=20)  # the authors may speak, some of them about what came back into sight
        await conclude(play, random.Random(0))


# What holds


async def holds(play: Play) -> None:
    """At every moment."""
    await _texts_are_frozen(play)
    await _each_has_a_place(play)
    await _the_outline_is_of_now(play)


async def _the_outline_is_of_now(play: Play) -> None:
    """A session that only reads is served from the cache, one that writes is not."""
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        line = await consultation_line(db, actor, play.id)
        of_now = await stretches_of(db, line)
    async with reading_session(play.build.engine) as cached:
        assert await stretches_of(cached, line) == of_now


async def _texts_are_frozen(play: Play) -> None:
    async with play.build.acting(None, play.at) as (db, _):
        it = await load(db, Consultation, play.id)
        texts = await db.scalars(
            select(ParagraphText).where(
                ParagraphText.consultation_id == play.id, ParagraphText.version <= it.shown_version
            )
        )
        revisions = await db.execute(
            select(ParagraphRevision.text_id, ParagraphRevision.text)
            .join(ParagraphText, ParagraphText.id == ParagraphRevision.text_id)
            .where(ParagraphText.consultation_id == play.id)
            .order_by(ParagraphRevision.id.desc())
        )
        first = {row.text_id: row.text for row in revisions}
        now = {
            text.id: (text.kind, text.label, text.path, first.get(text.id, text.text), str(text.rows))
            for text in texts
        }
    words = {text_id: "\n".join(parts) for text_id, parts in now.items()}
    assert words.keys() >= play.announced.keys(), "an announced text is gone"
    assert {one: words[one] for one in play.announced} == play.announced
    play.announced |= words


async def _each_has_a_place(play: Play) -> None:
    async with play.build.acting(None, play.at) as (db, _):
        it = await load(db, Consultation, play.id)
        shown = {text.paragraph_id for text in await texts_of(db, it.id, it.shown_version)}
        assert None not in shown
        given = (await db.scalars(select(Opinion).where(Opinion.consultation_id == it.id))).all()
        lost = [
            one.id
            for one in given
            if one.target == Target.paragraph and not one.needs_place and one.place_id not in shown
        ]
        assert lost == [], "opinions without a place that wait for none"
        assert await unplaced_count(db, it.id) == sum(one.needs_place for one in given)


async def _nobody_waits(play: Play) -> None:
    """By the tables themselves, and by the one function."""
    async with play.build.acting(None, play.at) as (db, _):
        left = await db.scalar(
            select(func.count())
            .select_from(Opinion)
            .join(Contribution, Contribution.id == Opinion.id)
            .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
            .where(
                Opinion.consultation_id == play.id,
                Contribution.visibility.in_(
                    [Visibility.published, Visibility.in_review, Visibility.interim_hidden]
                ),
                OfficialText.id.is_(None) | (OfficialText.state != "published"),
            )
        )
        assert left == 0
        assert (await unanswered(db, play.id, play.at)).count == 0


async def every_changed_word_is_visible(play: Play) -> None:
    """On the pages of all announced versions, and of the one in preparation."""
    async with play.build.acting(play.cast.officer, play.at) as (db, actor):
        it = await load(db, Consultation, play.id)
        prepared = await version_in_preparation(db, it.id)
        last = it.shown_version if prepared is None else prepared.number
        for former, number in pairwise(range(1, last + 1)):
            old, new = await texts_of(db, it.id, former), await texts_of(db, it.id, number)
            changes, added, after = list[ChangeView](), set[int](), None
            while True:
                page = await version_page(db, actor, it.id, number, after)
                changes += [*(page.unsure if after is None else ()), *page.changes]
                added |= {text.id for text in page.added}
                after = page.next_after
                if after is None:
                    break
            _compared(old, new, changes, added, await _kept(db, it.id, number))


async def _kept(db: Db, consultation_id: int, number: int) -> dict[int, int]:
    rows = await db.execute(
        select(ParagraphLink.paragraph_id, ParagraphLink.text_id).where(
            ParagraphLink.consultation_id == consultation_id,
            ParagraphLink.version == number,
            ParagraphLink.change == Change.unchanged,
            ParagraphLink.is_sure,
        )
    )
    return {paragraph_id: text_id for paragraph_id, text_id in rows if text_id is not None}


def _compared(
    old: Sequence[ParagraphText],
    new: Sequence[ParagraphText],
    changes: Sequence[ChangeView],
    added: set[int],
    kept: dict[int, int],
) -> None:
    words, now = (
        {text.paragraph_id or 0: settled(text.text) for text in old},
        {text.id: settled(text.text) for text in new},
    )
    shown_old, shown_new = {one.paragraph_id: one for one in changes}, set(added)
    for one in changes:
        shown_new |= {text.id for text in one.new}
        if one.new:
            pieces = [(piece.kind, piece.text) for piece in one.pieces]
            assert (
                "".join(text for kind, text in pieces if kind != "inserted").strip()
                == words[one.paragraph_id]
            )
            joined = settled(" ".join(text.text for text in one.new))
            assert "".join(text for kind, text in pieces if kind != "deleted").strip() == joined
    for paragraph_id, was in words.items():
        if paragraph_id not in shown_old:
            assert paragraph_id in kept, f"nothing says what became of: {was}"
            assert now[kept[paragraph_id]] == was, "other words, said to be kept"
    unseen = now.keys() - shown_new - set(kept.values())
    assert not unseen, [now[one] for one in unseen]
