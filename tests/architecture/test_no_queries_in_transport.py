"""Endpoints and consumers ask selectors and services: they put no query together themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT, own_apps, parsed, sources

MANAGERS = {"objects", "_default_manager", "_base_manager"}
# Methods that only managers and querysets have; `get`, `save` and `delete` are those of others, too.
QUERYING = {
    *("filter", "exclude", "order_by", "annotate", "aggregate", "distinct", "alias"),
    *("select_related", "prefetch_related", "select_for_update", "values_list", "only", "defer"),
    *("first", "last", "exists", "in_bulk", "iterator", "visible_to"),
    *("get_or_create", "update_or_create", "bulk_create", "bulk_update"),
    *("aget", "afirst", "aexists", "acreate", "acount"),
}
DIRECT = {"connection", "connections", "get_object_or_404", "get_list_or_404"}

# Files that still run queries, each with its reason. Leave out what has become clean.
KNOWN: dict[str, str] = {}


def _transport() -> Iterator[Path]:
    """What answers requests and sockets in the apps above the ground, where paging and keys are made."""
    for app in own_apps():
        if app.name not in ("core", "helpdesk"):
            for path in sources(Path(app.path)):
                inside = path.relative_to(app.path).parts
                if inside[0] in ("api", "consumers", "consumers.py"):
                    yield path


def test_endpoints_and_consumers_run_no_queries() -> None:
    found = {str(path.relative_to(ROOT)): list(queries(parsed(path))) for path in _transport()}
    assert len(found) > 40
    assert {path: what for path, what in found.items() if what and path not in KNOWN} == {}


def test_the_list_has_nothing_that_is_clean() -> None:
    assert [path for path in KNOWN if not list(queries(parsed(ROOT / path)))] == []


@pytest.mark.parametrize(
    ("source", "is_clean"),
    [
        ("Ticket.objects.all()", False),
        ("Ticket._default_manager.get(pk=1)", False),
        ("selectors.views(actor=actor).filter(pk=1).first()", False),
        ("brand.tickets.order_by('-pk')", False),
        ("row = await query.afirst()", False),
        ("from django.db import connection", False),
        ("from django.shortcuts import get_object_or_404", False),
        ("selectors.view_get(actor=actor, view_id=1)", True),
        ("values.get('brand')", True),
        ("[row for row in filter(None, rows)]", True),
        ("request.session.save()", True),
    ],
)
def test_every_form_of_a_query_is_seen(source: str, is_clean: bool) -> None:
    assert (list(queries(ast.parse(source, mode="exec"))) == []) is is_clean


def queries(tree: ast.AST) -> Iterator[str]:
    """The lines in which a query is put together, and the imports that are good for nothing else."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=attr) if attr in MANAGERS:
                yield f"{node.lineno} .{attr}"
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in QUERYING:
                yield f"{node.lineno} .{attr}()"
            case ast.ImportFrom(names=names):
                yield from (f"{node.lineno} {one.name}" for one in names if one.name in DIRECT)
