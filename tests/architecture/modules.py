"""The product's own apps and modules, as they are on disk and in Django's settings."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def own_apps() -> list[AppConfig]:
    """Every installed app of the product whose code is in this repository, nested ones too."""
    found = (app for app in apps.get_app_configs() if app.name not in settings.EXTRA_APPS)
    return [app for app in found if _is_ours(Path(app.path))]


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / ".venv")


@cache
def packages() -> list[Path]:
    """The Python packages at the top that are no tests and no measurements."""
    return sorted({path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "tests", ROOT / "bench"})


def sources(*folders: Path) -> Iterator[Path]:
    """The Python files of product code, without migrations; of all packages when no folder is named."""
    for folder in folders or packages():
        yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def module_name(path: Path) -> str:
    """`kb.selectors` for both `kb/selectors.py` and `kb/selectors/__init__.py`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST, known: set[str]) -> set[str]:
    """Which of the known modules a tree imports, wherever in it: also inside functions and for types only."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found |= {inner if inner in known else node.module} & known
    return found


def app_of(path: Path) -> str:
    """The label of the app that a file belongs to; empty for the roof and whatever is no app."""
    inside = [app for app in own_apps() if path.is_relative_to(Path(app.path))]
    return max(inside, key=lambda app: len(app.path)).label if inside else ""


@cache
def import_contracts() -> dict[str, Any]:
    """What pyproject.toml tells import-linter; `contracts` by the beginning of their names."""
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contracts = {contract["name"].partition(":")[0]: contract for contract in told["contracts"]}
    return {"root_packages": told["root_packages"], "contracts": contracts}


def floor_of(app: AppConfig) -> tuple[int, int]:
    """On which floor an app stands, from the ground (0) up, and on which step of a floor that has some."""
    package, _, inner = app.name.partition(".")
    contracts = import_contracts()["contracts"]
    floor = _place(package, contracts["Floors"]["layers"])
    is_system = package in contracts["Systems"]["containers"] and bool(inner)
    return floor, _place(inner, contracts["Systems"]["layers"]) if is_system else 0


def _place(name: str, layers: list[str]) -> int:
    return next(number for number, names in enumerate(reversed(layers)) if name in names.split(" | "))
