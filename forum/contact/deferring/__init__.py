"""What the asker says of being carried to another session, and what then binds the secretariat."""
