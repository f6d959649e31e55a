"""How a worker ends when it cannot work; known to who starts it, without the worker itself."""

OUTDATED_EXIT = 78  # EX_CONFIG: starting it again would not help


class WorkerEnded(Exception):
    """The worker cannot work, or no longer; the message is one line."""

    exit_code = 1


class Outdated(WorkerEnded):
    """The database has another schema than this program knows."""

    exit_code = OUTDATED_EXIT
