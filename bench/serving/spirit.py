"""django-spirit 0.14, a forum on Django, as its own documents say to run it: gunicorn, DEBUG off, on PostgreSQL. Its
limits of posting and its own index of search are off. It is installed into a folder of its own, which ends with it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from bench.serving.filling import DISCUSSIONS, POSTS_EACH, PROPOSALS
from bench.serving.measuring import Worker, free_port
from bench.serving.texts import Writer
from forum.database import embedded
from forum.database.embedded import cluster

PACKAGES = ("django-spirit==0.14.3", "gunicorn", "psycopg2-binary")
SETTINGS = """
from city.settings.prod import *
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **%(database)r, "CONN_MAX_AGE": None}}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
ST_RATELIMIT_ENABLE = False
LOGGING = {"version": 1}
"""
FILL = """
import json, sys, django
django.setup()
from django.contrib.auth import get_user_model, login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from spirit.category.models import Category
from spirit.comment.models import Comment
from spirit.topic.models import Topic
people = [get_user_model().objects.create_user(f"nguoi-{n}", f"{n}@mau.example", "mau") for n in range(100)]
category = Category.objects.create(title="Chung")
topics, posts = json.load(sys.stdin), []
made = Topic.objects.bulk_create(
    Topic(title=title, slug=f"chu-de-{n}", user=people[n % 100], category=category, comment_count=len(texts))
    for n, (title, texts) in enumerate(topics))
Comment.objects.bulk_create(
    (Comment(user=people[(n + m) % 100], topic=topic, comment=text, comment_html=f"<p>{text}</p>")
     for n, (topic, (_, texts)) in enumerate(zip(made, topics)) for m, text in enumerate(texts)), batch_size=1000)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(people[0].pk), people[0].get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "spirit.user.auth.backends.UsernameAuthBackend"
session.create()
print(json.dumps({"session": session.session_key, "topics": [[t.pk, t.get_absolute_url()] for t in made[:100]]}))
"""


@dataclass(frozen=True, slots=True)
class Spirit:
    """`topics`: id and address of some of its threads. `session`: the cookie's value of somebody signed in."""

    worker: Worker
    topics: list[tuple[int, str]]
    session: str
    database_url: str

    def count(self) -> int:
        """How many posts it has."""
        with psycopg.connect(self.database_url) as connection:
            row = connection.execute("SELECT count(*) FROM spirit_comment_comment").fetchone()
        assert row is not None  # a count is one row
        return int(row[0])


@contextmanager
def spirit(server: embedded.Server, folder: Path) -> Iterator[Spirit]:
    """One worker on a database of its own of the same server, with as many threads and posts as `filling` makes."""
    home = folder / "spirit"
    python = _installed(home)
    server.create_database("spirit")
    (home / "measured.py").write_text(SETTINGS % {"database": _database(server)})
    environment = {"DJANGO_SETTINGS_MODULE": "measured", "PYTHONPATH": str(home), "PATH": str(python.parent)}
    for work in ("spiritinstall", "collectstatic --noinput"):
        _run([str(python), str(home / "manage.py"), *work.split()], environment)
    filled = json.loads(_run([str(python), "-c", FILL], environment, json.dumps(_texts())))
    port = free_port()
    command = ["-w", "1", "-k", "gthread", "--threads", "4", "--keep-alive", "30", "-b", f"127.0.0.1:{port}"]
    child = subprocess.Popen(
        [python, "-m", "gunicorn", *command, "city.wsgi"], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        pid = int(Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()[0])
        topics = [(number, address) for number, address in filled["topics"]]
        url = server.url("forum_owner", "spirit").replace("+psycopg", "")
        yield Spirit(Worker(pid, port), topics, filled["session"], url)
    finally:
        child.terminate()
        child.wait(20)


def _installed(home: Path) -> Path:
    """The interpreter of its environment, with the project that its own command makes."""
    subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
    python = home / "venv" / "bin" / "python"
    _run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], {})
    _run(
        [str(home / "venv/bin/spirit"), "startproject", "city", "--path", str(home)],
        {"PATH": str(python.parent)},
    )
    return python


def _database(server: embedded.Server) -> dict[str, str]:
    """As Django names the parts of our server's URL."""
    url = httpx.URL(server.url("forum_owner", "spirit").replace("+psycopg", ""))
    return {"NAME": "spirit", "USER": url.username or cluster.OWNER, "HOST": url.params["host"]}


def _texts() -> list[tuple[str, list[str]]]:
    writer = Writer(1)
    posts = range(1 + POSTS_EACH)
    threads = range(DISCUSSIONS + PROPOSALS)
    return [(writer.title(), [writer.paragraphs(1, 3) for _ in posts]) for _ in threads]


def _run(command: list[str], environment: dict[str, str], given: str = "") -> str:
    done = subprocess.run(
        command, env=environment or None, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def _wait(port: int) -> None:
    give_up_at = time.monotonic() + 30
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < give_up_at:
            try:
                http.get(f"http://127.0.0.1:{port}/")
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
    raise RuntimeError("django-spirit did not start")
