"""Reads drafts, matches paragraphs across versions, writes official papers and cleans files.

Imports no room and no database. A worker's job reads an uploaded or pasted draft by
`extracting.sandbox.read_draft(name, content) -> Reading` (see readings.py), in a thread.
"""
