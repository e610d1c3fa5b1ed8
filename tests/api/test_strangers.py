"""
A stranger tries every route of the API: without credentials, with a token for something else, as staff who
may only read, and as staff of another team.

The routes come from the URL configuration itself, so that a new one is tried as soon as it exists; what is
open on purpose is listed here and nowhere else.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from core.live.topics import Topic
from tests.cast import ApiClient

if TYPE_CHECKING:
    from tests.cast import Cast

METHODS = ("get", "post", "put", "patch", "delete")
OPEN = {"csrf", "schema", "docs", "password/forgot", "password/reset", "me/address/confirm"}
"""Reachable without any credentials, and telling nothing about anybody."""

OWN = {("patch", "me"), ("post", "undo"), ("post", "tokens"), ("delete", "tokens/1")}
"""What also somebody who may only read does: with their own profile, tokens and changes."""

PERSONAL = {("post", "tickets/{ticket}/read"), ("delete", "tickets/{ticket}/drafts/note")}
"""One's own marks on what one sees."""

NUMBER = "{ticket}"
SAMPLES = {"brand": "halyard", "number": NUMBER, "ticket_id": NUMBER, "draft_kind": "note"}


VALID: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "companies"): {"name": "New"},
    ("post", "contacts"): {"email": "new@kestrel.test"},
    ("post", "contacts/1/merge"): {"from_id": 2},
    ("post", "tickets/bulk"): {"numbers": [1001], "changes": {"priority": "P1"}},
    ("post", "articles"): {"title": "New", "body": "New"},
    ("post", "articles/1/restore"): {"version": 1},
    ("post", "views"): {"name": "Mine", "query": "status:open"},
    ("post", f"tickets/{NUMBER}/replies"): {"body": "Hello", "kind": "public"},
    ("patch", f"tickets/{NUMBER}"): {"priority": "P1"},
    ("put", f"tickets/{NUMBER}/drafts/note"): {"body": "x", "version": 0},
    ("post", f"tickets/{NUMBER}/routing/feedback"): {"reason": "wrong_team"},
    ("patch", f"tickets/{NUMBER}/triage"): {"type": "bug"},
    ("post", f"tickets/{NUMBER}/entries/1/delivery"): {"action": "send_again"},
}
"""Bodies that only lack the right to be sent; without one, rights must be asked before the body is read."""


def routes() -> Iterator[tuple[str, str, str]]:
    """Every (method, path, area): paths below /api/v1/ with samples in place of their parts."""
    for pattern, path in _patterns(get_resolver().url_patterns, ""):
        if not path.startswith("api/v1/") or "^" in path:
            continue
        view = getattr(pattern.callback, "view_class", None)
        if view is None or not issubclass(view, APIView):
            continue
        short = path.removeprefix("api/v1/").rstrip("/")
        if short in OPEN or short.startswith("widget/"):
            continue
        for method in METHODS:
            if hasattr(view, method):
                yield method, short, getattr(view, "scope", "")


def _patterns(entries: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[URLPattern, str]]:
    for entry in entries:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        else:
            yield entry, re.sub(r"<(?:(\w+):)?(\w+)>", _sample, path)


def _sample(match: re.Match[str]) -> str:
    kind, name = match.group(1), match.group(2)
    if name in SAMPLES or kind in SAMPLES:
        return SAMPLES.get(name) or SAMPLES[kind]
    if kind == "uuid":
        return "00000000-0000-4000-8000-000000000000"
    return "1" if kind == "int" else "public"


ROUTES = list(routes())


def test_the_routes_were_found() -> None:
    paths = {path for _, path, _ in ROUTES}
    assert {"tickets", f"tickets/{NUMBER}", f"tickets/{NUMBER}/replies", "companies", "search"} <= paths
    assert len(ROUTES) > 40


@pytest.mark.parametrize(("method", "path", "area"), ROUTES)
def test_without_credentials_nothing_is_told(method: str, path: str, area: str, db: None) -> None:
    response = getattr(ApiClient(), method)(path.replace(NUMBER, "1001"))
    assert response.status_code == 401, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert getattr(ApiClient("cdr_invented"), method)(path.replace(NUMBER, "1001")).status_code == 401


@pytest.mark.parametrize(("method", "path", "area"), ROUTES)
def test_a_token_for_something_else_opens_nothing(method: str, path: str, area: str, cast: "Cast") -> None:
    assert area, f"{path} names no area: tokens could not be narrowed for it."
    other = "audit:read" if area != "audit" else "kb:read"
    client = cast.api(cast.owner, scopes=[other])
    assert getattr(client, method)(path.replace(NUMBER, "1001")).status_code == 403
    if method != "get":
        reader = cast.api(cast.owner, scopes=[f"{area}:read"])
        status = getattr(reader, method)(path.replace(NUMBER, "1001")).status_code
        assert status == 403 or is_question(method, path), status


def is_question(method: str, path: str) -> bool:
    """POST that reads: a question with a body."""
    return (method, path) == ("post", "assistant/ask")


@pytest.mark.parametrize(
    ("method", "path", "area"), [route for route in ROUTES if route[0] != "get" and route[:2] not in OWN]
)
def test_staff_who_may_only_read_change_nothing(method: str, path: str, area: str, cast: "Cast") -> None:
    ticket = cast.ticket()
    body = VALID.get((method, path), {})
    response = getattr(cast.api(cast.read_only), method)(path.replace(NUMBER, str(ticket.pk)), body)
    if (method, path) in PERSONAL or is_question(method, path):
        return
    # Not found, where existence itself is not theirs to know.
    assert response.status_code in {403, 404}, response.content


@pytest.mark.parametrize(("method", "path", "area"), [route for route in ROUTES if NUMBER in route[1]])
def test_staff_of_another_team_cannot_tell_whether_a_ticket_exists(
    method: str, path: str, area: str, cast: "Cast"
) -> None:
    """The answer for a ticket out of sight is that for one that never was."""
    ticket = cast.ticket(team_id=cast.team.pk)
    client = cast.api(cast.team_agent)
    body = VALID.get((method, path), {})
    hidden = getattr(client, method)(path.replace(NUMBER, str(ticket.pk)), body)
    absent = getattr(client, method)(path.replace(NUMBER, "987654"), body)
    assert hidden.status_code == absent.status_code == 404, (hidden.status_code, absent.status_code)
    assert told(hidden.json()) == told(absent.json())


def told(problem: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in problem.items() if name in {"type", "title", "detail", "code"}}


@pytest.mark.parametrize(
    "text", ["", "ticket", "ticket:", "ticket:x", "ticket:1:2", "queue:", "x" * 50, 7, None]
)
def test_odd_topics_are_no_topics(text: object) -> None:
    topic = Topic.parse(text)
    assert topic is None or topic.kind not in {"ticket", "queue"}
