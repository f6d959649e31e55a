"""Steps of officers and heads in a consultation."""

from forum.routes.consultation_steps import preparing, responding

ROUTERS = (preparing.router, responding.router)
