"""What a leader's side notes for itself on a session and its questions, and the internal items of its agenda."""
