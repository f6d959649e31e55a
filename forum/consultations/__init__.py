"""Policy critique: a body puts a draft up, experts give opinions by paragraph, each is accepted or explained."""
