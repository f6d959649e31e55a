"""What officers and heads do about a consultation."""

from forum.routes.consultation_steps import preparing, responding

ROUTERS = (preparing.router, responding.router)
