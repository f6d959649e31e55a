"""Actions on the programme: load the built-in one, import a text, name who leads a task today."""

from forum.programme.actions.builtin import load_builtin
from forum.programme.actions.importing import Imported, ImportText, import_programme, preview_import
from forum.programme.actions.leads import CurrentLead, set_current_lead

__all__ = [
    "CurrentLead",
    "ImportText",
    "Imported",
    "import_programme",
    "load_builtin",
    "preview_import",
    "set_current_lead",
]
