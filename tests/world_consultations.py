"""What the matrix of rights needs of consultations: one in preparation, one open, one with responses at each step."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from forum import clock
from forum.clock import local_date
from forum.consultations.actions import (
    dossier,
    gathering,
    issuing,
    notices,
    noting,
    opinions,
    preparing,
    responding,
    sorting,
    templates,
    versions,
)
from forum.consultations.actions.dossier import NewDossierPaper
from forum.consultations.actions.gathering import SentSheet
from forum.consultations.actions.issuing import IssuedText, IssuedTextReady
from forum.consultations.actions.notices import Announcement, StopReason
from forum.consultations.actions.noting import CorrectedNote, NewNote
from forum.consultations.actions.opinions import NewOpinion
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.responding import ResponseText
from forum.consultations.actions.sorting import Labelling
from forum.consultations.actions.templates import NewTemplate
from forum.consultations.actions.versions import NewVersion
from forum.consultations.dossiers import DossierKind
from forum.consultations.drafts import version_in_preparation
from forum.consultations.models import Consultation, Opinion, ParagraphLink, ParagraphText
from forum.consultations.policy import ConsultationState, Target
from forum.consultations.queries.sheets import gathered_on
from forum.contributions.actions.drafts import Typed
from forum.contributions.official import SentBack
from forum.contributions.official.together import Approvals
from forum.database import load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.files import store
from forum.files.models import File
from forum.files.policy import FileRole, FileState
from forum.kinds import publish
from forum.thing import Thing
from tests.builders import Builders
from tests.consultations.dates import shortest_end
from tests.official_texts import as_seen, seen
from tests.world import JUDGES, World
from tests.world_files import a_file

DRAFT = "Điều 1. Phạm vi\n1. Khoản thứ nhất của dự thảo.\n2. Khoản thứ hai của dự thảo.\n"


async def _consultation(
    build: Builders, world: World, name: str, *, days_ago: int, announce: bool = True, number: str = "3."
) -> int:
    """`days_ago`: when it was announced, 18 days open: 15 are the least, and the last of them may be a rest day."""
    then = clock.now() - timedelta(days=days_ago)
    hidden = "" if announce else world.hide("consultation draft", "officer", "head")
    async with build.acting(world.people["officer"], then) as (db, actor):
        it = await preparing.create(
            db,
            actor,
            NewConsultation(
                body_id=int(world.names["body"]),
                title=f"Dự thảo mẫu {name} {hidden}",
                summary=f"Tóm tắt dự thảo mẫu. {hidden}",
                document_kind="draft-other",
                task_ids=[int(world.names["task"])],
                draft=f"{DRAFT}{number} Khoản thứ ba của dự thảo. {hidden}\n",
            ),
        )
        texts = select(ParagraphText).where(ParagraphText.consultation_id == it.id)
        first, second, third = (await db.scalars(texts.order_by(ParagraphText.position).limit(3))).all()
        world.names[f"{name}_first_paragraph"] = str(first.paragraph_id)
        world.names |= {f"{name}_paragraph": str(second.paragraph_id), f"{name}_text": str(second.id)}
        world.names[f"{name}_next_text"] = str(third.id)
    world.names[f"{name}_consultation"] = str(it.id)
    world.names[f"{name}_slug"] = it.slug
    if announce:
        async with build.acting(world.people["head"], then) as (db, actor):
            day = local_date(then)
            dates = Announcement(
                opens_on=day, closes_on=await shortest_end(db, "draft-other", day) + timedelta(days=3)
            )
            await notices.announce(db, actor, it.id, dates)
    return it.id


async def _dossier_paper(build: Builders, world: World, consultation_id: int) -> int:
    """In the dossier of a consultation in preparation."""
    word = world.hide("dossier paper", "officer", "head")
    file_id = await a_file(build, world.people["officer"], word)
    async with build.acting(world.people["officer"]) as (db, actor):
        new = NewDossierPaper(kind=DossierKind.other, title=f"Tài liệu mẫu {word}", file_ids=[file_id])
        return (await dossier.add_to_dossier(db, actor, consultation_id, new)).id


async def _opinion(
    build: Builders,
    world: World,
    consultation_id: int,
    days_ago: int,
    text: str,
    shown: bool = True,
    **place: object,
) -> int:
    then = clock.now() - timedelta(days=days_ago)
    async with build.acting(world.people["author"], then) as (db, actor):
        fields = {"target": "whole", "stance": "object", "text": text} | place
        new = NewOpinion.model_validate(fields)
        it = await opinions.give_opinion(db, actor, consultation_id, new)
    if shown:
        async with build.acting(None, then) as (db, actor):
            await publish(db, actor, it.id)
    return it.id


async def _renewed(build: Builders, world: World) -> None:
    """An open consultation with a later version in preparation, of which every paragraph is settled."""
    consultation_id = await _consultation(build, world, "renewed", days_ago=1)
    word = world.hide("draft version", "officer", "head")
    async with build.acting(world.people["officer"]) as (db, actor):
        new = NewVersion(
            what_changed=f"Thêm một khoản {word}.", draft=f"{DRAFT}3. Khoản thứ ba mới {word}.\n"
        )
        await versions.prepare_version(db, actor, consultation_id, new)
        links = update(ParagraphLink).where(ParagraphLink.consultation_id == consultation_id)
        await db.execute(links.values(is_sure=True))
        second = select(ParagraphText.id).where(
            ParagraphText.consultation_id == consultation_id, ParagraphText.version == 2
        )
        ids = (await db.scalars(second.order_by(ParagraphText.position))).all()
        world.names["renewed_new_text"] = str(ids[1])


async def _misplaced(build: Builders, world: World, consultation_id: int) -> int:
    """An opinion whose paragraph is not in the version that is shown."""
    opinion_id = await _opinion(build, world, consultation_id, 0, "Góp ý về một đoạn đã bỏ.")
    async with build.acting(None) as (db, _actor):
        opinion = await db.get_one(Opinion, opinion_id)
        opinion.target, opinion.needs_place = Target.paragraph, True
    return opinion_id


async def _sheet(build: Builders, world: World, consultation_id: int) -> None:
    """An opinion on its author's sheet, and one that was sent from it before."""
    place = f"/gop-y-du-thao/{consultation_id}/gop-y"
    for key, text in (
        ("gui-tu-phieu-cua-tac-gia", "Góp ý đã gửi theo phiếu."),
        ("con-tren-phieu-cua-tac-gia", f"Góp ý trên phiếu {world.hide('gathered opinion', 'author')}."),
    ):
        fields = {"target": "whole", "stance": "ask", "text": text}
        async with build.acting(world.people["author"]) as (db, actor):
            new = NewOpinion.model_validate(fields)
            await gathering.gather_opinion(db, actor, consultation_id, new, Typed(key, place, fields))
        if "submission" not in world.names:
            async with build.acting(world.people["author"]) as (db, actor):
                it = await load(db, Consultation, consultation_id)
                sheet = SentSheet.of(await gathered_on(db, actor, it))
                sent = await gathering.submit_opinions(db, actor, consultation_id, sheet)
            world.names["submission"] = str(sent.submission_id)
        world.names["gathered"] = key


