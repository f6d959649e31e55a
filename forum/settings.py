"""Operator settings, all by environment variables that begin with FORUM_."""

from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from forum.words import Words, _

PREFIX = "FORUM_"
LOOPBACK = ("127.0.0.1", "::1")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX)

    mode: Literal["sample", "production"] = "production"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    var: Path = Path("var")
    storage: str = Field(
        "",
        description="the folder of files and papers; empty: files in var. with storage_url, what arrives",
    )
    storage_url: str = Field(
        "",
        pattern=r"^(|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?)$",
        description="s3://bucket/prefix: files and papers go there; empty: to the folder",
    )
    storage_endpoint: str = Field(
        "",
        pattern=r"^(|https?://[^\s/]+/?)$",
        description="the address of whoever runs the bucket; empty: Amazon",
    )
    storage_region: str = ""
    storage_key: str = Field("", description="empty: AWS_ACCESS_KEY_ID …, or the role of the machine")
    storage_secret: str = ""
    database_url: str = ""
    database_owner_url: str = Field("", description="for migrations; database_url where it is empty")
    search: Literal["meilisearch", "postgresql"] = "meilisearch"
    meilisearch_url: str = ""
    meilisearch_key: str = Field("", description="the master key: the worker writes with it")
    meilisearch_search_key: str = Field("", description="for a web that must not know the master key")
    mail_url: str = Field("", description="smtp://user:password@host:port; empty: mail stays in the database")
    mail_tls: Literal["required", "offered", "none"] = Field("required", description="STARTTLS with smtp://")
    mail_from: str = "hien-ke@localhost"
    mail_name: str = Field("Hiến Kế", description="the sender's name, where mail_from has none")
    mail_reply_to: str = Field("", description="who gets the answers to mails; empty: mail_from")
    mail_bounces: str = Field("", description="who gets mails back (envelope sender); empty: mail_from")
    bounces_url: str = Field("", description="imaps://user:password@host/INBOX: the mailbox of mail_bounces")
    head_addresses: str = Field(
        "",
        description="e-mails outside the house, comma between: each gets the audit chain's head once a day",
    )
    secret: str = Field("", description="for digests of addresses; without it one is made and stored in var")
    backup_dir: str = Field("", description="where the worker backs up each night; empty: not at all")
    backup_keep: int = Field(14, ge=1, description="how many of those backups stay")
    second_factor: Literal["", "required", "offered"] = Field(
        "", description="for those who act in a name or over others; empty: required, in sample mode offered"
    )
    max_body_bytes: int = 2_000_000
    clamd: str = Field(
        "",
        pattern=r"^(|/\S+|\S+:\d{1,5})$",
        description="host:port or a socket's path: each uploaded file is scanned; empty: none is",
    )
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["", "DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "",
        description="the least that is logged: INFO; in sample mode WARNING, so that its log-ins stay in view",
    )
    security_log: str = Field("", description="a file for the log of security alone; empty: with the others")
    metrics_address: str = Field(
        "",
        pattern=r"^(|\S+:\d{1,5})$",
        description="host:port for Prometheus; the worker of serve: the next port",
    )

    @cached_property
    def site(self) -> str:
        """The public origin without a trailing slash. Passkeys need a name, so this machine is called by its own."""
        host = "localhost" if self.host in LOOPBACK else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def storage_folder(self) -> Path:
        return Path(self.storage) if self.storage else self.var / "files"

    @cached_property
    def secure(self) -> bool:
        return urlsplit(self.site).scheme == "https"

    @property
    def outside_heads(self) -> tuple[str, ...]:
        return tuple(filter(None, (one.strip() for one in self.head_addresses.split(","))))

    @property
    def requires_second_factor(self) -> bool:
        return self.second_factor == "required" or (not self.second_factor and not self.is_sample)

    @property
    def is_sample(self) -> bool:
        return self.mode == "sample"

    @property
    def least_level(self) -> str:
        return self.log_level or ("WARNING" if self.is_sample else "INFO")


def wrong_settings(wrong: ValidationError) -> Words:
    """One line that names the variables; their values stay out of it, as some are secrets."""
    names = sorted({f"{PREFIX}{str(one['loc'][0]).upper()}" for one in wrong.errors() if one["loc"]})
    return _("Giá trị không dùng được: {names} (xem forum/settings.py).", names=", ".join(names))
