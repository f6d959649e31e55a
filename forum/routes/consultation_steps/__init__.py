"""Steps of officers, heads and authors in a consultation."""

from forum.routes.consultation_steps import (
    dossier,
    issuing,
    notices,
    noting,
    papers,
    preparing,
    responding,
    templates,
    versions,
    wordings,
)

ROUTERS = (
    preparing.router,
    dossier.router,
    papers.router,
    notices.router,
    versions.router,
    responding.router,
    wordings.router,
    issuing.router,
    templates.router,
    noting.router,
)
