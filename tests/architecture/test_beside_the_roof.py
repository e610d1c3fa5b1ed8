"""The demo uses the product, and the product does not know the demo."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tests.architecture.modules import ROOT, imported, module_name, own_apps, packages, parsed, sources

DEMO = ROOT / "demo"
# `make run` names the package to the programs that it starts, and imports none of them.
SUPERVISOR = ROOT / "helpdesk" / "supervisor"
MODULES = {module_name(path) for path in sources(DEMO)}
ASK = """
import json, sys
import django
django.setup()
from django.apps import apps
from django.core.management import get_commands
from django.urls import Resolver404, resolve

def answers(address):
    try:
        return bool(resolve(address))
    except Resolver404:
        return False

addresses = [one for one in ("/demo/", "/demo/api/session", "/demo/api/token") if answers(one)]
print(json.dumps({
    "addresses": addresses,
    "apps": [app.name for app in apps.get_app_configs()],
    "commands": sorted(get_commands()),
    "modules": sorted(name for name in sys.modules if name.partition(".")[0] == "demo"),
}))
"""


def product() -> list[Path]:
    return list(sources(*(folder for folder in packages() if folder != DEMO)))


def names(tree: ast.AST) -> Iterator[str]:
    """What a tree imports of the demo, and what it could load by a name in quotes."""
    yield from imported(tree, MODULES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in MODULES:
            yield node.value


@pytest.mark.parametrize(
    "source",
    [
        "import demo",
        "import demo.people as world",
        "from demo.loading import load_demo",
        "def late():\n    from demo.people import OWNER",
        "from importlib import import_module\nimport_module('demo.host')",
        "INSTALLED_APPS = ['demo']",
    ],
)
def test_every_form_of_knowing_it_is_seen(source: str) -> None:
    assert list(names(ast.parse(source)))


def test_the_product_neither_imports_nor_names_it() -> None:
    found = {
        str(path.relative_to(ROOT)): told
        for path in product()
        if not path.is_relative_to(SUPERVISOR) and (told := sorted(names(parsed(path))))
    }
    assert found == {}


def test_no_table_of_the_product_has_a_place_for_it() -> None:
    models = [model for app in own_apps() for model in app.get_models()]
    told = [name for model in models for name in (model._meta.db_table, *_columns(model)) if "demo" in name]
    assert models
    assert told == []


def _columns(model: Any) -> Iterator[str]:
    return (field.column or "" for field in model._meta.concrete_fields)


def test_it_has_no_table_of_its_own() -> None:
    assert list(apps.get_app_config("demo").get_models()) == []
    assert not (DEMO / "migrations").exists()


@cache
def process(extra: str) -> dict[str, Any]:
    """What a process of an installation knows with this value of EXTRA_APPS."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings", "EXTRA_APPS": extra},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    known: dict[str, Any] = json.loads(done.stdout)
    return known


def test_nothing_of_it_is_there_unless_it_is_asked_for() -> None:
    known = process("")
    assert "demo" not in known["apps"]
    assert [name for name in known["commands"] if "demo" in name] == []
    assert known["modules"] == []
    assert known["addresses"] == []


def test_all_of_it_is_there_when_it_is_asked_for() -> None:
    """Else the test before would pass by looking at the wrong places."""
    known = process("demo")
    assert "demo" in known["apps"]
    assert {"seed_demo", "prepare_demo", "demo_articles"} <= set(known["commands"])
    assert "demo.host" in known["modules"]
    assert known["addresses"] == ["/demo/", "/demo/api/session", "/demo/api/token"]


def test_it_hides_no_command_of_the_product() -> None:
    ours = {path.stem for path in (ROOT / "helpdesk" / "management" / "commands").glob("[a-z]*.py")}
    assert not ours & {path.stem for path in (DEMO / "management" / "commands").glob("[a-z]*.py")}
