"""Do: prepare and announce; rework the draft; opinions; responses; the end."""
