"""What a production process refuses to start with, by the rules and by really starting one."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from helpdesk.production import Chosen, faults

ROOT = Path(__file__).parents[3]
KEY = "7f3c9d0be1a24c58937a6e4d0f2b81c57f3c9d0be1a24c58937a6e4d0f2b81c5"
GOOD = Chosen(
    debug=False,
    secret_key=KEY,
    field_keys=[KEY],
    default_key="a-key-that-everybody-knows-and-that-is-quite-long-too",
    allowed_hosts=["help.example.test", "127.0.0.1", ".example.test"],
    public_url="https://help.example.test",
)


def test_careful_settings_are_fine() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"debug": True}, "DEBUG"),
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "a"}, "SECRET_KEY"),
        ({"secret_key": "changeme" * 2}, "SECRET_KEY"),
        ({"secret_key": "a" * 80}, "SECRET_KEY"),
        ({"secret_key": "0123" * 20}, "SECRET_KEY"),
        ({"secret_key": GOOD.default_key}, "SECRET_KEY"),
        ({"field_keys": []}, "FIELD_KEYS"),
        ({"field_keys": [KEY, "short"]}, "FIELD_KEYS"),
        ({"field_keys": [KEY, GOOD.default_key]}, "FIELD_KEYS"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["", " "]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["help.example.test", " * "]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["*.example.test"]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["."]}, "ALLOWED_HOSTS"),
        ({"public_url": "http://help.example.test"}, "PUBLIC_URL"),
        ({"public_url": "help.example.test"}, "PUBLIC_URL"),
        ({"public_url": "https://"}, "PUBLIC_URL"),
        ({"extra_apps": ["demo"]}, "EXTRA_APPS"),
    ],
)
def test_a_weak_setting_is_named(change: dict[str, Any], word: str) -> None:
    told = faults(replace(GOOD, **change))
    assert [fault.split()[0] for fault in told] == [word]
    assert told[0].endswith((".", "32", "name."))


ENVIRONMENT = {
    "CANDOR_PRODUCTION": "1",
    "SECRET_KEY": KEY,
    "FIELD_KEYS": KEY,
    "ALLOWED_HOSTS": "help.example.test",
    "PUBLIC_URL": "https://help.example.test",
}


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings as every process of an installation does."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.SECURE_HSTS_SECONDS)"],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"} | ENVIRONMENT | variables,
        capture_output=True,
        text=True,
    )


def test_a_production_process_starts_with_care_taken() -> None:
    done = start()
    assert (done.returncode, done.stdout.strip()) == (0, "31536000"), done.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"DEBUG": "1"},
        {"SECRET_KEY": "a"},
        {"FIELD_KEYS": "candor-development-key-never-use-in-production"},
        {"ALLOWED_HOSTS": "*"},
        {"PUBLIC_URL": "http://help.example.test"},
        {"EXTRA_APPS": "demo"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_production_process_refuses_to_start(change: dict[str, str]) -> None:
    done = start(**change)
    assert done.returncode != 0
    assert f"- {next(iter(change))}" in done.stderr


def test_all_faults_are_told_at_once() -> None:
    done = start(DEBUG="1", SECRET_KEY="a", ALLOWED_HOSTS="*")
    assert all(f"- {name}" in done.stderr for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS"))


def test_outside_of_production_nothing_is_asked() -> None:
    assert start(CANDOR_PRODUCTION="", DEBUG="1", SECRET_KEY="a", ALLOWED_HOSTS="*").returncode == 0


def test_a_command_says_it_in_words() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=kept | ENVIRONMENT | {"SECRET_KEY": "a"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "openssl rand" in done.stderr
