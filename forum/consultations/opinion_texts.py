"""How an opinion's text is looked up."""

from sqlalchemy import and_

from forum.consultations.models import Opinion
from forum.contributions.models import Contribution

# That it is on the opinion's consultation is said too: PostgreSQL looks up the texts of one consultation then, instead
# of reading all texts there are.
TEXT_OF_OPINION = and_(
    Contribution.id == Opinion.id,
    Contribution.subject_kind == "consultation",
    Contribution.subject_id == Opinion.consultation_id,
)
