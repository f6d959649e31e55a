"""Connects the rooms to the search index: entries, access, results, and the staff's search desk."""
