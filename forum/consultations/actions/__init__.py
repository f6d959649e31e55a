"""Actions on consultations: preparing, reworking the draft, opinions, responses, conclusion."""
