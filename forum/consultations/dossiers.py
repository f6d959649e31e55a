"""What the dossier of a draft holds."""

from enum import StrEnum

from forum.state import words

# Has the files of a later version until that is announced.
UNSEEN_VERSION = "draft_version"


@words("dossier_kind")
class DossierKind(StrEnum):
    """What a paper of the dossier is, beside the draft."""

    submission = "submission"
    impact = "impact"
    comparison = "comparison"
    other = "other"
