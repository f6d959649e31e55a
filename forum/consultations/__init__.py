"""Consultations on drafts: a body publishes a draft, experts comment by paragraph, each opinion is accepted
or explained."""
