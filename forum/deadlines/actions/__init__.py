"""Actions of the administrator on time limits and working days."""
