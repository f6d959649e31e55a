"""'Của tôi': what I wrote and what became of it, my drafts, what I follow."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum import kinds
from forum.contributions import actions
from forum.contributions.models import Draft
from forum.contributions.queries import drafts_of, follows_of, my_texts
from forum.thing import Card
from forum.web.answers import Answers
from forum.web.login import Member, Reading, Writing, WritingMember

router = APIRouter()


@dataclass(frozen=True, slots=True)
class MinePage:
    texts: tuple[Card, ...]
    drafts: tuple[Draft, ...]
    followed: tuple[Card, ...]


@router.get("/cua-toi")
async def mine(db: Reading, actor: Member, answer: Answers) -> Response:
    written = await my_texts(db, actor)
    followed = await follows_of(db, actor)
    cards = await kinds.cards(db, actor, [*written, *followed])
    page = MinePage(
        texts=tuple(cards[thing] for thing in written if thing in cards),
        drafts=tuple(await drafts_of(db, actor)),
        followed=tuple(cards[thing] for thing in followed if thing in cards and thing not in written),
    )
    return answer.page("mine/mine.html", page)


@router.post("/cua-toi/nhap/{key}/xoa")
async def delete_draft(db: Writing, actor: WritingMember, answer: Answers, key: str) -> Response:
    await actions.delete_draft(db, actor, key)
    return answer.go("/cua-toi", "Đã xóa bản nháp.")
