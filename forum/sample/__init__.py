"""Data for a new installation: what each one needs, and marked sample content to try it with."""
