"""The second factor of a log-in: codes by time, passkeys, recovery codes; who needs one, and for which acts again."""
