"""Extracts the text of uploaded files for search, in a child process that may be killed."""
