"""A noun is logic without the database: of models it knows only the values of choices."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT, own_apps, parsed, sources

ROOMS = {
    *("api", "apps", "consumers", "events", "handlers", "management", "models", "rendering"),
    *("root_urls", "selectors", "services", "tasks"),
}
TABLES = {model.__name__ for app in own_apps() for model in app.get_models()}

# Modules that still know the database, each with its reason. Leave out what has become clean.
READS = "reads and should be a selector"
PAGE = "a page outside the API, which should ask selectors"
ANNOTATES = "takes records as arguments and only reads their columns"
KNOWN = {
    "assistant/engines/builtin/heads.py": READS + ": trained classifiers, which the engine loads by itself",
    "assistant/engines/openai/budget.py": "counts what calls cost, in the database so that workers share it",
    "assistant/in_force.py": READS + ": the configuration in force, kept in memory for each version",
    "assistant/streaming.py": ANNOTATES,
    "integrations/connections/evaluation.py": "a measurement, which makes what it measures with",
    "integrations/issues/evaluation.py": "a measurement, which counts what it has loaded",
    "kb/evaluation.py": "a measurement, which counts what it has loaded",
    "kb/help_article.py": PAGE + "; it was part of the one below",
    "kb/help_center.py": PAGE,
    "kb/help_pages.py": ANNOTATES + ", what the two above share",
    "kb/image_files.py": ANNOTATES,
    "people/actors.py": READS + ": the rights of whoever calls",
    "people/answering.py": READS + ": conditions for who can answer a ticket",
    "people/authentication.py": READS + ": the owner of a token, with one statement for each request",
    "people/guarding.py": READS + ": django-axes keeps failed sign-ins in tables of its own",
    "people/merge_preview.py": READS,
    "people/merge_rules.py": ANNOTATES,
    "people/sessions.py": "the session engine that Django asks for, which reads and writes its own table",
    "people/sign_in.py": "the sign-in backend that allauth asks for",
    "sla/configuration.py": READS + ": the policies in force, kept in memory for each version",
    "sla/live.py": ANNOTATES,
    "sla/wording.py": ANNOTATES,
    "tickets/filtering.py": "turns the query language into conditions for the database",
    "tickets/sight.py": READS + ": a condition for the port that `people` asks",
    "widget/knowledge.py": READS + ": narrows querysets of the knowledge base",
    "widget/staff_rendering.py": "renders for staff, beside the rendering for customers",
}


def _nouns() -> Iterator[Path]:
    """The modules of the apps above the ground that are in no room."""
    for app in own_apps():
        if app.name not in ("core", "helpdesk"):
            for path in sources(Path(app.path)):
                inside = path.relative_to(app.path).parts
                if inside[0].removesuffix(".py") not in ROOMS:
                    yield path


def test_nouns_do_not_know_the_database() -> None:
    found = {str(path.relative_to(ROOT)): list(databases(parsed(path))) for path in _nouns()}
    assert len(found) > 100
    assert {path: what for path, what in found.items() if what and path not in KNOWN} == {}


@pytest.mark.parametrize("path", KNOWN)
def test_the_list_has_nothing_that_is_clean(path: str) -> None:
    assert list(databases(parsed(ROOT / path))), "It is clean now: leave it out of KNOWN."


@pytest.mark.parametrize("path", KNOWN)
def test_every_exception_has_its_reason(path: str) -> None:
    assert len(KNOWN[path]) > 20


@pytest.mark.parametrize(
    ("source", "is_clean"),
    [
        ("from django.db import connection", False),
        ("from django.db.models import Q", False),
        ("import django.db.models", False),
        ("def read():\n    from tickets.models import Ticket", False),
        ("from tickets.models.ticket import Ticket as T", False),
        ("from tickets import models", False),
        ("from tickets.models.ticket import TicketQuerySet", False),
        ("from tickets.models import Channel", True),
        ("from tickets.models.fields import ASKED, Field", True),
        ("from django.conf import settings", True),
    ],
)
def test_every_way_to_the_database_is_seen(source: str, is_clean: bool) -> None:
    assert (list(databases(ast.parse(source))) == []) is is_clean


def databases(tree: ast.AST) -> Iterator[str]:
    """What of the database a module imports: Django's layer for it, our models, and their querysets."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("django.db"))
        elif isinstance(node, ast.ImportFrom) and node.module:
            if f"{node.module}.".startswith("django.db."):
                yield node.module
                continue
            is_of_models = "models" in node.module.split(".")
            for alias in node.names:
                is_table = is_of_models and (alias.name in TABLES or alias.name.endswith("QuerySet"))
                if is_table or alias.name == "models":
                    yield f"{node.module}.{alias.name}"