async def _page_picture(build: Builders, consultation_id: int) -> None:
    """As if its text had been read from a PDF of one page."""
    digest = "0" * 64
    store.store_as(store.storage_of(build.settings, "pages"), f"{digest}.001", b"a picture")
    async with build.acting(None) as (db, actor):
        version = await version_in_preparation(db, consultation_id)
        assert version is not None
        file = File(
            persona_id=version.created_by,
            owner_kind="consultation",
            owner_id=consultation_id,
            role=FileRole.draft,
            name="Dự thảo mẫu.pdf",
            kind="pdf",
            state=FileState.clean,
            size=9,
            received_digest=digest,
            digest=digest,
            found=[],
            removed=[],
            created_at=actor.at,
        )
        db.add(file)
        await db.flush()
        version.file_id, version.read_at = file.id, actor.at


async def consultations(build: Builders, world: World) -> None:
    names = world.names
    await _consultation(build, world, "prepared", days_ago=0, announce=False)
    await _page_picture(build, int(names["prepared_consultation"]))
    names["dossier_paper"] = str(await _dossier_paper(build, world, int(names["prepared_consultation"])))
    doubted = await _consultation(build, world, "doubted", days_ago=0, announce=False, number="7.")
    async with build.acting(None) as (db, _):
        version = await version_in_preparation(db, doubted)
        assert version is not None
        names["doubt"] = str(version.report[0]["key"])
    open_id = await _consultation(build, world, "open", days_ago=1)
    names["opinion"] = str(await _opinion(build, world, open_id, 0, "Một góp ý đã đăng của tác giả."))
    await _sheet(build, world, open_id)
    names["pending_opinion"] = str(
        await _opinion(
            build,
            world,
            open_id,
            0,
            f"Góp ý chờ duyệt {world.hide('opinion in_review', *JUDGES)}.",
            shown=False,
        )
    )
    await _renewed(build, world)
    names["misplaced_opinion"] = str(await _misplaced(build, world, open_id))
    closed = await _consultation(build, world, "closed", days_ago=20)
    ids = [await _opinion(build, world, closed, 10, f"Góp ý thứ {n} đã đăng.") for n in range(4)]
    names["unanswered_opinion"] = str(ids[3])
    for n, step in enumerate(("approved", "awaiting", "drafted")):
        await _response(build, world, closed, ids[n], step)
    await _dropped(build, world)
    stopping = await _consultation(build, world, "stopping", days_ago=2)
    async with build.acting(world.people["officer"]) as (db, actor):
        word = world.hide("stop proposed", "officer", "head")
        because = StopReason(reason=f"Rút để soạn lại {word}.")
        names["stop_notice"] = str((await notices.stop(db, actor, stopping, because)).id)
        names["stop_notice_seen"] = await seen(db, int(names["stop_notice"]))
    done = await _consultation(build, world, "answered", days_ago=21)
    place: dict[str, Any] = {
        "target": "paragraph",
        "paragraph_id": names["answered_paragraph"],
        "stance": "amend",
    }
    proposed: dict[str, Any] = {"wording": "Khoản thứ nhất của dự thảo, như tác giả đề nghị."}
    last = await _opinion(build, world, done, 12, "Góp ý được tiếp thu.", **place, **proposed)
    await _response(build, world, done, last, "published", wording="Khoản thứ nhất, như cơ quan chỉnh sửa.")
    names["published_opinion"] = str(last)
    async with build.acting(world.people["officer"]) as (db, actor):
        note = NewNote(text=f"Hỏi thêm {world.hide('opinion note', 'officer', 'head')}.")
        noted = await noting.note_on_opinion(db, actor, last, note)
        mended = f"Hỏi thêm phòng tài chính {world.hide('corrected note', 'officer', 'head')}."
        corrected = CorrectedNote.of(noted).model_copy(update={"text": mended})
        names["opinion_note"] = str((await noting.correct_note(db, actor, noted.id, corrected)).id)
    names["officer_persona"] = str(world.people["officer"].persona_id)
    await _issued(build, world)
    async with build.acting(world.people["officer"]) as (db, actor):
        words = NewTemplate(
            title="Mẫu giữ nguyên", text=f"Giữ nguyên {world.hide('template', 'officer', 'head')}."
        )
        template = await templates.add_template(db, actor, int(names["body"]), words)
        group = Labelling(opinion_ids=[int(names["unanswered_opinion"])], label="Nhóm mẫu")
        labelled = await sorting.label_opinions(db, actor, int(names["closed_consultation"]), group)
        names["opinion_label"] = str(labelled.id)
        names["answer_template"] = str(template.id)
    await _consultation(build, world, "silent", days_ago=23)
    over = await _consultation(build, world, "concluded", days_ago=22)
    async with build.acting(world.people["head"]) as (db, actor):
        await notices.conclude(db, actor, over)


