"""Steps of officers and heads in a consultation."""

from forum.routes.consultation_steps import dossier, notices, papers, preparing, responding, versions

ROUTERS = (
    preparing.router,
    dossier.router,
    papers.router,
    notices.router,
    versions.router,
    responding.router,
)
