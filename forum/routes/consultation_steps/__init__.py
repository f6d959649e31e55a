"""What a drafting body does about its consultation. One file per part of its way."""

from forum.routes.consultation_steps import ending, paragraphs, preparing, responding

ROUTERS = tuple(part.router for part in (preparing, paragraphs, responding, ending))
