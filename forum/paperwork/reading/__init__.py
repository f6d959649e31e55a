"""Reads drafts in common file formats into a tree."""
