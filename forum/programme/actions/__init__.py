"""Do: lay down the built-in programme, bring in a text, report progress."""

from forum.programme.actions.builtin import load_builtin
from forum.programme.actions.importing import Imported, ImportText, difference_first, import_programme
from forum.programme.actions.leads import LeadWord, name_lead
from forum.programme.actions.progress import NewReport, report_progress

__all__ = [
    "ImportText",
    "Imported",
    "LeadWord",
    "NewReport",
    "difference_first",
    "import_programme",
    "load_builtin",
    "name_lead",
    "report_progress",
]
