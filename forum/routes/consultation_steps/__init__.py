"""What a drafting body does about its consultation. One file per part of its way."""

from fastapi import APIRouter

from forum.routes.consultation_steps import ending, paragraphs, preparing, responding

router = APIRouter()
for _part in (preparing, paragraphs, responding, ending):
    router.include_router(_part.router)
