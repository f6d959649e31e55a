"""Joint to moderation: who may judge, what ties them to the matter, and the carrying out of verdicts."""
