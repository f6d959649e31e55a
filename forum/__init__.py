"""Hiến Kế: proposals and critiques to a city's leaders, with public answers and follow-up."""

VERSION = "0.1.0"  # that of pyproject.toml, which the installed program does not have beside it
