"""One thin module per area of the URL map. `ROUTERS` is what the program serves."""

from fastapi import APIRouter

from forum.routes import (
    accounts,
    admin,
    commitments,
    consultation_steps,
    consultations,
    contact,
    contributions,
    finding,
    health,
    home,
    mine,
    moderation,
    notices,
    openness,
    programme,
    proposals,
    questions,
    styleguide,
    threads,
    work,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    home.router,
    programme.router,
    proposals.router,
    threads.router,
    contributions.router,
    *consultation_steps.ROUTERS,
    consultations.router,
    contact.router,
    questions.router,
    commitments.router,
    work.router,
    finding.router,
    accounts.router,
    notices.router,
    mine.router,
    admin.router,
    moderation.router,
    openness.router,
    styleguide.router,
)
