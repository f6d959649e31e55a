"""The ledger of what was promised: to whom, by whom, by when, and what became of it."""
