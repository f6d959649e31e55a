"""Quick notes of a running session: where its chair allows them, until its minutes are published."""
