"""Matches the paragraphs of one version of a draft with those of the next."""
