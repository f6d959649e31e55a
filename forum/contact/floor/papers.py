"""Papers of a session's floor: the list of speakers with their minutes, and the slip to ask with."""

from forum.accounts.letterheads import Heading
from forum.clock import local_date
from forum.contact.floor.queries import Floor, SpeakerLine
from forum.contact.queries.sessions import LeaderPlace, SessionFrame
from forum.paperwork.description import Frame, Issuer, OfficialPaper, Signature
from forum.paperwork.writing.papers.speakers import (
    BodyMinutes,
    ListedSpeaker,
    SpeakerList,
    SpeakingSlip,
    speakers_paper,
    speaking_slip,
)


def speakers_of(
    frame: SessionFrame, chair: LeaderPlace, floor: Floor, heading: Heading | None
) -> OfficialPaper:
    line = frame.line
    had_it = sorted(floor.had_it, key=lambda one: (one.floor_at or one.asked_at, one.place))
    speakers = [_listed(one) for one in (*had_it, *floor.waiting)]
    listed = SpeakerList(
        meeting=line.title,
        starts_at=frame.began_at,
        place=str(frame.place),
        chair=f"{chair.name}, {chair.position}",
        speakers=tuple(speakers),
        bodies=tuple(BodyMinutes(str(one.name), one.count, one.minutes) for one in floor.by_body),
    )
    issuer = heading.issuer_of("DS") if heading else Issuer("none", frame.series)
    signature = Signature("Người lập danh sách")
    return speakers_paper(Frame(issuer, local_date(line.starts_at).year, (signature,)), listed)


def _listed(one: SpeakerLine) -> ListedSpeaker:
    about = one.about_code or "Nội dung chung"
    return ListedSpeaker(str(one.name), one.body, about, one.minutes if one.floor_at else None)


def slip_of(frame: SessionFrame) -> OfficialPaper:
    line = frame.line
    slip = SpeakingSlip(line.title, line.starts_at, frame.speaking_minutes, "tổ thư ký")
    return speaking_slip(slip, local_date(line.starts_at).year)
