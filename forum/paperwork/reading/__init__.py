"""Drafts as people have them, read as a tree."""
