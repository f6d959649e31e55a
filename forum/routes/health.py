"""Health checks: whether the process is alive, and whether it can serve. They wait for nobody's connection."""

import asyncio

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from forum.database import reading_session
from forum.urls import path
from forum.web.app_state import app_state_of

router = APIRouter()
PATIENCE = 2  # seconds


@router.get(path("health.healthz"), include_in_schema=False)
async def healthz() -> JSONResponse:
    return JSONResponse({"status": "ok"})


@router.get(path("health.readyz"), include_in_schema=False)
async def readyz(request: Request) -> JSONResponse:
    """503 while the database does not answer. Meilisearch may be down, since search has a fallback."""
    try:
        async with asyncio.timeout(PATIENCE), reading_session(app_state_of(request).probe) as db:
            await db.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return JSONResponse({"status": "database away"}, 503)
    return JSONResponse({"status": "ok"})
