"""Corrections that askers propose while the minutes of their session are still a draft."""