async def _issued(build: Builders, world: World) -> None:
    """At their end: one with its number, one with the issued text in preparation, one with it published."""
    for name, days_ago in (("numbered", 24), ("issuing", 25), ("issued", 26)):
        consultation_id = await _consultation(build, world, name, days_ago=days_ago)
        before = {one: world.names.get(one, "") for one in ("published_response", "published_opinion")}
        opinion_id = await _opinion(build, world, consultation_id, 12, "Góp ý trước khi ban hành.")
        await _response(build, world, consultation_id, opinion_id, "published")
        world.names |= before | {f"{name}_opinion": str(opinion_id)}
        async with build.acting(world.people["officer"]) as (db, actor):
            it = await db.get_one(Consultation, consultation_id)
            it.state, it.concluded_at = ConsultationState.concluded, actor.at
            await duties.complete(db, actor, Thing("consultation", it.id), DutyKind.publish_table)
            it.issued_number, it.issued_on = "44/QĐ-UBND", actor.today
            await db.flush()
            if name != "numbered":
                word = world.hide("issued text", "officer", "head") if name == "issuing" else ""
                text = IssuedText(draft=f"{DRAFT}3. Khoản thứ ba như ban hành {word}.\n")
                await issuing.enter_issued_text(db, actor, consultation_id, text)
            links = update(ParagraphLink).where(ParagraphLink.consultation_id == consultation_id)
            await db.execute(links.values(is_sure=True))
        if name == "issued":
            async with build.acting(world.people["head"]) as (db, actor):
                await issuing.publish_issued_text(db, actor, consultation_id, IssuedTextReady())


