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


def test_it_has_the_five_parts_each_with_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"web", "worker", "postgres", "meilisearch", "caddy"}
    for name, service in services.items():
        assert service["healthcheck"]["test"], name


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
    assert ":-" not in re.sub(r"\$\{FORUM_OUTSIDE_SEAT:-\}", "", COMPOSE.read_text(encoding="utf-8"))


def test_only_caddy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    open_services = [name for name, service in compose["services"].items() if "ports" in service]
    assert open_services == ["caddy"]
    assert all(
        service["networks"] == ["inside"] for name, service in compose["services"].items() if name != "caddy"
    )


def test_every_setting_of_the_program_is_one_that_it_knows(compose: dict[str, Any]) -> None:
    from forum.settings import Settings

    known = {f"FORUM_{name.upper()}" for name in Settings.model_fields}
    for name in ("web", "worker"):
        given = {key for key in compose["services"][name]["environment"] if key.startswith("FORUM_")}
        assert given <= known


def test_the_image_holds_every_package_and_the_same_lock(compose: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for package in ("forum", "moderation", "search", "vietnamese"):
        assert f"COPY {package} {package}" in dockerfile
    assert "--require-hashes -r requirements/run.txt" in dockerfile
    assert "USER forum" in dockerfile
