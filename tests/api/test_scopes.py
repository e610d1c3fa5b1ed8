"""
A token's scopes hold on every route: no answer to a token with a single scope contains words of a record
whose own read scope it lacks. Every route of the API is called with each of the scopes.
"""

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core.api.declared import operation_of
from people.scopes import AREAS, SCOPES
from tests.recipes import OPEN, RECIPES
from tests.routes import Route, api_routes
from tests.world import ALL_SECRETS, SECRETS, World, tokens_were_used

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

STAFF = [
    route
    for route in api_routes()
    if route.template.startswith("api/v1/") and not route.template.startswith("api/v1/widget/")
]
# What asks for everything that might be found.
QUESTIONS: dict[str, list[dict[str, Any]]] = {
    "api/v1/search": [
        {"q": "ticketzebra"}, {"q": "exports fail"}, {"q": "helen"}, {"q": "kestrel"},
        {"q": "exports fail", "type": "article"}, {"q": "helen", "type": "contact"},
        {"q": "kestrel", "type": "company"},
    ],
    "api/v1/kb/search": [{"q": "refund failing nightly exports"}],
    "api/v1/articles": [{"q": "refunds"}, {}],
    "api/v1/tickets": [{}, {"q": "exports"}],
}  # fmt: skip
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "api/v1/assistant/ask"): {
        "question": "How much may an agent refund for failing nightly exports?", "audience": "staff",
    },
    ("post", "api/v1/tickets"): {
        "subject": "New", "body": "Hi", "requester": {"email": "helen@kestrel.test"},
    },
    ("post", "api/v1/contacts"): {"email": "helen@kestrel.test"},
    ("post", "api/v1/companies"): {"name": "New"},
    ("post", "api/v1/articles"): {"title": "New", "body": "So."},
    ("patch", "api/v1/tickets/<int:number>"): {"priority": "P2"},
    ("post", "api/v1/tickets/<int:number>/replies"): {"body": "Hello"},
    ("post", "api/v1/tickets/<int:number>/routing/feedback"): {"reason": "not_my_skill"},
    ("put", "api/v1/tickets/<int:number>/drafts/<draft_kind:kind>"): {"body": "x"},
    ("post", "api/v1/articles/<int:article_id>/restore"): {"version": 1},
}  # fmt: skip


def calls(route: Route, world: World) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for method in route.methods:
        if method == "get":
            found += [(method, query) for query in QUESTIONS.get(route.template, [{}])]
        else:
            found.append((method, BODIES.get((method, route.template), {})))
    return found


def test_no_answer_holds_what_its_scope_does_not_open(cast: "Cast", settings: Any) -> None:
    settings.API_RATES = {"actor": "100000/min", "assistant": "100000/min"}
    world = World(cast)
    leaks = [leak for scope in SCOPES for leak in leaks_of(scope, world)]
    assert not leaks, "\n".join(leaks)


def leaks_of(scope: str, world: World) -> list[str]:
    """The calls whose answer holds words of another area than that of the scope."""
    api = world.cast.api(world.cast.owner, scopes=[scope])
    tokens_were_used()
    mine = SECRETS.get(scope.partition(":")[0], ())
    leaks: list[str] = []
    opened = 0
    # What a call makes is taken back, so that these stand for all of them.
    values = world.values()
    for route in STAFF:
        path = route.path(values)
        for method, data in calls(route, world):
            with transaction.atomic():
                response = send(api, route, method, path, data)
                content = b"".join(response) if response.streaming else response.content
                transaction.set_rollback(True)
            opened += response.status_code < 300
            leaks += [
                f"{scope}: {method} {path} {data} told {word}"
                for word in ALL_SECRETS
                if word not in mine and word.encode() in content.lower()
            ]
    assert opened, f"{scope} opens nothing, so that it proves nothing"
    return leaks


def send(api: "ApiClient", route: Route, method: str, path: str, data: Any) -> Any:
    if hasattr(route.view, "max_upload_bytes"):
        name = "files" if route.view.__name__ == "ImportView" else "file"
        form = {name: SimpleUploadedFile("a.txt", b"text")}
        return api.client.post(path, form, headers=api.headers)
    return getattr(api, method)(path, data)


def test_what_is_looked_for_is_found_by_who_may_see_it(cast: "Cast") -> None:
    """The walk would prove nothing with words that no answer ever holds."""
    world = World(cast)
    api = cast.api(cast.owner)
    found: set[str] = set()
    for route in STAFF:
        for method, data in calls(route, world):
            if method == "get" or route.view.__name__ == "AskView":
                response = getattr(api, method)(route.path(world.values()), data)
                content = b"".join(response) if response.streaming else response.content
                found |= {word for word in ALL_SECRETS if word.encode() in content.lower()}
    assert found == set(ALL_SECRETS)


def test_every_area_that_a_view_names_is_one_of_the_table() -> None:
    for route in STAFF:
        if RECIPES[route.template].kind == OPEN:
            continue
        assert route.view.scope in AREAS, route.template
        assert set(route.view.also_reads) <= set(AREAS), route.template
        for method in route.methods:
            assert operation_of(route.view(), method.upper()) is not None, f"{method} {route.template}"


@pytest.mark.parametrize(
    ("scopes", "audience", "status"),
    [
        (["assistant:read"], "staff", 403),
        (["assistant:write"], "staff", 403),
        (["assistant:read", "kb:read"], "staff", 200),
        (["assistant:write", "kb:read"], "staff", 200),
        (["assistant:read"], "customer", 200),
        (["kb:read"], "customer", 403),
    ],
)
def test_who_may_ask_the_assistant(scopes: list[str], audience: str, status: int, cast: "Cast") -> None:
    assert cast.brand.pk
    body = {"question": "How do exports work?", "audience": audience}
    assert cast.api(cast.owner, scopes=scopes).post("assistant/ask", body).status_code == status


def test_suggestions_and_search_hold_articles_with_the_scope_only(cast: "Cast") -> None:
    world = World(cast)
    path = f"tickets/{world.ticket.pk}/suggestions"
    assert cast.api(cast.owner, scopes=["tickets:read"]).get(path).json()["articles"] == []
    assert cast.api(cast.owner, scopes=["tickets:read", "kb:read"]).get(path).json()["articles"]
    query = {"q": "refunds exports", "type": "article"}
    assert cast.api(cast.owner, scopes=["tickets:read"]).get("search", query).json()["results"] == []


def test_the_score_of_a_ticket_needs_the_scope_of_customers(cast: "Cast") -> None:
    world = World(cast)
    path = f"tickets/{world.ticket.pk}/routing"
    assert cast.api(cast.owner, scopes=["tickets:read"]).get(path).json()["score"] is None
    assert cast.api(cast.owner, scopes=["tickets:read", "people:read"]).get(path).json()["score"]
