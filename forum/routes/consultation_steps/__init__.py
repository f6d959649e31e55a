"""Steps of officers and heads in a consultation."""

from forum.routes.consultation_steps import notices, preparing, responding, versions

ROUTERS = (preparing.router, notices.router, versions.router, responding.router)
