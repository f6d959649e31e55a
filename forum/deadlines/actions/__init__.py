"""Do: an administrator sets time limits and working days."""
