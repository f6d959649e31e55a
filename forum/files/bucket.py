"""Files in a bucket that speaks S3. Loaded only where FORUM_STORAGE_URL names one."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from forum.files.store import PIECE, StorageAway, Stored
from forum.settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

GONE = ("404", "NoSuchKey", "NotFound")
NO_BUCKET = "NoSuchBucket"
PROBE = "forum-doctor"
# The newest releases add checksums that stores other than Amazon's may not know.
CONFIG = Config(
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    max_pool_connections=40,
)
PATIENT = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})
PROBING = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A prefix of a bucket, and who answers for it. An empty `key` leaves credentials to the library: its own
    environment variables, or the machine's role."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key: str
    secret: str


def place_of(settings: Settings) -> BucketPlace:
    url = urlsplit(settings.storage_url)
    prefix = url.path.strip("/")
    return BucketPlace(
        url.netloc,
        f"{prefix}/" if prefix else "",
        settings.storage_endpoint,
        settings.storage_region,
        settings.storage_key,
        settings.storage_secret,
    )


@lru_cache(maxsize=4)
def _client(place: BucketPlace, patience: Config = PATIENT) -> "S3Client":
    """One for all threads; making it takes a moment."""
    style = Config(s3={"addressing_style": "path" if place.endpoint else "auto"})
    return boto3.session.Session().client(
        "s3",
        endpoint_url=place.endpoint or None,
        region_name=place.region or ("us-east-1" if place.endpoint else None),
        aws_access_key_id=place.key or None,
        aws_secret_access_key=place.secret or None,
        config=CONFIG.merge(patience).merge(style),
    )


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except ClientError as refused:
        if refused.response["Error"]["Code"] in GONE:
            raise FileNotFoundError from refused
        raise StorageAway from refused
    except (BotoCoreError, OSError) as away:
        raise StorageAway from away


@dataclass(frozen=True, slots=True)
class Bucket:
    """The objects of one part below the prefix."""

    place: BucketPlace
    part: str
    arriving: Path

    @property
    def _below(self) -> str:
        return f"{self.place.prefix}{self.part}/"

    def put(self, name: str, path: Path) -> None:
        with path.open("rb") as file, _answering():
            _client(self.place).put_object(Bucket=self.place.bucket, Key=self._below + name, Body=file)
        path.unlink()

    def size_of(self, name: str) -> int | None:
        try:
            with _answering():
                found = _client(self.place).head_object(Bucket=self.place.bucket, Key=self._below + name)
        except FileNotFoundError:
            return None
        return found["ContentLength"]

    def pieces(self, name: str, start: int = 0, end: int | None = None) -> Generator[bytes]:
        """A part of an object is asked for as a part."""
        if end is not None and end <= start:
            return
        last = "" if end is None else end - 1
        with _answering():
            ask = partial(_client(self.place).get_object, Bucket=self.place.bucket, Key=self._below + name)
            found = ask(Range=f"bytes={start}-{last}") if start or end is not None else ask()
            with closing(found["Body"]) as body:
                yield from body.iter_chunks(PIECE)

    def remove(self, name: str) -> None:
        with _answering():
            _client(self.place).delete_object(Bucket=self.place.bucket, Key=self._below + name)

    def stored(self, beginning: str = "") -> Iterator[Stored]:
        with _answering():
            pages = _client(self.place).get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.place.bucket, Prefix=self._below + beginning):
                for one in page.get("Contents", []):
                    yield Stored(one["Key"].removeprefix(self._below), one["Size"], one["LastModified"])


def word_of(settings: Settings) -> str:
    """For the doctor: 'ok' where the bucket takes a small object, gives it back and forgets it, else 'missing' for a
    bucket that is not there, 'refused' for rights that do not suffice, 'away'."""
    place = place_of(settings)
    bucket, key = place.bucket, f"{place.prefix}{PROBE}"
    try:
        client = _client(place, PROBING)
        client.put_object(Bucket=bucket, Key=key, Body=b"?")
        client.get_object(Bucket=bucket, Key=key)["Body"].read()
        client.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
        client.delete_object(Bucket=bucket, Key=key)
    except ClientError as refused:
        return "missing" if refused.response["Error"]["Code"] == NO_BUCKET else "refused"
    except (BotoCoreError, OSError):
        return "away"
    return "ok"
