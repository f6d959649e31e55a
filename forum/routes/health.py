"""Health checks: whether the process is alive, and whether it can serve. They wait for nobody's connection."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from forum.health.checks import can_serve
from forum.urls import path
from forum.web.app_state import app_state_of

router = APIRouter()


@router.get(path("health.healthz"), include_in_schema=False)
async def healthz() -> JSONResponse:
    return JSONResponse({"status": "ok"})


@router.get(path("health.readyz"), include_in_schema=False)
async def readyz(request: Request) -> JSONResponse:
    """One word for each part. 503 only where no page can be served or nothing written: the rest is for the operator."""
    found = await app_state_of(request).readiness_now()
    words = {one.name: one.word for one in found}
    is_ready = can_serve(found)
    return JSONResponse({"status": "ok" if is_ready else "cannot serve", **words}, 200 if is_ready else 503)
