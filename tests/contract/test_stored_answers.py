"""What is stored of an answer for its repetition opens nothing: `never_stored` names what would."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from core.api.idempotency import without
from core.models import IdempotencyKey
from tests.answers import description
from tests.cast import Cast
from tests.routes import api_routes

# Words of names under which a secret is told. A key that everybody may read, such as a widget's, is none.
SECRET = re.compile(r"(?:^|_)(?:link|url|token|secret|password|key|code|verifier|cookie|otp|uri)s?(?:_|$)")
HARMLESS = {
    # A file asks for a session of its own; `key` is that of a link to another system's record.
    "tickets_reply": {"key", "url"},
    "tickets_scheduled_create": {"url"},
    "tickets_sides_create": {"url"},
    "tickets_sides_write": {"url"},
    # A `key` names a field of the form, or of tickets.
    "portal_forms_create": {"key"},
    "fields_create": {"key"},
    "customer_fields_create": {"key"},
    # `origin_url` is the public page that it was read from; a `key` names a step of its runbook.
    "articles_create": {"url", "origin_url", "key"},
    # A picture that everybody sees, and the address of the help center.
    "brands_create": {"logo_url", "site_url"},
    # It stands as it is in the mailbox's own row, and whoever may see the mailbox reads it there at any time.
    "mailboxes_create": {
        "webhook_url",
        "events_url",
        "has_password",
        "has_smtp_password",
        "has_webhook_secret",
        "has_api_key",
        "has_events_secret",
    },
}


def keyed() -> dict[str, Any]:
    """Each view that takes a key, by the operation that does."""
    paths = description()["paths"]
    found = {}
    for route in api_routes():
        if route.view.takes_key:
            path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.template)
            known = paths.get(path) or paths[path.removeprefix("/api/v1")]
            found[known["post"]["operationId"]] = (route.view, known["post"])
    return found


def names_in(schema: Any, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(schema, list):
        for one in schema:
            yield from names_in(one, seen)
    if not isinstance(schema, dict):
        return
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    # What a sentence says, by a code, for programs that word it in another language.
    if name and name != "Message" and name not in seen:
        yield from names_in(description()["components"]["schemas"][name], seen | {name})
    yield from schema.get("properties", {})
    for key, value in schema.items():
        if key == "properties":
            yield from names_in(list(value.values()), seen)
        elif isinstance(value, dict | list):
            yield from names_in(value, seen)


def test_views_declare_which_members_of_their_answer_open_something() -> None:
    views = keyed()
    assert len(views) >= 11
    for name, (view, operation) in views.items():
        told = {
            member
            for status, answer in operation["responses"].items()
            if status.startswith("2")
            for content in answer.get("content", {}).values()
            for member in names_in(content["schema"])
        }
        risky = {member for member in told if SECRET.search(member)}
        assert set(view.never_stored) <= told, f"{name} has no such member."
        assert risky - HARMLESS.get(name, set()) == set(view.never_stored), name


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        ({"link": "x", "email": "a"}, {"link": None, "email": "a"}),
        ({"results": [{"link": "x"}, {"link": None}]}, {"results": [{"link": None}, {"link": None}]}),
        ({"deep": {"er": ({"link": {"url": "x"}},)}}, {"deep": {"er": [{"link": None}]}}),
        ({"text": "link"}, {"text": "link"}),
        (None, None),
    ],
)
def test_they_are_left_out_at_any_depth(data: Any, stored: Any) -> None:
    assert without(data, ("link",)) == stored


def test_a_link_that_lets_somebody_in_is_told_once_and_stored_nowhere(cast: Cast) -> None:
    assert cast.brand.pk
    body = {"emails": ["rosa@staff.test"], "role": "agent"}
    api = cast.api(cast.admin)
    first = api.post("staff/invitations", body, Idempotency_Key="rosa")
    link = first.json()["results"][0]["link"]
    assert "/app/join#" in link
    assert link.partition("#")[2] not in str(IdempotencyKey.objects.values_list().get())
    again = api.post("staff/invitations", body, Idempotency_Key="rosa")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["results"][0] | {"link": link} == first.json()["results"][0]
    assert again.json()["results"][0]["link"] is None
