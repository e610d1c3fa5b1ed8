"""Accounts whose passwords are printed in our documents sign in nowhere in production."""

import os
import subprocess
import sys
from typing import Any

import pytest

from demo.people import OWNER
from tests.architecture.modules import ROOT
from tests.browsers import Browser, with_password
from tests.cast import Cast
from tests.unit.helpdesk.test_production import ENVIRONMENT

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def domains(**variables: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.CLOSED_SIGN_IN_DOMAINS)"],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"} | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_production_closes_the_demo_s() -> None:
    assert domains(**ENVIRONMENT) == str([OWNER.partition("@")[2]])
    assert domains() == "[]"


@pytest.mark.parametrize("address", [OWNER, OWNER.upper(), "Somebody@Demo.Candor.Test"])
def test_their_right_password_is_answered_like_a_wrong_one(cast: Cast, settings: Any, address: str) -> None:
    cast.agent.email = address
    cast.agent.save(update_fields=["email"])
    with_password(cast.agent)
    browser = Browser()
    assert browser.sign_in(address) == 200
    assert browser.get("me").status_code == 200

    settings.CLOSED_SIGN_IN_DOMAINS = ["demo.candor.test"]
    assert browser.get("me").status_code in (401, 403)
    assert Browser().sign_in(address) == Browser().sign_in(address, "never-their-password") == 400


@pytest.mark.parametrize(
    "address", ["ines@halyard.example", "demo.candor.test@halyard.example", "a@x.candor.test"]
)
def test_nobody_else_is_kept_out(cast: Cast, settings: Any, address: str) -> None:
    settings.CLOSED_SIGN_IN_DOMAINS = ["demo.candor.test"]
    cast.agent.email = address
    cast.agent.save(update_fields=["email"])
    with_password(cast.agent)
    assert Browser().sign_in(address) == 200
