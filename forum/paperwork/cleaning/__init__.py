"""Cleaning: what a file tells about its author, besides its content, is taken out."""
