"""The parts of the world that each room adds. One line a room."""

from tests.desk.world import cases
from tests.world import Part
from tests.world_attending import attending
from tests.world_commitments import texts_on_commitments
from tests.world_consultations import consultations
from tests.world_contact import contact
from tests.world_entering import entering
from tests.world_files import files
from tests.world_handovers import handovers
from tests.world_hidden import hidden
from tests.world_masks import reason_masks
from tests.world_on_paper import approvals_on_paper
from tests.world_papers import papers
from tests.world_people import people
from tests.world_progress import reports_on_tasks

PARTS: tuple[Part, ...] = (
    consultations,
    contact,
    reason_masks,
    attending,
    people,
    entering,
    texts_on_commitments,
    handovers,
    reports_on_tasks,
    approvals_on_paper,
    cases,
    files,
    hidden,
    papers,
)
