"""Papers in and out: reads drafts, follows paragraphs, writes and cleans files.

Knows no room and no database.
"""
