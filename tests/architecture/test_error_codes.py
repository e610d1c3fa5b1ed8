"""The `type` of every problem document leads to an explanation."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from rest_framework.exceptions import APIException

from core.errors import DomainError
from tests.answers import Client
from tests.architecture.modules import packages

ROOT = Path(__file__).resolve().parents[2]


def codes() -> set[str]:
    """The codes of all our errors and of the framework's that callers can meet."""
    for name in (path.name for path in packages() if path.name != "helpdesk"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    found: set[str] = set()
    waiting: list[type] = [DomainError, APIException]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if issubclass(kind, DomainError):
            found.add(kind.code)
        elif kind.__module__.startswith("rest_framework.exceptions") and kind is not APIException:
            found.add(str(getattr(kind, "default_code", "")))
    return found


def test_every_code_is_explained() -> None:
    assert apps.ready
    text = (ROOT / "docs" / "errors.md").read_text()
    explained = set(re.findall(r"^### (\S+)$", text, re.MULTILINE)) | set(
        re.findall(r"`([a-z_]+)`(?= \(|:| is)", text)
    )
    assert codes() - explained == set()


@pytest.mark.django_db
def test_the_page_has_an_anchor_for_each() -> None:
    page = Client().get("/docs/errors").content.decode()
    assert 'id="tickets.stale_reply"' in page
    assert "<script" not in page
