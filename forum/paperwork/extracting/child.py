"""The child process: takes limits as arguments and a file on standard input, answers in one JSON object."""

import json
import resource
import sys
from dataclasses import asdict


def main() -> None:
    seconds, memory_bytes, pages, characters = (int(argument) for argument in sys.argv[1:5])
    _limit(seconds, memory_bytes)
    from forum.paperwork.errors import PaperError  # the limits hold for loading, too
    from forum.paperwork.extracting.words import words_of_file

    try:
        answer = asdict(words_of_file(sys.stdin.buffer.read(), pages, characters))
    except PaperError as refused:
        answer = {"code": refused.code, "message": refused.message}
    except (MemoryError, RecursionError):
        answer = {"code": "too_heavy", "message": "Tệp quá nặng, không lấy được chữ."}
    sys.stdout.write(json.dumps(answer))


def _limit(seconds: int, memory_bytes: int) -> None:
    """No file can be written, no further process started, no memory past the limit taken."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
