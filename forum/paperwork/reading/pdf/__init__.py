"""Reads PDF files that were made from text."""
