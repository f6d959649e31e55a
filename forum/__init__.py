"""Hiến Kế: proposals and critiques to a city's leaders, and binding answers."""
