"""Reads drafts, matches paragraphs across versions, writes official papers and cleans files.

Imports no room and no database.
"""
