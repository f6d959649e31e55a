"""People at a session: how they come to it, who registers or is invited, who waits for a place, and who came."""
