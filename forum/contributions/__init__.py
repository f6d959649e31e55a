"""Texts by people and bodies: content, visibility, history, endorsements. Every room's texts point here."""
