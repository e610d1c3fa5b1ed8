"""import-linter does not find apps by itself: pyproject.toml must name all that exist."""

from django.conf import settings

from tests.architecture.modules import import_contracts, own_apps, packages, sources

CONTRACTS = import_contracts()["contracts"]
APPS = {app.name for app in own_apps()} - {"core", "helpdesk"}


def test_every_package_is_looked_at() -> None:
    assert set(import_contracts()["root_packages"]) == {path.name for path in packages()}


def test_every_package_has_a_floor() -> None:
    floors = {name for names in CONTRACTS["Floors"]["layers"] for name in names.split(" | ")}
    assert floors == {path.name for path in packages()}


def test_every_app_has_its_rooms_checked() -> None:
    """Also one that lies within another package: as a container it is checked itself, not its parent."""
    assert set(CONTRACTS["Rooms"]["containers"]) >= APPS


def test_every_system_has_its_place_above_connections() -> None:
    """
    One layer for all systems, since none may know another; below it what they share. Above it imports alone,
    which read a mailbox's past as its mail is read.
    """
    above, systems, *below = CONTRACTS["Systems"]["layers"]
    inner = {app.name.partition(".")[2] for app in own_apps() if app.name.startswith("integrations.")}
    assert below == ["issues | crm", "connections"]
    assert above == "importers"
    shared = {name for layer in below for name in layer.split(" | ")}
    assert set(systems.split(" | ")) == inner - shared - {above}


def test_the_supervisor_imports_no_package() -> None:
    forbidden = set(CONTRACTS["The supervisor starts programs; it does not import them"]["forbidden_modules"])
    assert {path.name for path in packages()} - {"helpdesk"} <= forbidden


def test_every_folder_is_a_package() -> None:
    """import-linter passes by modules in a folder without `__init__.py`."""
    folders = {path.parent for path in sources()}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_settings_name_our_apps_apart() -> None:
    assert {app.name for app in own_apps()} == set(settings.OWN_APPS)
