"""Files in a bucket: the same as in a folder, against a server that speaks S3 as a process of its own."""

import hashlib
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boto3
import httpx
import pytest

from forum import clock
from forum.actor import Role
from forum.backups import manifest, restore
from forum.backups.backup import back_up
from forum.files import bucket, store
from forum.files.begun import Begun
from forum.health import machine
from forum.papers import files as papers
from forum.settings import Settings
from tests.backups.conftest import EmptyPlace, empty_place  # noqa: F401  # a fixture
from tests.builders import Builders
from tests.client import Client, connections_held
from tests.files.test_with_a_text import AT, WORDS, links_in, sent_with

KEYS = {"storage_key": "khoa-mau", "storage_secret": "bi/mat+mau"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of moto's server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(address, timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
        server.terminate()


@pytest.fixture
def settings(settings: Settings, endpoint: str) -> Settings:
    name = f"kho-{uuid.uuid4().hex[:8]}"
    boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["storage_key"],
        aws_secret_access_key=KEYS["storage_secret"],
    ).create_bucket(Bucket=name)
    return settings.model_copy(
        update={"storage_url": f"s3://{name}/dien-dan", "storage_endpoint": endpoint, **KEYS}
    )


def in_folder(settings: Settings) -> Settings:
    return settings.model_copy(update={"storage_url": ""})


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_folder_and_a_bucket_do_the_same(settings: Settings, is_folder: bool) -> None:
    where = store.storage_of(in_folder(settings) if is_folder else settings)
    content = bytes(range(256)) * 4000
    digest = store.store(where, content)
    assert digest == store.store(where, content) == hashlib.sha256(content).hexdigest()
    assert (store.read(where, digest), where.size_of(digest)) == (content, len(content))
    for start, end in ((0, 5), (300_000, 700_001), (len(content) - 1, len(content)), (7, 7)):
        assert b"".join(where.pieces(digest, start, end)) == content[start:end]
    assert (where.size_of("0" * 64), store.read(where, "0" * 64), where.size_of("")) == (None, None, None)
    assert [one.name for one in where.stored()] == [digest]
    it = Begun(where, "f" * 64, "b.pdf", 9)
    for there, start, part in ((0, 0, b"abcd"), (4, 4, b"ef"), (6, 2, b"xx"), (6, 6, b"ghi")):
        assert it.received() == there
        coming = store.Incoming(where, "b.pdf")
        coming.write(part)
        it.keep(start, coming)
    whole = it.joined()
    assert store.read_anything(where, whole.stored_as) == b"abcdefghi" and it.received() == 0
    where.remove(whole.stored_as)
    broken_off = store.Incoming(where, "a.pdf")
    later = clock.now() + timedelta(hours=2)
    assert store.sweep(where, {digest}, clock.now()) == 0
    assert store.sweep(where, {digest}, later) == 1 and not list(where.arriving.glob("*.tmp"))
    assert store.sweep(where, set(), later) == 1 and not list(where.stored())
    broken_off.drop()
    where.remove(digest)


async def test_a_file_comes_is_cleaned_and_goes_through_the_bucket_alone(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    text = await sent_with(build, client, ("a.txt", "Chữ mẫu của một tệp.".encode()))
    (link,) = links_in(text).values()
    assert not [path for path in build.settings.storage_folder.rglob("*") if path.is_file()]
    assert (
        len(list(store.storage_of(build.settings).stored())) == 1
    )  # what came is gone, what was cleaned is there
    whole = await client.http.get(link)
    assert whole.content.decode() == "Chữ mẫu của một tệp." and whole.headers["content-disposition"]
    for asked, status, content in (
        ("bytes=2-5", 206, whole.content[2:6]),
        ("bytes=-3", 206, whole.content[-3:]),
        ("bytes=3-", 206, whole.content[3:]),
        ("bytes=900-", 416, b""),
        ("bytes=0-1,4-5", 200, whole.content),
        ("lines=1", 200, whole.content),
    ):
        part = await client.http.get(link, headers={"range": asked})
        assert (part.status_code, part.content) == (status, content), asked
    former = {"range": "bytes=2-5", "if-range": '"of another file"'}
    assert (await client.http.get(link, headers=former)).status_code == 200
    assert connections_held(client.app.state.app_state) == 0


async def test_a_bucket_that_is_away_loses_no_words_and_no_file(
    client: Client, build: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    text = await sent_with(build, client, ("a.txt", b"Mau."))
    (link,) = links_in(text).values()
    with monkeypatch.context() as away:
        place = bucket.BucketPlace("kho", "", "http://127.0.0.1:1", "", "k", "s")
        away.setattr(bucket, "place_of", lambda _settings: place)
        assert (await client.get(link, status=503)).has("Kho lưu tệp đang không trả lời")
        words = WORDS | {"_way": "attach"}
        page = await client.send(AT, words, status=200, files=[("b.txt", b"Mau khac.")])
        assert page.has("kho lưu tệp đang không trả lời") and page.field("text") == words["text"]
    assert (await client.http.get(link)).content == b"Mau."


def test_the_doctor_tries_the_bucket(settings: Settings) -> None:
    def word(**changed: str) -> str:
        return machine.storage(settings.model_copy(update=changed))

    assert word() == "ok"
    assert word(storage_url="s3://khong-co/dien-dan") == "missing"
    assert word(storage_endpoint="http://127.0.0.1:1") == "away"
    assert word(storage_url="") == "ok"
    assert not list(store.storage_of(settings).stored())


def test_a_backup_says_where_the_files_are_and_one_that_holds_them_is_restored_into_a_bucket(
    settings: Settings,
    empty_place: EmptyPlace,  # noqa: F811  # the fixture
    tmp_path: Path,
) -> None:
    papers.store(settings, b"mot van ban")
    taken = back_up(settings, tmp_path / "a", clock.now(), keep=None)
    assert taken.manifest.files_at == settings.storage_url and not (taken.folder / "files").exists()
    assert settings.storage_secret not in (taken.folder / "settings.json").read_text()
    digest = papers.store(in_folder(settings), b"van ban trong thu muc")
    holding = back_up(in_folder(settings), tmp_path / "b", clock.now(), keep=None)
    assert manifest.read(holding.folder).files_at == ""
    place = empty_place().model_copy(
        update={name: getattr(settings, name) for name in ("storage_url", "storage_endpoint", *KEYS)}
    )
    restore.require_empty(place)
    restore.fill(place, restore.find(tmp_path / "b"))
    assert store.read(papers.storage_of(place), digest) == b"van ban trong thu muc"
    assert not place.storage_folder.exists()
