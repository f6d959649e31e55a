"""Queries for sessions, questions with their answers, minutes, and work lists."""
