"""Logs: one line an event, with its time, level, part of the program, and request or job.

No line holds what people wrote, an address, a parameter or a digest. So an exception is shown as its class, its number
and where it arose, never by its message: databases and validators quote what they refuse.
"""

import logging
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

from forum.settings import Settings

Part = Literal["web", "worker", "command"]

request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

OWN = ("forum", "search", "moderation", "vietnamese")
PACKAGES = Path(__file__).parent.parent
FRAMES_MAX = 12
SECURITY = "forum.security"
POOL = "forum.database.engine.CountingPool"  # SQLAlchemy speaks under that name


def set_up(settings: Settings, part: Part) -> None:
    """Send the lines of this process to stderr. Other libraries speak of warnings and worse only."""
    formatter = _Json(part) if settings.log_format == "json" else _Text(part)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelName(settings.least_level)))
    for name in (*OWN, "alembic"):
        logging.getLogger(name).setLevel(settings.least_level)
    logging.getLogger(POOL).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # lists them whenever it is loaded
    # Its own lines name a job with its arguments, and print the message of its failure.
    logging.getLogger("procrastinate.worker").setLevel(logging.CRITICAL)
    _set_up_security(settings, formatter)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a line that cannot be written is not shown in another way
    sys.excepthook = _note_end
    threading.excepthook = lambda ended: _note_end(ended.exc_type, ended.exc_value, ended.exc_traceback)


def _set_up_security(settings: Settings, formatter: logging.Formatter) -> None:
    """Into a file of its own where one is set. In production the level of the other lines does not silence it."""
    log = logging.getLogger(SECURITY)
    log.handlers.clear()
    log.propagate = not settings.security_log
    log.setLevel(logging.NOTSET if settings.is_sample and log.propagate else logging.INFO)
    if settings.security_log:
        path = Path(settings.security_log)
        path.touch(mode=0o600)
        own = WatchedFileHandler(path)  # follows a rotation
        own.setFormatter(formatter)
        log.addHandler(own)


def security(event: str, *, account_id: int | None = None, **plain: str | int) -> None:
    """A line of the log of security. `plain` holds no text of a person, no address and no secret."""
    about = {"account": account_id if account_id is not None else "-", **plain}
    details = "".join(f" {name}={value}" for name, value in about.items())
    logging.getLogger(SECURITY).info("%s%s", event, details, extra={"plain": {"event": event, **about}})


def name_of(failure: BaseException) -> str:
    """The kind of a failure and its number, without its message: that may hold what people wrote."""
    numbers = [getattr(failure, name, None) for name in ("code", "errno")]
    # Letters are SQLAlchemy's, for its documentation.
    number = next((one for one in numbers if isinstance(one, int)), getattr(failure, "sqlstate", None))
    name = f"{type(failure).__name__} {number}" if number else type(failure).__name__
    cause = getattr(failure, "orig", None) or failure.__cause__
    return f"{name} ({name_of(cause)})" if cause is not None else name


def trace_of(begun: TracebackType | None) -> str:
    """Where a failure arose, in one line: our own functions from the outermost, and the last of all."""
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(begun)]
    shown = [(code, line) for code, line in frames[:-1] if _is_own(code.co_filename)] + frames[-1:]
    return " > ".join(
        f"{_file(code.co_filename)}:{line} {code.co_name}" for code, line in shown[-FRAMES_MAX:]
    )


def _is_own(file: str) -> bool:
    return "site-packages" not in file and Path(file).is_relative_to(PACKAGES)


def _file(path: str) -> str:
    """Without the folders that only this machine has."""
    if _is_own(path):
        return str(Path(path).relative_to(PACKAGES))
    return "/".join(path.rpartition("site-packages/")[2].split("/")[-3:])


def _note_end(kind: type[BaseException], failure: BaseException | None, begun: TracebackType | None) -> None:
    """Instead of a traceback with the failure's message."""
    if failure is not None and issubclass(kind, Exception):
        logging.getLogger("forum").critical("ended by a failure", exc_info=(kind, failure, begun))


def _message_of(record: logging.LogRecord) -> str:
    """In one line. An exception among the arguments is named; of what other libraries say, the first line, since
    further ones quote objects."""
    given = (record.msg, *record.args) if isinstance(record.args, tuple) else (record.msg,)
    pattern, *arguments = (name_of(one) if isinstance(one, BaseException) else one for one in given)
    try:
        message = str(pattern) % tuple(arguments) if arguments else record.getMessage()
    except (TypeError, ValueError):
        message = f"an unreadable line of {_file(record.pathname)}:{record.lineno}"
    if record.name.split(".")[0] in OWN:
        return " ".join(message.split())
    first, *_more = message.strip().splitlines() or [""]
    return "ended by a failure" if first.startswith("Traceback") else first


def _fields(record: logging.LogRecord, part: Part) -> dict[str, str | int]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    fields: dict[str, str | int] = {
        "time": at.replace("+00:00", "Z"),
        "level": record.levelname,
        "part": part,
        "logger": record.name,
        "request": request_id.get(),
        "job": job_id.get(),
        "message": _message_of(record),
    }
    if record.exc_info and record.exc_info[1] is not None:
        fields |= {"error": name_of(record.exc_info[1]), "trace": trace_of(record.exc_info[2])}
    return {name: value for name, value in fields.items() if value != ""}


class _Text(logging.Formatter):
    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record, self.part)
        about = [f"{name}={fields[name]}" for name in ("request", "job") if name in fields]
        start = (fields["time"], fields["level"], self.part, record.name, *about, fields["message"])
        failure = "".join(f" | {fields[name]}" for name in ("error", "trace") if name in fields)
        return " ".join(map(str, start)) + failure


class _Json(JsonFormatter):
    """The same fields; those of `extra` only where they are named as plain."""

    def __init__(self, part: Part) -> None:
        super().__init__(json_ensure_ascii=False)
        self.part = part

    def add_fields(
        self, log_data: dict[str, object], record: logging.LogRecord, message_dict: dict[str, object]
    ) -> None:
        log_data |= _fields(record, self.part) | getattr(record, "plain", {})
