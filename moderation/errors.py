class ModerationRefused(Exception):
    """The request is not allowed. `code` is stable; `values` fill the caller's message."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class RulesUnreadable(Exception):
    """A shipped file of rules is invalid: the program must not start judging with it."""
