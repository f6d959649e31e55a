"""Moderation: rules, cases, decisions, appeals and the audit chain.

Knows no forum: it takes plain values and the caller's session, and owns the PostgreSQL schema "moderation".
"""
