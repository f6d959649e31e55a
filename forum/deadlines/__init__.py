"""Who owes what by when: time limits with their sources, working days, and the duties that are counted by them."""
