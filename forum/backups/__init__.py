"""Backups of a running installation, restoring one elsewhere, and the erasures that a restore carries out again."""
