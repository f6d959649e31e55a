"""How the program is: verdicts for probes, its operator and administrators, and numbers for Prometheus."""
