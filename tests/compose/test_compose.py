"""docker-compose.yml: true to the compose specification, and without a secret of its own.

The schema is the specification's, as the package check-jsonschema ships it. No container engine runs here, so
whether the parts start together is not known from these tests.
"""

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from forum import cli
from forum.settings import Settings

ROOT = Path(__file__).parent.parent.parent
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def specification() -> dict[str, Any]:
    vendored = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    read: dict[str, Any] = json.loads(vendored.read_text(encoding="utf-8"))
    return read


def test_it_follows_the_compose_specification(compose: dict[str, Any], specification: dict[str, Any]) -> None:
    checker = jsonschema.validators.validator_for(specification)
    checker.check_schema(specification)
    errors = [f"{list(error.path)}: {error.message}" for error in checker(specification).iter_errors(compose)]
    assert errors == []


def test_the_specification_refuses_what_is_not_in_it(
    compose: dict[str, Any], specification: dict[str, Any]
) -> None:
    wrong = {**compose, "services": {"web": {"imagine": "postgres"}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, specification)


RUN_TO_THEIR_END = {"migrate", "backup"}


def test_it_has_the_five_parts_each_with_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"web", "worker", "postgres", "meilisearch", "caddy"} | RUN_TO_THEIR_END
    for name in services.keys() - RUN_TO_THEIR_END:
        assert services[name]["healthcheck"]["test"], name


def test_every_part_is_shut_in(compose: dict[str, Any]) -> None:
    """No part may write to its image, gain rights, take all memory or fill the disk with its log."""
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["init"] is True, name
        assert service["mem_limit"], name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
        assert any(mount.startswith("/tmp:") for mount in service["tmpfs"]), name
    added = {
        name: service["cap_add"] for name, service in compose["services"].items() if "cap_add" in service
    }
    assert added == {"caddy": ["NET_BIND_SERVICE"]}


def test_the_tables_are_made_once_and_before_anybody_needs_them(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["migrate"]["command"] == ["migrate"]
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    owners = [n for n, s in services.items() if "FORUM_DATABASE_OWNER_URL" in s.get("environment", {})]
    assert owners == ["migrate"]


def test_web_has_no_worker_of_its_own(compose: dict[str, Any]) -> None:
    assert compose["services"]["web"]["command"] == ["serve", "--no-worker"]


def test_the_worker_backs_up_to_a_volume(compose: dict[str, Any]) -> None:
    for name in ("worker", "backup"):
        service = compose["services"][name]
        assert f"backups:{service['environment']['FORUM_BACKUP_DIR']}" in service["volumes"]


def test_every_command_is_one_of_the_program(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "backup"):
        done = CliRunner().invoke(cli.app, [*compose["services"][name]["command"], "--help"])
        assert done.exit_code == 0, done.output


def test_only_the_worker_may_write_the_index(compose: dict[str, Any]) -> None:
    """A break-in at the web neither empties the index nor reads what is not public from it."""
    given = {name: set(service.get("environment", {})) for name, service in compose["services"].items()}
    assert {name for name, keys in given.items() if "FORUM_MEILISEARCH_KEY" in keys} == {"worker"}
    assert {name for name, keys in given.items() if "FORUM_MEILISEARCH_SEARCH_KEY" in keys} == {"web"}


def test_the_probe_of_the_worker_asks_for_jobs_and_an_outdated_one_is_not_started_for_ever(
    compose: dict[str, Any], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = compose["services"]["worker"]
    assert "--wait" in worker["command"]
    assert worker["healthcheck"]["test"][:4] == ["CMD", "python", "-m", "forum"]
    monkeypatch.setenv("FORUM_DATABASE_URL", database)
    probed = CliRunner().invoke(cli.app, worker["healthcheck"]["test"][4:])
    assert probed.exit_code == 1  # nobody works on this database
    assert "jobs: no_worker" in probed.output and "database: ok" in probed.output


def test_there_are_connections_for_four_webs_and_four_workers(compose: dict[str, Any]) -> None:
    (limit,) = [word for word in compose["services"]["postgres"]["command"] if "max_connections" in word]
    assert int(limit.partition("=")[2]) >= 4 * 20 + 4 * 20 + 10


def test_caddy_lets_in_what_the_program_takes_and_no_more() -> None:
    caddy = (ROOT / "Caddyfile").read_text(encoding="utf-8")
    (size,) = re.findall(r"max_size (\d+)MB", caddy)
    assert int(size) * 1_000_000 == Settings.model_fields["max_body_bytes"].default
    assert "max_header_size 64KB" in caddy
    assert "read_header 10s" in caddy


def test_whatever_is_kept_lies_in_a_named_volume(compose: dict[str, Any]) -> None:
    named = set(compose["volumes"])
    used = {
        mount.split(":")[0]
        for service in compose["services"].values()
        for mount in service.get("volumes", [])
        if not mount.startswith("./")
    }
    assert used == named


def test_no_secret_has_a_value_or_a_default(compose: dict[str, Any]) -> None:
    secret = re.compile(r"(PASSWORD|KEY|MAIL_URL|DATABASE_URL|OWNER_URL)$")
    for name, service in compose["services"].items():
        for setting, value in service.get("environment", {}).items():
            if secret.search(setting):
                assert re.search(r"\$\{[A-Z_]+:\?[^}]+\}", value), f"{name}: {setting}"
    assert ":-" not in COMPOSE.read_text(encoding="utf-8")


def test_only_caddy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    open_services = [name for name, service in compose["services"].items() if "ports" in service]
    assert open_services == ["caddy"]
    assert all(
        service["networks"] == ["inside"] for name, service in compose["services"].items() if name != "caddy"
    )


def test_every_setting_of_the_program_is_one_that_it_knows(compose: dict[str, Any]) -> None:
    known = {f"FORUM_{name.upper()}" for name in Settings.model_fields}
    for name in ("migrate", "web", "worker", "backup"):
        given = {key for key in compose["services"][name]["environment"] if key.startswith("FORUM_")}
        assert given <= known


def test_the_image_holds_every_package_and_the_same_lock(compose: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for package in ("forum", "moderation", "search", "vietnamese"):
        assert f"COPY {package} {package}" in dockerfile
    assert "--require-hashes -r requirements/run.txt" in dockerfile
    assert "USER forum" in dockerfile
