"""The production files agree with each other, with the settings, and with the published schema."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from helpdesk.environment import encoder_socket
from tests.architecture.environment_names import names_read
from tests.architecture.modules import ROOT, packages

SCHEMA = ROOT.parent / "shared" / "contracts" / "compose" / "compose-spec.json"
FILE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = ("web", "worker", "scheduler", "prepare")
LASTING = tuple(name for name in SERVICES if name != "prepare")
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "DOMAIN")
EXAMPLE = (ROOT / "deploy" / "candor.env.example").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.mark.skipif(not SCHEMA.exists(), reason="needs ../shared")
def test_it_follows_the_compose_specification() -> None:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    assert not [error.message for error in validator.iter_errors(FILE)]


def test_everything_a_helpdesk_needs_is_there() -> None:
    assert set(SERVICES) == {
        "proxy", "web", "worker", "encoders", "scheduler", "prepare", "postgres", "redis", "clamav",
    }  # fmt: skip
    assert [name for name, service in SERVICES.items() if "profiles" in service] == ["clamav"]


def test_images_are_pinned() -> None:
    for name, service in SERVICES.items():
        if name in (*OURS, "encoders"):
            assert service["build"] == "."
        else:
            assert re.fullmatch(r"[a-z/]+:\d+\.\d+\.\d+[a-z0-9.-]*", service["image"]), service["image"]
    for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE):
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+[a-z0-9.-]*", image), image


def test_postgres_is_the_embedded_ones_major_version_and_locale() -> None:
    from helpdesk.supervisor import services

    postgres = SERVICES["postgres"]
    assert postgres["image"].endswith(f"-pg{services.POSTGRES_MAJOR}")
    assert f" postgresql-client-{services.POSTGRES_MAJOR} " in DOCKERFILE, "backup dumps this server"
    assert "PG_UNICODE_FAST" in postgres["environment"]["POSTGRES_INITDB_ARGS"]
    # From version 18 on, the image refuses a volume at the old place, .../data.
    assert postgres["volumes"] == ["postgres:/var/lib/postgresql"]


@pytest.mark.parametrize("name", LASTING)
def test_what_runs_on_is_checked_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


@pytest.mark.parametrize("name", LASTING)
def test_logs_cannot_fill_the_disk(name: str) -> None:
    assert SERVICES[name]["logging"]["options"] == {"max-size": "20m", "max-file": "5"}


@pytest.mark.parametrize("name", [*OURS, "encoders"])
def test_our_processes_have_no_rights_to_spare(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]
    assert "\nUSER 10001:10001\n" in DOCKERFILE


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert SERVICES["proxy"]["ports"] == ["80:80", "443:443", "443:443/udp"]
    assert not [name for name, service in SERVICES.items() if name != "proxy" and "ports" in service]
    assert SERVICES["proxy"]["networks"] == ["edge"]
    assert FILE["networks"]["data"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["data"]


def test_every_volume_is_declared_and_used() -> None:
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == set(FILE["volumes"])


def test_web_and_worker_share_the_files() -> None:
    shared = ["files:/data", "sockets:/data/run"]
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"] == shared
    assert SERVICES["web"]["environment"]["CANDOR_HOME"] == "/data"


def test_encoders_reach_nothing_and_hold_no_secret() -> None:
    service = SERVICES["encoders"]
    assert service["network_mode"] == "none"
    assert "networks" not in service
    assert service["volumes"] == ["sockets:/data/run"]
    assert set(service["environment"]) == {"OPENBLAS_NUM_THREADS"}
    socket = encoder_socket(Path("/data"))
    assert f" {socket} " in service["command"]
    assert str(socket) in service["healthcheck"]["test"][-1]
    assert str(socket.parent) in DOCKERFILE, "Its folder belongs to our user already in the image."


def test_services_wait_for_the_migrations() -> None:
    for name in ("web", "worker", "scheduler"):
        waits = SERVICES[name]["depends_on"]
        assert waits["prepare"] == {"condition": "service_completed_successfully"}
    assert SERVICES["prepare"]["restart"] == "no"


def test_every_name_set_is_read_by_the_settings() -> None:
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert set(environment) <= names_read(), set(environment) - names_read()


def test_production_is_switched_on() -> None:
    for name in OURS:
        assert SERVICES[name]["environment"]["CANDOR_PRODUCTION"] == "1"


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_has_a_default(name: str) -> None:
    uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", (ROOT / "docker-compose.yml").read_text())
    assert any(use.startswith(":?") for use in uses), "Compose must refuse to start without it."
    assert not [use for use in uses if use.startswith((":-", "-"))]
    assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE), "The example names it, without a value."


def test_the_example_names_every_variable() -> None:
    wanted = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    # Read by Compose itself.
    named -= {"COMPOSE_PROFILES"}
    assert named <= wanted, named - wanted


def test_the_proxy_keeps_the_inside_inside() -> None:
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "path /metrics /readyz /brand-hosts/*" in text
    assert "reverse_proxy web:8000" in text
    assert "Strict-Transport-Security" in text


def test_the_proxy_gets_certificates_for_hosts_of_brands_alone() -> None:
    from django.urls import resolve

    text = (ROOT / "deploy" / "Caddyfile").read_text()
    asked = re.findall(r"\bask http://web:8000/(\S+)", text)
    assert [resolve(f"/{path}").route for path in asked] == ["brand-hosts/ask"]
    assert text.count("on_demand\n") == 1


def test_health_checks_ask_paths_that_exist() -> None:
    from django.urls import resolve

    for file in (ROOT / "docker-compose.yml", ROOT / "deploy" / "Caddyfile"):
        for path in re.findall(r"(?:127\.0\.0\.1:8000|health_uri )(/\w+)", file.read_text()):
            assert resolve(path).route == path.lstrip("/")


def test_the_image_holds_every_package_and_no_private_file() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {path.name for path in packages()} - {"demo"} <= allowed
    assert not {".env", "var", "tests", ".git", "demo"} & allowed
