"""Reads the body of a form with files as it comes: its fields into memory, its files to the disk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

FILES = "files"  # the field whose files are kept by forum.files
MOST_FIELDS = 2_000


class Unreadable(Exception):
    """The body is no form."""


class TooManyWords(Exception):
    """The fields hold more than the limit."""


class Sink(Protocol):
    """Where a file goes."""

    def write(self, chunk: bytes) -> None: ...


@dataclass
class Parts:
    """`open_file` is given the name of each file of the field `files` and says where it goes. A file of another
    field is small, and stays in `small` by its field."""

    content_type: str
    most: int  # bytes, of fields and small files together
    open_file: Callable[[str], Sink]
    fields: list[tuple[str, str]] = field(default_factory=list)
    small: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _kind, options = parse_options_header(self.content_type)
        if not options.get(b"boundary"):
            raise Unreadable
        self._words = 0
        self._header: list[bytes] = [b"", b""]
        self._disposition = b""
        self._name, self._sent_name = "", ""
        self._sink: Sink | None = None
        self._value = bytearray()
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._add_to_header(0, data[start:end]),
                "on_header_value": lambda data, start, end: self._add_to_header(1, data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._open,
                "on_part_data": self._add,
                "on_part_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        """Raises Unreadable and TooManyWords; the fields that came whole stay."""
        try:
            self._parser.write(chunk)
        except (MultipartParseError, UnicodeDecodeError, ValueError) as broken:
            raise Unreadable from broken

    def as_plain_form(self, more: list[tuple[str, str]]) -> bytes:
        return urlencode([*self.fields, *more]).encode()

    def _begin(self) -> None:
        self._disposition, self._sink, self._value = b"", None, bytearray()
        self._header = [b"", b""]

    def _add_to_header(self, which: int, data: bytes) -> None:
        self._header[which] += data

    def _end_header(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = [b"", b""]

    def _open(self) -> None:
        _kind, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._sent_name = ""
        if b"filename" not in options:
            return
        self._sent_name = options[b"filename"].decode("utf-8", "replace")
        if self._name == FILES and self._sent_name:
            self._sink = self.open_file(self._sent_name)

    def _add(self, data: bytes, start: int, end: int) -> None:
        if self._sink is not None:
            self._sink.write(data[start:end])
            return
        self._words += end - start
        if self._words > self.most or len(self.fields) >= MOST_FIELDS:
            raise TooManyWords
        self._value += data[start:end]

    def _end(self) -> None:
        if self._sink is not None or not self._name:
            return
        if self._sent_name:
            self.small[self._name] = (self._sent_name, bytes(self._value))
        elif b"filename" not in self._disposition:
            self.fields.append((self._name, self._value.decode("utf-8", "replace")))
