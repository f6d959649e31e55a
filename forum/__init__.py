"""Hiến Kế: proposals and critiques to a city's leaders, and answers that hold."""
