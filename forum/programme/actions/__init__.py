"""Actions on the programme: load the built-in one, import a text, report progress."""

from forum.programme.actions.builtin import load_builtin
from forum.programme.actions.importing import Imported, ImportText, import_programme, preview_import
from forum.programme.actions.leads import CurrentLead, set_current_lead
from forum.programme.actions.progress import NewReport, report_progress

__all__ = [
    "CurrentLead",
    "ImportText",
    "Imported",
    "NewReport",
    "import_programme",
    "load_builtin",
    "preview_import",
    "report_progress",
    "set_current_lead",
]
