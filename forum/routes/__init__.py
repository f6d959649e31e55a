"""One thin module per area of the URL map. `ROUTERS` is what the program serves."""

from fastapi import APIRouter

from forum.routes import health, styleguide

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    styleguide.router,
)
