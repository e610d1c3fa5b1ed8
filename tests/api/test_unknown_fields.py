"""
No operation swallows an unknown name: neither a body field, at any depth, nor a query parameter. The
operations come from the URL configuration, so that a new one is tried as soon as it exists.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.api.declared import Shape, operation_of
from tests.api.widget.desk import Browser, settings_of
from tests.routes import Route, api_routes

if TYPE_CHECKING:
    from tests.cast import Cast

SAMPLES: dict[str, Any] = {
    "kind": "note",
    "brand": "halyard",
    "slug": "how-to",
    "conversation_id": "00000000-0000-4000-8000-000000000000",
    "attachment_id": "00000000-0000-4000-8000-000000000000",
    "scheduled_id": "00000000-0000-4000-8000-000000000000",
    "reply_id": "00000000-0000-4000-8000-000000000000",
    "token": "x",
    "relation": "related",
    "public_id": "00000000-0000-4000-8000-000000000000",
}
NAMELESS = {"ImageView"}
"""An image of a mail, by a signed address: no operation of the API, and told to nobody."""

OPERATIONS = [
    pytest.param(route, method, id=f"{method} {route.template}")
    for route in api_routes()
    if route.view.__name__ not in NAMELESS
    for method in route.methods
]


def path_of(route: Route) -> str:
    return route.path({name: SAMPLES.get(name, 1) for name in route.parts})


def is_widget(route: Route) -> bool:
    return route.template.startswith("api/v1/widget/")


@pytest.fixture
def send(cast: "Cast") -> Any:
    """Calls an operation as somebody who may call it at all."""
    assert cast.brand.pk
    settings_of(cast.brand)
    staff = cast.api(cast.owner)
    browser = Browser(cast.brand)
    browser.begin()

    def call(route: Route, method: str, query: str = "", data: Any = None, *, as_form: bool = False) -> Any:
        client, headers = staff.client, staff.headers
        if is_widget(route):
            client, headers = browser.client, {"x-candor-session": browser.token}
        address = path_of(route) + query
        if method == "get":
            return client.get(address, headers=headers)
        if as_form:
            return client.post(address, data, headers=headers)
        return getattr(client, method)(address, data or {}, content_type="application/json", headers=headers)

    return call


def takes_files(route: Route) -> bool:
    return hasattr(route.view, "max_upload_bytes")


def assert_refused(response: Any, name: str) -> None:
    assert response.status_code == 400, (response.status_code, response.content[:300])
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["code"] == "unknown_field"
    assert list(body["errors"]) == [name]
    assert name in body["detail"]


@pytest.mark.parametrize(("route", "method"), OPERATIONS)
def test_an_unknown_parameter_is_refused(route: Route, method: str, send: Any) -> None:
    if takes_files(route):
        response = send(route, method, "?nonsense=1", {}, as_form=True)
    else:
        response = send(route, method, "?nonsense=1")
    assert_refused(response, "nonsense")


@pytest.mark.parametrize(("route", "method"), [one for one in OPERATIONS if one.values[1] != "get"])
def test_an_unknown_field_is_refused(route: Route, method: str, send: Any) -> None:
    if takes_files(route):
        form = {"nonsense": "1", "file": SimpleUploadedFile("a.txt", b"text")}
        if "file" not in fields_of(route, method):
            form = {"nonsense": "1"}
        response = send(route, method, "", form, as_form=True)
    else:
        response = send(route, method, "", {"nonsense": 1})
    assert_refused(response, "nonsense")


def shape_of_body(route: Route, method: str) -> Shape:
    operation = operation_of(route.view(), method.upper())
    assert operation is not None, "An operation without `extend_schema` takes whatever it is sent."
    return next(iter(operation.bodies.values()))


def fields_of(route: Route, method: str) -> dict[str, Any]:
    return dict(shape_of_body(route, method).fields or {})


def as_it_is(inner: Any) -> Any:
    return inner


def nested(shape: Shape, path: str = "", wrap: Callable[[Any], Any] = as_it_is) -> Iterator[tuple[str, Any]]:
    """Bodies with an unknown field at each place below the first level, and its path."""
    for name, below in (shape.fields or {}).items():
        inner, place = below, f"{path}.{name}" if path else name
        is_list = below.item is not None
        if below.item is not None:
            inner, place = below.item, f"{place}[0]"

        def rewrap(value: Any, name: str = name, is_list: bool = is_list) -> Any:
            return wrap({name: [value] if is_list else value})

        if inner.fields is not None:
            yield f"{place}.nonsense", rewrap({"nonsense": 1})
            yield from nested(inner, place, rewrap)


def nested_cases() -> Iterator[Any]:
    for route in api_routes():
        for method in route.methods:
            if method in ("post", "put", "patch") and route.view.__name__ not in NAMELESS:
                for place, body in nested(shape_of_body(route, method)):
                    yield pytest.param(route, method, place, body, id=f"{method} {route.template} {place}")


@pytest.mark.parametrize(("route", "method", "place", "body"), list(nested_cases()))
def test_an_unknown_field_below_is_refused(
    route: Route, method: str, place: str, body: Any, send: Any
) -> None:
    assert_refused(send(route, method, "", body), place)


def test_nested_bodies_were_found() -> None:
    places = {param.values[2] for param in nested_cases()}
    assert {"requester.nonsense", "boundaries[0].nonsense", "results[0].targets[0].nonsense"} <= places


def test_the_nearest_name_is_suggested(cast: "Cast") -> None:
    api = cast.api(cast.agent)
    assert "Did you mean status?" in api.get("tickets", {"staus": "open"}).json()["detail"]
    body = {"subject": "A", "body": "B", "requester": {"emial": "a@b.test"}}
    errors = api.post("tickets", body).json()["errors"]
    assert errors["requester.emial"][0].startswith("Did you mean email?")
    assert "name" in errors["requester.emial"][0]


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("tickets/bulk", {"numbers": [1001], "changes": {"priorty": "P1"}}, "changes.priorty"),
        ("tickets/1001", {"priority": "P1", "expected": {"priorty": "P2"}}, "expected.priorty"),
    ],
)
def test_names_inside_of_free_objects_are_known_too(
    path: str, body: dict[str, Any], place: str, cast: "Cast"
) -> None:
    ticket = cast.ticket()
    path = path.replace("1001", str(ticket.pk))
    api = cast.api(cast.agent)
    assert_refused((api.post if path.endswith("bulk") else api.patch)(path, body), place)


def test_every_choice_is_named_when_one_is_wrong(cast: "Cast") -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    answer = api.post(f"tickets/{ticket.pk}/replies", {"body": "Hi", "kind": "reply"}).json()
    assert answer["errors"]["kind"] == ['"reply" is not a valid choice. Choose one of: public, note.']


def test_a_tag_that_is_kept_in_another_form_is_told(cast: "Cast") -> None:
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    changed = api.patch(f"tickets/{ticket.pk}", {"tags": ["ü x", "plain"]}).json()
    assert changed["tags"] == ["ü-x", "plain"]
    assert changed["adjusted"] == {"tags": {"ü x": "ü-x"}}
    bulk = api.post("tickets/bulk", {"numbers": [ticket.pk], "changes": {"add_tags": ["Big One"]}}).json()
    assert bulk["adjusted"] == {"tags": {"Big One": "big-one"}}
    assert "adjusted" not in api.patch(f"tickets/{ticket.pk}", {"tags": ["plain"]}).json()


@pytest.mark.parametrize("path", ["tickets/{ticket}", "routing/rules", "sla/policies"])
def test_what_a_caller_has_already_is_not_sent_again(path: str, cast: "Cast") -> None:
    ticket = cast.ticket()
    api, path = cast.api(cast.owner), path.format(ticket=ticket.pk)
    first = api.get(path)
    again = api.get(path, If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert api.get(path, If_None_Match=f'"other", W/{first["ETag"]}').status_code == 304
    assert api.get(path, If_None_Match='"other"').status_code == 200


def test_a_note_makes_a_ticket_new_for_who_had_it(cast: "Cast") -> None:
    """A note changes what a read answers and not the version."""
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    tag = api.get(f"tickets/{ticket.pk}")["ETag"]
    assert api.post(f"tickets/{ticket.pk}/replies", {"body": "Hm.", "kind": "note"}).status_code == 201
    assert api.get(f"tickets/{ticket.pk}", If_None_Match=tag).status_code == 200


def test_a_replayed_create_is_marked(cast: "Cast") -> None:
    assert cast.brand.pk
    api = cast.api(cast.agent)
    body = {"subject": "A", "body": "B", "requester": {"email": "a@b.test"}}
    first = api.post("tickets", body, Idempotency_Key="one")
    again = api.post("tickets", body, Idempotency_Key="one")
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert again.json()["number"] == first.json()["number"]
