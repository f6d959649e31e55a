"""Hiến Kế: proposals and critiques to a city's leaders, with public answers and follow-up."""
