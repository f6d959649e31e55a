"""Actions on consultations: preparing, editing the draft, opinions, placing them, responses, conclusion."""
