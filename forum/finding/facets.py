"""The words for what a facet counts."""

from forum.state import word_of
from forum.terms import term

# Where the noun in terms.yaml has another key than the kind.
NOUNS = {"discussion": "thread"}
SAID_HERE = {"forum": "Diễn đàn", "proposal_answer": "Trả lời của cơ quan"}
SHORT = {"consultation", "session", "question", "opinion", "commitment"}


def kind_label(kind: str) -> str:
    if kind in SAID_HERE:
        return SAID_HERE[kind]
    try:
        return term(f"objects.{NOUNS.get(kind, kind)}", "short" if kind in SHORT else "vi")
    except KeyError:
        return kind


def state_label(state: str) -> str:
    """'proposal.taken_up' in words; a state that terms.yaml does not name is shown as it is."""
    try:
        return word_of(state)
    except (KeyError, TypeError):
        return state
