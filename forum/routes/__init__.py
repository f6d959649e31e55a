"""One thin module per area of the URL map. `ROUTERS` is what the program serves."""

from fastapi import APIRouter

from forum.routes import (
    accounts,
    consultation_steps,
    consultations,
    contributions,
    finding,
    health,
    mine,
    moderation,
    notices,
    openness,
    proposals,
    styleguide,
    threads,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    proposals.router,
    threads.router,
    contributions.router,
    consultation_steps.router,
    consultations.router,
    finding.router,
    accounts.router,
    notices.router,
    mine.router,
    moderation.router,
    openness.router,
    styleguide.router,
)
