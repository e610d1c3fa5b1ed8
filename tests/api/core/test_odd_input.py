"""Input that no screen sends but a script might: always a clear problem document, nothing half-written."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import IdempotencyKey
from kb.models import Article
from tests.answers import Client
from tests.cast import ApiClient, Cast
from tickets.models import Ticket

LISTS = ("tickets", "search?q=export", "companies", "contacts", "articles", "tags", "kb/search?q=export")
TICKET = {"subject": "Exports fail", "body": "Since today.", "requester": {"email": "helen@kestrel.test"}}


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    assert cast.brand.pk
    return cast.api(cast.owner)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"]) == (status, code)
    return body


def raw(client: ApiClient, method: str, path: str, body: str | bytes, **headers: str) -> Any:
    call = getattr(client.client, method)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return call(f"/api/v1/{path}", body, content_type="application/json", headers=client.headers | named)


def joined(path: str, query: str) -> str:
    return f"/api/v1/{path}{'&' if '?' in path else '?'}{query}"


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", LISTS)
def test_an_address_with_nul_is_refused(api: ApiClient, path: str) -> None:
    problem(api.client.get(joined(path, "q=a%00b"), headers=api.headers), 400, "parse_error")
    problem(api.client.get(joined(path, "cursor=%00"), headers=api.headers), 400, "parse_error")


@pytest.mark.parametrize("path", ["widget/config?key=%00", "widget/articles/%00"])
def test_also_where_nobody_has_signed_in(db: None, path: str) -> None:
    assert Client(raise_request_exception=False).get(f"/api/v1/{path}").status_code in {400, 401}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["9" * 5000, "0", "-1", "1.5", "\u0663", "all"])
def test_an_odd_limit_is_refused(api: ApiClient, path: str, limit: str) -> None:
    problem(api.client.get(joined(path, f"limit={limit}"), headers=api.headers), 422, "invalid")


@pytest.mark.parametrize("path", ["tickets", "search?q=export", "companies", "contacts", "articles", "tags"])
@pytest.mark.parametrize(
    "text",
    [
        cursor(None),
        cursor(None, None),
        cursor("a\x00", "b\x00"),
        cursor([], {}),
        cursor(True, 1),
        cursor("2026-03-02", 1, 2),
        "a" * 3000,
    ],
)
def test_a_cursor_that_was_never_given_out_is_refused(api: ApiClient, path: str, text: str) -> None:
    problem(api.client.get(joined(path, f"cursor={text}"), headers=api.headers), 400, "bad_cursor")


@pytest.mark.parametrize("text", ["abc", "-1", "9" * 40, cursor(1)])
def test_also_by_the_timeline(api: ApiClient, cast: Cast, text: str) -> None:
    path = f"tickets/{cast.ticket().pk}/timeline"
    problem(api.get(path, {"cursor": text}), 400, "bad_cursor")


@pytest.mark.parametrize("depth", [41, 260, 900, 1000])
@pytest.mark.parametrize("text", ["x", "x\\\\u0000"])
def test_json_nested_without_end_is_refused(api: ApiClient, depth: int, text: str) -> None:
    body = f'{{"subject": "{text}", "custom": {"[" * depth}{"]" * depth}}}'
    problem(raw(api, "post", "tickets", body), 400, "parse_error")
    problem(raw(api, "post", "tickets", body, Idempotency_Key="deep"), 400, "parse_error")
    assert not Ticket.objects.exists()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("number", ["1e308", "-1e300", "9223372036854775808000", "1e19"])
def test_numbers_that_the_database_would_give_back_differently_are_refused(
    api: ApiClient, cast: Cast, number: str
) -> None:
    ticket = cast.ticket()
    response = raw(api, "patch", f"tickets/{ticket.pk}", f'{{"custom": {{"n": {number}}}}}')
    problem(response, 400, "parse_error")
    assert api.get(f"tickets/{ticket.pk}").status_code == 200


def test_the_largest_numbers_come_back_as_they_were(api: ApiClient, cast: Cast) -> None:
    ticket = cast.ticket()
    custom = {"whole": 2**63 - 1, "small": -(2**63), "real": 1e17, "tiny": 1e-300}
    assert api.patch(f"tickets/{ticket.pk}", {"custom": custom}).status_code == 422
    del custom["small"]
    assert api.patch(f"tickets/{ticket.pk}", {"custom": custom}).status_code == 200
    assert api.get(f"tickets/{ticket.pk}").json()["custom"] == custom


def test_a_body_in_chunks_is_told_to_bring_its_length(api: ApiClient) -> None:
    response = api.client.post(
        "/api/v1/tickets",
        b"",
        content_type="application/json",
        headers=api.headers,
        HTTP_TRANSFER_ENCODING="chunked",
        CONTENT_LENGTH="",
    )
    problem(response, 411, "length_required")


def test_a_form_with_too_many_parts_is_a_problem(api: ApiClient) -> None:
    data: dict[str, Any] = {f"field{index}": "x" for index in range(1100)}
    data["file"] = SimpleUploadedFile("a.txt", b"x")
    problem(api.client.post("/api/v1/attachments", data, headers=api.headers), 400, "parse_error")
    files = [SimpleUploadedFile(f"{index}.md", b"# A") for index in range(101)]
    response = api.client.post("/api/v1/articles/import", {"files": files}, headers=api.headers)
    problem(response, 400, "parse_error")
    assert not Article.objects.exists()


def test_a_huge_upload_is_refused_by_its_length_alone(api: ApiClient) -> None:
    response = api.client.post(
        "/api/v1/attachments",
        b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        headers=api.headers,
        CONTENT_LENGTH=str(10**10),
    )
    problem(response, 413, "too_large")


def test_a_host_that_is_no_host_is_a_problem(db: None) -> None:
    client = Client(raise_request_exception=False)
    problem(client.get("/api/v1/tickets", headers={"host": "not a host"}), 400, "error")
    assert "html" in client.get("/help/", headers={"host": "not a host"}).headers["Content-Type"]


@pytest.mark.parametrize("brand", ["\u00b2", "\u0663", "nowhere", "-1"])
def test_a_brand_that_looks_like_a_number_is_just_unknown(api: ApiClient, brand: str) -> None:
    for path, body in (
        ("tickets", TICKET),
        ("articles", {"title": "T"}),
        ("assistant/ask", {"question": "How?"}),
    ):
        assert "brand" in problem(api.post(path, body | {"brand": brand}), 422, "invalid")["errors"]


def test_a_brand_is_named_by_slug_or_id(api: ApiClient, cast: Cast) -> None:
    for brand in (cast.brand.slug, str(cast.brand.pk), cast.brand.pk):
        assert api.post("tickets", TICKET | {"brand": brand}).status_code == 201
    assert api.get("widget-settings/halyard").status_code == 200
    problem(api.get("widget-settings/nowhere"), 404, "not_found")


def test_the_description_is_given_as_plain_json_too(db: None) -> None:
    client = Client()
    for accept in ("application/json", "application/vnd.oai.openapi+json", "*/*"):
        response = client.get("/api/v1/schema", headers={"accept": accept})
        assert response.status_code == 200
        assert json.loads(response.content)["openapi"].startswith("3.1")


def test_the_browsable_page_has_no_inline_script(db: None) -> None:
    """The policy that goes with it would keep one from running."""
    response = Client().get("/api/v1/docs")
    scripts = response.content.decode().split("<script")[1:]
    assert scripts
    assert all(" src=" in script.partition(">")[0] for script in scripts)
    assert "script-src" not in response.headers["Content-Security-Policy"]


def test_a_slash_at_the_end_is_named_as_the_mistake(api: ApiClient) -> None:
    body = problem(api.client.post("/api/v1/tickets/", {}, headers=api.headers), 404, "not_found")
    assert "slash" in body["detail"]
