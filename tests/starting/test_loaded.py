"""What a web process and a worker load when they start: each library takes memory in each of them as long as it runs.

A library that only some pages, files or commands need is imported in the function that uses it.
"""

import ast
import subprocess
import sys
from functools import cache

import pytest

from forum.cli import ROOMS
from tests.shared import ROOT
from tests.sources import named, sources, tree_of

STARTED = {
    "web": """
import forum.cli, forum.serve, uvicorn
from forum.app import create_app
from forum.settings import Settings
program = create_app(Settings(database_url="postgresql+psycopg://forum@/forum", search="meilisearch",
                              meilisearch_url="http://127.0.0.1:1", meilisearch_search_key="key"))
uvicorn.Config(program, http=forum.serve.LimitedProtocol, ws="none").load()
""",
    "worker": """
import forum.cli
from forum.settings import Settings
from forum.database import make_engine
from forum.worker import make_job_app
settings = Settings(database_url="postgresql+psycopg://forum@/forum")
make_job_app(settings, make_engine(settings.database_url))
""",
}
# By the distribution that brings it, what each of both cannot do without.
BOTH = {
    "annotated_doc": "typer",
    "annotated_types": "pydantic",
    "brotli": "pages; httpx",
    "_brotli": "brotli",
    "certifi": "httpx",
    "dotenv": "pydantic-settings",
    "greenlet": "sqlalchemy",
    "h11": "httpx",
    "httpcore": "httpx",
    "httpx": "searches; whether Meilisearch answers",
    "aiosmtplib": "whether the mail server answers; mail",
    "argon2": "passwords",
    "_argon2_cffi_bindings": "argon2",
    "_cffi_backend": "argon2",
    "email_validator": "addresses; fastapi",
    "idna": "email_validator",
    "jinja2": "pages and mails",
    "markupsafe": "jinja2",
    "prometheus_client": "numbers",
    "psycopg": "the database",
    "psycopg_binary": "psycopg",
    "pydantic": "settings, forms",
    "pydantic_core": "pydantic",
    "pydantic_settings": "settings",
    "pyotp": "small",
    "pythonjsonlogger": "logs",
    "shellingham": "typer",
    "sqlalchemy": "the database",
    "starlette": "addresses",
    "typer": "commands",
    "typing_extensions": "pydantic",
    "typing_inspection": "pydantic",
    "yaml": "dated data",
}
NEEDED = {
    "web": BOTH
    | {
        "anyio": "starlette",
        "click": "uvicorn",
        "fastapi": "routes",
        "httptools": "uvicorn",
        "opentelemetry": "fastapi",
        "python_multipart": "forms",
        "uvicorn": "serving",
        "watchfiles": "uvicorn",
    },
    "worker": BOTH
    | {
        "asgiref": "procrastinate",
        "attr": "procrastinate",
        "croniter": "procrastinate",
        "dateutil": "croniter",
        "packaging": "procrastinate",
        "procrastinate": "jobs",
        "psycopg_pool": "procrastinate",
        "six": "dateutil",
    },
}
# Of our own, what runs in another process: Alembic and the sample content when the program prepares, what reads,
# cleans and writes files in a child, what restores in a command.
NOT_OURS = (
    "forum.database.migrate",
    "forum.preparing",
    "forum.sample.content",
    "forum.backups.restore",
    "forum.paperwork.archives",
    "forum.paperwork.cleaning.files",
    "forum.paperwork.extracting.words",
    "forum.paperwork.reading.files",
    "forum.paperwork.writing.docx",
    "forum.paperwork.writing.pdf",
    "search.meilisearch_writing",
)
PRINT = """
import sys
for name, module in sorted(sys.modules.items()):
    print(name, "site-packages" in (getattr(module, "__file__", None) or ""))
"""


@cache
def loaded(process: str) -> dict[str, bool]:
    """The modules of a process that has started, each with whether a library brings it."""
    program = [sys.executable, "-c", STARTED[process] + PRINT]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line.rsplit(" ", 1) for line in done.stdout.splitlines()]
    return {name: is_library == "True" for name, is_library in lines}


@pytest.mark.parametrize("process", STARTED)
def test_a_process_loads_no_library_that_it_can_do_without(process: str) -> None:
    libraries = {name.split(".")[0] for name, is_library in loaded(process).items() if is_library}
    libraries -= {"_distutils_hack", "__editable___hien_ke_finder"}
    assert sorted(libraries - NEEDED[process].keys()) == [], "import it in the function that uses it"


@pytest.mark.parametrize("process", STARTED)
def test_a_process_loads_nothing_of_what_others_do(process: str) -> None:
    ours = loaded(process)
    assert [name for name in NOT_OURS if name in ours] == []
    others = {
        "web": ("forum.worker", "forum.fetching"),
        "worker": ("forum.app", "forum.routes", "forum.serve"),
    }
    assert [name for name in others[process] if name in ours] == []


def test_the_command_line_loads_no_room() -> None:
    """Else each process holds what only the commands need."""
    top = {
        name
        for node in tree_of(ROOT / "forum/cli.py").body
        if isinstance(node, ast.ImportFrom) and node.module
        for name in [node.module]
    }
    assert top & set(ROOMS.values()) == set()
    assert top & {"forum.serve", "forum.worker", "forum.preparing", "forum.database.migrate"} == set()


def test_every_module_of_commands_is_on_the_command_line() -> None:
    places = [named(path).removesuffix(".py").replace("/", ".") for path in sources("forum")]
    assert {one for one in places if one.endswith("commands") and "." in one} - set(ROOMS.values()) == set()
