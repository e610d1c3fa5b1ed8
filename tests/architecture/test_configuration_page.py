"""docs/configuration.md names every variable that the code reads, and no other."""

import re
from pathlib import Path

from django.conf import settings

from tests.architecture.environment_names import names_read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text()
TABLES, COMPOSE_ONLY = PAGE.split("## Read by Docker Compose only")
ROWS = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", TABLES, re.MULTILINE))
# Told in words, since their default is a class or depends on another variable.
IN_WORDS = {"EMAIL_BACKEND", "ALLOWED_HOSTS"}


def test_every_variable_is_explained_once() -> None:
    assert set(ROWS) == names_read()
    assert len(ROWS) == len(re.findall(r"^\| `[A-Z_]+` \|", TABLES, re.MULTILINE))


def test_defaults_in_code_are_the_page_s() -> None:
    sources = "".join(
        (ROOT / "helpdesk" / name).read_text()
        for name in ("settings.py", "environment.py", "asgi.py", "supervisor/programs.py")
    )
    for name, default in re.findall(r'environ\.get\(\s*"([A-Z_]+)", "([^"]*)"', sources):
        told = ROWS[name]
        if name in IN_WORDS:
            continue
        assert told == (f"`{default}`" if default else "none"), name


def test_declared_defaults_are_the_page_s() -> None:
    """Sizes in bytes may be told in megabytes."""
    variables = [variable for system in settings.DECLARED for variable in system.variables]
    assert len(variables) > 10
    for variable in variables:
        told = ROWS[variable.name].strip("`")
        match variable.default:
            case bool(value):
                assert told == ("yes" if value else "no"), variable.name
            case int(value):
                assert told in (str(value), f"{value // 2**20} MB"), variable.name
            case value:
                assert told == (value or "none"), variable.name


def test_flags_have_the_page_s_default() -> None:
    sources = (ROOT / "helpdesk" / "settings.py").read_text()
    sources += (ROOT / "helpdesk" / "supervisor" / "__main__.py").read_text()
    found = dict(re.findall(r'flag\("([A-Z_]+)", default=(True|False)\)', sources))
    assert len(found) >= 4
    for name, default in found.items():
        assert ROWS[name] == ("yes" if default == "True" else "no"), name


def test_mail_goes_by_smtp_unless_told_otherwise() -> None:
    assert ROWS["EMAIL_BACKEND"] == "SMTP"
    assert "smtp.EmailBackend" in (ROOT / "helpdesk" / "settings.py").read_text()
    assert settings.EMAIL_TIMEOUT


def test_what_only_compose_reads_is_told() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    told = set(re.findall(r"`([A-Z_]+)`", COMPOSE_ONLY))
    assert used - names_read() == told
