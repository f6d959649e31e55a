"""What of texts is their reader's own, and makes a page another one than other members get. By `audience.params`."""

from sqlalchemy import ColumnElement, Exists, exists, func

from forum import audience
from forum.audience import Visibility
from forum.contributions.models import Contribution, Endorsement, Follow

WROTE_WHAT_OTHERS_DO_NOT_READ = (
    exists()
    .where(Contribution.persona_id == audience.READER)
    .where(
        (Contribution.visibility != Visibility.published)
        | (func.jsonb_array_length(Contribution.masks) > 0)
        | ~Contribution.audience.overlap([audience.EVERYONE, audience.MEMBERS])
    )
)


def wrote(*which: ColumnElement[bool]) -> Exists:
    """A text of those that are meant."""
    return exists().where(Contribution.persona_id == audience.READER, *which)


def endorsed(*which: ColumnElement[bool]) -> Exists:
    own = Endorsement.persona_id == audience.READER
    return exists().where(own, Endorsement.contribution_id == Contribution.id, *which)


def follows(kind: str, *which: ColumnElement[bool]) -> Exists:
    return exists().where(Follow.persona_id == audience.READER, Follow.thing_kind == kind, *which)
