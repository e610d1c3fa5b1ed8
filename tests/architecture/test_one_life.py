"""Nothing but `tickets.services.changing` writes the columns of a ticket's life."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tickets import lifecycle

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "core", "people", "tickets", "kb", "sla", "assistant", "routing", "notices", "widget", "portal",
    "integrations", "insights", "quality", "practice", "helpdesk", "demo",
)  # fmt: skip
# Reading marks a ticket as read, and routing says since when one waits; neither is a step of its life.
FREE = {"is_unread", "routing_eligible_at"}
GUARDED = (set(lifecycle.COLUMNS) | {"assignee"}) - FREE
# Other records have these too; a ticket is called one, and in its own app all of them are its.
AMBIGUOUS = {"status", "assignee", "waiting_since"}
_BY_KEY = re.compile(r"\bpayload=\{.{0,40}|\bentry\.payload(?:\.get\(|\[).{0,40}")
ALLOWED = {"tickets/services/changing.py"}


def sources() -> list[str]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in found if "migrations" not in path.parts)


def is_a_tickets(name: str, owner: str, is_at_home: bool) -> bool:
    return is_at_home or name not in AMBIGUOUS or "ticket" in owner.lower()


def writes(source: str, *, is_at_home: bool = False) -> Iterator[tuple[int, str]]:
    """The line and name of each guarded column that a module sets on a ticket, or in a query of tickets."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (leaf for one in targets for leaf in ast.walk(one)):
                if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
                    is_ours = is_a_tickets(target.attr, ast.unparse(target.value), is_at_home)
                    if target.attr in GUARDED and is_ours:
                        yield node.lineno, target.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            (".update", "setattr", ".update_or_create", ".bulk_update")
        ):
            whole = ast.unparse(node)
            named = {keyword.arg for keyword in node.keywords if keyword.arg}
            if ast.unparse(node.func) == "setattr" and len(node.args) == 3:
                second = node.args[1]
                named = {str(second.value)} if isinstance(second, ast.Constant) else set()
            for name in sorted(named & GUARDED):
                if is_a_tickets(name, whole, is_at_home):
                    yield node.lineno, name


@pytest.mark.parametrize("path", sources())
def test_only_one_service_writes_a_tickets_life(path: str) -> None:
    found = (
        []
        if path in ALLOWED
        else list(writes((ROOT / path).read_text(), is_at_home=path.startswith("tickets/")))
    )
    assert not found, f"{path} sets {found}. Let tickets.services.changing do it."


@pytest.mark.parametrize(
    "source",
    [
        "ticket.status = 'open'",
        "part.ticket.status = 'open'",
        "old, ticket.handler = ticket.handler, handler",
        "ticket.assignee_id = 3",
        "row.snoozed_until = None",
        "ticket.reopened_count += 1",
        "Ticket.objects.filter(pk=1).update(status='open')",
        "found.update(resolved_at=now)",
        "setattr(ticket, 'is_spam', True)",
    ],
)
def test_every_form_of_writing_is_seen(source: str) -> None:
    assert list(writes(source))


def test_in_its_own_app_a_query_need_not_be_called_one() -> None:
    assert list(writes("quiet.update(status='resolved')", is_at_home=True))


@pytest.mark.parametrize(
    "source",
    ["article.status = 'draft'", "ticket.is_unread = False", "is_open = ticket.status == 'open'"],
)
def test_others_are_left_alone(source: str) -> None:
    assert not list(writes(source))


@pytest.mark.parametrize("path", sources())
def test_payloads_of_entries_are_written_and_read_by_their_dataclasses(path: str) -> None:
    found = _BY_KEY.findall((ROOT / path).read_text())
    assert not found, f"{path} has {found}. Use a dataclass of tickets.entries."


def test_the_rules_of_a_tickets_life_know_no_database() -> None:
    tree = ast.parse((ROOT / "tickets/lifecycle.py").read_text())
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
    assert not imported & {"django", *ROOMS}
