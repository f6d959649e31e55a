"""The one refusal of the paper package: a message an office can act on, and a stable code."""

from forum.words import Words


class PaperError(Exception):
    """A paper that cannot be read, written or cleaned; the message is fit for the page."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
