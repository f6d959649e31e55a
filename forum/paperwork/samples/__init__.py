"""Sample papers of every kind, with plainly fictitious content."""
