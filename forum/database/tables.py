"""All tables, for migrations. The one place below the rooms that imports their models, by name."""

import importlib
from pathlib import Path

import moderation.models
import search.entry
import search.models
from forum.database.engine import Model

ROOMS = Path(__file__).parent.parent

PLACES = ("*/models.py", "*/*/models.py", "*/models/__init__.py")

for models in sorted(found for place in PLACES for found in ROOMS.glob(place)):
    importlib.import_module(
        ".".join(models.relative_to(ROOMS.parent).with_suffix("").parts).removesuffix(".__init__")
    )
importlib.import_module("forum.database.tallies")
importlib.import_module("forum.journal")
importlib.import_module("forum.queue")

METADATA = [Model.metadata, moderation.models.metadata, search.models.metadata]

# What the program gave up stays for the version before (docs/decisions/0038); the next release's migration drops it.
LEAVING_COLUMNS = frozenset(
    f"paragraphs.{name}" for name in ("position", "kind", "label", "path", "text", "removed_at")
)
LEAVING_COLUMNS |= {"consultations.stop_proposed_by"}
LEAVING_RULES = frozenset({"fk_consultations_stop_proposed_by"})
LEAVING_INDEXES = frozenset({"ix_paragraphs_consultation_id_position", "ix_opinions_paragraph_id"})
