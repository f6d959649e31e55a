"""The child process: task and limits as arguments, the file on standard input, one JSON object as output."""

import json
import resource
import sys
from dataclasses import asdict


def main() -> None:
    task, name, *limits = sys.argv[1:]
    seconds, memory_bytes, pages, characters = (int(limit) for limit in limits)
    _limit(seconds, memory_bytes)
    from forum.paperwork.errors import PaperError  # imported here so that the limits apply to loading too

    try:
        match task:
            case "tree":
                answer = _tree(name)
            case "draft":
                answer = _draft(name)
            case "clean":
                answer = _cleaned()
            case "pages":
                answer = _pages(int(name), pages)
            case "scan":
                answer = _scan(name, seconds, pages, characters)
            case _:
                answer = _words(pages, characters)
    except PaperError as refused:
        answer = {"code": refused.code, "message": str(refused.message)}
    except (MemoryError, RecursionError):
        answer = {"code": "too_heavy", "message": "Tệp quá nặng, không đọc được."}
    sys.stdout.write(json.dumps(answer))


def _words(pages: int, characters: int) -> dict[str, object]:
    from forum.paperwork.extracting.words import words_of_file

    return asdict(words_of_file(sys.stdin.buffer.read(), pages, characters))


def _pages(first: int, most: int) -> dict[str, object]:
    from forum.paperwork.extracting.pictures import pages_drawn

    return {"pages": [asdict(page) for page in pages_drawn(sys.stdin.buffer.read(), first, most)]}


def _scan(program: str, seconds: int, pages: int, characters: int) -> dict[str, object]:
    from forum.paperwork.extracting.scans import words_of_scan

    return asdict(words_of_scan(sys.stdin.buffer.read(), program, seconds, pages, characters))


def _tree(name: str) -> dict[str, object]:
    from forum.paperwork.reading.files import read_file
    from forum.paperwork.tree import plain

    return plain(read_file(name, sys.stdin.buffer.read()))


def _draft(name: str) -> dict[str, object]:
    from forum.paperwork.reading.files import read_draft_file
    from forum.paperwork.readings import stored

    return stored(read_draft_file(name, sys.stdin.buffer.read()))


def _cleaned() -> dict[str, object]:
    from base64 import b64encode

    from forum.paperwork.cleaning.files import clean_file

    cleaned = clean_file(sys.stdin.buffer.read())
    return asdict(cleaned) | {"content": b64encode(cleaned.content).decode()}


def _limit(seconds: int, memory_bytes: int) -> None:
    """Limit this process: bounded CPU time and memory, no writing to files, no core dump."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