async def an_answered_opinion(build: Builders, world: World) -> int:
    """Its author may still say that the response misses the point."""
    misread = await _consultation(build, world, "misread", days_ago=21)
    opinion_id = await _opinion(build, world, misread, 12, "Góp ý mà giải trình hiểu sai.")
    before = {name: world.names.get(name, "") for name in ("published_response", "published_opinion")}
    await _response(build, world, misread, opinion_id, "published")
    world.names |= before
    return opinion_id


async def _dropped(build: Builders, world: World) -> None:
    """A consultation that was stopped while a response to it was in the making."""
    dropped = await _consultation(build, world, "dropped", days_ago=20)
    await _response(
        build, world, dropped, await _opinion(build, world, dropped, 10, "Góp ý đã đăng."), "replaced"
    )
    async with build.acting(world.people["officer"]) as (db, actor):
        notice = await notices.stop(db, actor, dropped, StopReason(reason="Rút để soạn lại."))
    async with build.acting(world.people["head"]) as (db, actor):
        await notices.approve_notice(db, actor, notice.id, await as_seen(db, notice.id))


async def _response(
    build: Builders, world: World, consultation_id: int, opinion_id: int, step: str, wording: str = ""
) -> None:
    state = "awaiting_approval" if step == "awaiting" else step
    words = "Tiếp thu góp ý này."
    if step != "published":
        words = f"Nội dung chưa công khai {world.hide(f'response {state}', 'officer', 'head')}."
    async with build.acting(world.people["officer"]) as (db, actor):
        draft = ResponseText(opinion_ids=[opinion_id], result="accept", text=words, wording=wording)
        response = await responding.draft_response(db, actor, consultation_id, draft)
        world.names |= {f"{step}_response": str(response.id), f"{step}_opinion": str(opinion_id)}
    if step in ("drafted", "replaced"):
        return
    # Submitting sends all that is drafted, so the one that is to stay a draft is made last.
    async with build.acting(world.people["officer"]) as (db, actor):
        await responding.submit_responses(db, actor, consultation_id)
    if step == "awaiting":
        await _send_back_and_again(build, world, consultation_id, response.id)
        return
    async with build.acting(world.people["head"]) as (db, actor):
        read = Approvals(approved=[f"{response.id}:{await seen(db, response.id)}"])
        await responding.approve_responses(db, actor, consultation_id, read)
    if step == "published":
        async with build.acting(world.people["head"]) as (db, actor):
            await responding.publish_responses(db, actor, consultation_id)


async def _send_back_and_again(build: Builders, world: World, consultation_id: int, response_id: int) -> None:
    async with build.acting(world.people["head"]) as (db, actor):
        note = SentBack(note=f"Nêu thêm lý do {world.hide('sent back', 'officer', 'head')}.")
        await responding.send_back_response(db, actor, response_id, note)
    async with build.acting(world.people["officer"]) as (db, actor):
        await responding.submit_responses(db, actor, consultation_id)
