"""
Other apps' tables are read through their selectors and written through their services: no exceptions.

Records of other apps are passed around, but must not be saved or deleted. Annotations say whose they are
(`instances`), so a record from an expression that no annotation covers goes unnoticed. Reverse managers need
no check: `test_foreign_keys` makes sure that there are none.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models

from tests.architecture import instances
from tests.architecture.modules import ROOT, app_of, own_apps, parsed, sources

# The roof joins the floors, the demo writes histories: both stand outside of this rule.
OUTSIDE = (ROOT / "helpdesk", ROOT / "demo")
MODELS: dict[str, type[models.Model]] = {
    f"{model.__module__}.{model.__name__}": model for app in own_apps() for model in app.get_models()
}
TABLES = {model._meta.db_table: model._meta.app_label for model in MODELS.values()}
QUERYING = {"objects", "_default_manager", "_base_manager"}
WRITING = {"save", "delete", "asave", "adelete"}


def test_no_app_queries_the_tables_of_another() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {what}"
        for path in _files()
        for line, what in offences(parsed(path), app_of(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from tickets.models import Ticket\nTicket.objects.all()",
        "from tickets.models.ticket import Ticket as T\nT.objects.create()",
        "from tickets import models\nmodels.Ticket.objects.get(pk=1)",
        "def read():\n    from tickets.models import Ticket\n    return Ticket._default_manager.all()",
        "from tickets.models import TicketLink\nTicketLink(source_id=1).save()",
        "from tickets.models import Ticket\ndef end(ticket: Ticket) -> None:\n    ticket.save()",
        "from tickets.models import Ticket\nasync def end(ticket: Ticket | None) -> None:\n"
        "    await ticket.asave()",
        "from tickets.models import Ticket\ndef end(rows: list[Ticket]) -> None:\n"
        "    for row in rows:\n        row.delete()",
        "from tickets import selectors\ndef end(actor) -> None:\n"
        "    ticket = selectors.ticket_get(actor=actor, ticket_id=1)\n    ticket.save()",
        "from tickets.selectors import ticket_get as get\ndef end(actor) -> None:\n"
        "    get(actor=actor, ticket_id=1).save()",
        "from tickets.models import Mention\ndef end(mention: Mention) -> None:\n"
        "    mention.entry.ticket.save()",
        "cursor.execute('UPDATE tickets_ticket SET status = %s', [1])",
        "cursor.execute(f'SELECT 1 FROM tickets_ticket WHERE {what}')",
        "cursor.execute('SELECT 1 FROM kb_article a JOIN tickets_ticket t ON true')",
    ],
)
def test_every_form_of_a_query_is_seen(source: str) -> None:
    assert len(list(offences(ast.parse(source), "kb"))) == 1
    assert [what for _, what in offences(ast.parse(source), "tickets") if "kb_article" not in what] == []


def _files() -> Iterator[Path]:
    return (path for path in sources() if not any(map(path.is_relative_to, OUTSIDE)))


def offences(tree: ast.AST, here: str) -> Iterator[tuple[int, str]]:
    """The lines in which a file of this app queries a model of another, or names its table in SQL."""
    foreign = _foreign_models(tree, here)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in foreign and attr in QUERYING:
                yield node.lineno, f"{name}.{attr}"
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id=module), attr=name), attr=attr) if (
                attr in QUERYING and _is_foreign_attribute(tree, module, name, here)
            ):
                yield node.lineno, f"{module}.{name}.{attr}"
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id=name)), attr=attr)) if (
                name in foreign and attr in WRITING
            ):
                yield node.lineno, f"{name}().{attr}"
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _written(node, tree, here)
            case ast.Call(func=ast.Name(id="get_object_or_404"), args=[ast.Name(id=name), *_]) if (
                name in foreign
            ):
                yield node.lineno, f"get_object_or_404({name})"
            case ast.Constant(value=str(text)):
                yield from ((node.lineno, f"SQL on {table}") for table in _tables_in(text, here))


def _written(
    function: ast.FunctionDef | ast.AsyncFunctionDef, tree: ast.AST, here: str
) -> Iterator[tuple[int, str]]:
    """The records of other apps that a function saves or deletes."""
    calls = [
        (node, node.func)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING
    ]
    scope = instances.Scope(function, tree) if calls else None
    for call, asked in calls:
        model = scope.of(asked.value) if scope is not None else None
        if model is not None and model._meta.app_label != here:
            yield call.lineno, f"{ast.unparse(asked.value)}.{asked.attr}"


def _foreign_models(tree: ast.AST, here: str) -> set[str]:
    """The names by which a module knows models of other apps."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                owner = _owner(node.module, alias.name)
                if owner and owner != here:
                    found.add(alias.asname or alias.name)
    return found


def _owner(module: str, name: str) -> str:
    """Which app a model belongs to that is imported by this name; empty for what is no model."""
    for model in MODELS.values():
        if model.__name__ == name and (
            module == model.__module__ or model.__module__.startswith(f"{module}.")
        ):
            return model._meta.app_label
    return ""


def _is_foreign_attribute(tree: ast.AST, module: str, name: str, here: str) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == module:
                    owner = _owner(f"{node.module}.{alias.name}", name)
                    return bool(owner) and owner != here
    return False


_SQL = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO|TABLE|ONLY)\s{1,9}\"?([a-z]\w{1,60})", re.IGNORECASE)


def _tables_in(text: str, here: str) -> Iterator[str]:
    return (table for table in _SQL.findall(text) if TABLES.get(table, here) != here)
