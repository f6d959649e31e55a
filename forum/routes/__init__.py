"""One thin module per area of the URL map. `ROUTERS` is what the program serves."""

from fastapi import APIRouter

from forum.routes import (
    accounts,
    contributions,
    finding,
    health,
    mine,
    notices,
    proposals,
    styleguide,
    threads,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    proposals.router,
    threads.router,
    contributions.router,
    finding.router,
    accounts.router,
    notices.router,
    mine.router,
    styleguide.router,
)
