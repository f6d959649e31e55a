"""Steps of officers and heads in a consultation."""

from forum.routes.consultation_steps import notices, preparing, responding

ROUTERS = (preparing.router, notices.router, responding.router)
