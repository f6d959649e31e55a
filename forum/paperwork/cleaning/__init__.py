"""Cleaning: removes what a file reveals about its author beyond its content."""
