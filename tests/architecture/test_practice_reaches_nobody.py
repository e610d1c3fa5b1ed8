"""
Practice cannot reach anybody: it knows no module by which something leaves, is measured or is announced.

Its tables hold no ticket of its own, so that queues, clocks, reports and searches have nothing to find.
"""

import ast
from collections.abc import Iterator

from django.apps import apps

from practice.models import PracticeAttempt, PracticeCase
from tests.architecture.modules import ROOT
from tickets.models import Ticket

ALLOWED = {
    "assistant.engines.choice", "assistant.engines.protocol", "assistant.selectors.names", "core",
    "core.actors",
    "core.api.fields", "core.api.pagination", "core.api.requests", "core.api.shapes", "core.api.views",
    "core.declarations", "core.errors", "core.folding", "core.function_words", "core.html", "core.kept",
    "kb.api.article_parts", "kb.api.shapes", "kb.models", "kb.reading.redaction", "kb.runbook",
    "kb.selectors.articles", "kb.selectors.runbooks", "people.models", "people.policy",
    "routing.selectors.load", "tickets.clearance",
    "tickets.models", "tickets.rendering", "tickets.selectors", "tickets.selectors.clearing",
}  # fmt: skip
"""Reads, engines and what renders: no service, event, task, queue, live message or connection."""
FROM_CORE = {"audit", "clock", "kept"}
OUR_OWN = {
    "assistant", "core", "helpdesk", "insights", "integrations", "kb", "notices", "people", "portal",
    "quality", "routing", "sla", "tickets", "widget",
}  # fmt: skip


def _imports() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "practice").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.module, name.name) for name in node.names)
            elif isinstance(node, ast.Import):
                yield from ((name.name, "") for name in node.names)


def test_practice_knows_nothing_by_which_something_leaves() -> None:
    used = [(module, name) for module, name in _imports() if module.partition(".")[0] in OUR_OWN]
    assert len(used) > 40
    assert sorted({module for module, _ in used} - ALLOWED) == []
    assert {name for module, name in used if module == "core"} <= FROM_CORE


def test_nothing_but_copies_hangs_on_a_ticket() -> None:
    """A case names the ticket that it was drawn from, to go with it; no other table names a case."""
    models = set(apps.get_app_config("practice").get_models())
    for model in apps.get_models():
        named = {one.related_model for one in model._meta.local_fields if one.is_relation}
        assert model in models or not named & models, model
    assert not issubclass(PracticeCase, Ticket)
    assert "ticket" not in {one.name for one in PracticeAttempt._meta.local_fields}
