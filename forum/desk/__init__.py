"""The forum's side of moderation: who may judge, conflicts of interest, and applying verdicts."""
