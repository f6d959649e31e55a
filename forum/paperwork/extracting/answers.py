"""What the child process answers, for the process that asked: without the libraries that read files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extracted:
    """`pages` counts those read (sheets for XLSX, 1 for DOCX). `is_scan`: there are pages but no text.
    `was_cut`: the file holds more than the limits allow."""

    text: str
    pages: int
    is_scan: bool = False
    was_cut: bool = False


@dataclass(frozen=True)
class PagePicture:
    """`picture` is a WebP in base64, empty where the page is damaged."""

    picture: str
    text: str
