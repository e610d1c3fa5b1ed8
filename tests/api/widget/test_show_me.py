"""Show me: steps of an article, what the widget tells of them, and recording them on a page."""

from typing import Any

import pytest

from kb.models import Article, HelpCenter, StepMiss
from tests.answers import Client
from tests.api.widget.desk import Browser, settings_of
from tests.cast import ApiClient, Cast

ORIGIN = "https://app.example.com"
STEP = {"page": "/settings/*", "selector": "[data-testid='rotate']", "title": "Rotate", "text": "Press it."}


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    settings_of(cast.brand, allowed_origins=[ORIGIN])
    return cast.api(cast.admin)


def article(api: ApiClient, **more: Any) -> dict[str, Any]:
    values = {"title": "Rotate a key", "body": "Press Rotate.", "status": "published", "steps": [STEP]}
    response = api.post("articles", values | more)
    assert response.status_code == 201, response.content
    return dict(response.json())


def begun(api: ApiClient, pk: int, address: str = f"{ORIGIN}/settings/keys?tab=1", **more: Any) -> Any:
    return api.post(f"articles/{pk}/recordings", {"brand": "halyard", "address": address} | more)


def token_of(response: Any) -> str:
    assert response.status_code == 201, response.content
    page, _, token = response.json()["url"].partition("#candor-record=")
    assert page == f"{ORIGIN}/settings/keys?tab=1"
    return str(token)


def page(path: str, body: dict[str, Any], origin: str = ORIGIN) -> Any:
    headers = {"origin": origin} if origin else {}
    return Client(raise_request_exception=False).post(
        f"/api/v1/widget/{path}", body, content_type="application/json", headers=headers
    )


def test_readers_get_the_steps_of_the_published_version(api: ApiClient, cast: Cast) -> None:
    made = article(api)
    browser = Browser(cast.brand, origin=ORIGIN)
    browser.begin()
    assert browser.get(f"articles/{made['slug']}").json()["guide"] == [STEP]
    change = {"steps": [STEP | {"title": "Turn"}], "goes_live": False}
    changed = api.patch(f"articles/{made['id']}", change).json()
    assert (changed["has_unpublished_changes"], changed["steps"][0]["title"]) == (True, "Turn")
    assert browser.get(f"articles/{made['slug']}").json()["guide"] == [STEP]
    restored = api.post(f"articles/{made['id']}/restore", {"version": 1}).json()
    assert restored["steps"][0]["title"] == "Rotate"


@pytest.mark.parametrize(
    "step",
    [
        {"selector": "", "title": "x"},
        {"selector": "a", "title": "x", "page": "https://x.example/y"},
        {"selector": "a", "title": "x", "page": "/y?z=1"},
        {"selector": "a" * 301, "title": "x"},
        {"selector": "a", "title": "x", "other": "y"},
    ],
)
def test_a_step_that_cannot_be_shown_is_refused(api: ApiClient, step: dict[str, str]) -> None:
    made = article(api)
    assert api.patch(f"articles/{made['id']}", {"steps": [step]}).status_code in (400, 422)


def test_a_missing_element_is_counted_without_anybody(api: ApiClient, cast: Cast) -> None:
    made = article(api)
    browser = Browser(cast.brand, origin=ORIGIN)
    browser.begin()
    told = {"article": made["slug"], "selector": STEP["selector"]}
    assert [browser.post("guide-steps", told | {"found": found}).status_code for found in (True, False)] == [
        204,
        204,
    ]
    step = api.get(f"articles/{made['id']}").json()["steps"][0]
    assert (step["shown"], step["missing"], step["missed_at"] is not None) == (2, 1, True)
    assert {field.name for field in StepMiss._meta.fields} == {
        "id", "article", "selector", "shown", "missing", "missed_at",
    }  # fmt: skip
    assert browser.post("guide-steps", told | {"selector": "#other", "found": False}).status_code == 404
    api.patch(f"articles/{made['id']}", {"steps": [STEP | {"selector": "#new"}]})
    assert not StepMiss.objects.exists()


def test_nobody_tells_of_an_article_they_do_not_get(api: ApiClient, cast: Cast) -> None:
    made = article(api, audience="staff")
    browser = Browser(cast.brand, origin=ORIGIN)
    browser.begin()
    told = {"article": made["slug"], "selector": STEP["selector"], "found": False}
    assert browser.post("guide-steps", told).status_code == 404
    assert page("guide-steps", told).status_code == 401


def test_suggestions_and_search_are_in_the_readers_language(api: ApiClient, cast: Cast) -> None:
    HelpCenter.objects.create(brand=cast.brand, languages=["de"])
    made = article(api, page_paths=["/settings/*"])
    german = api.post(f"articles/{made['id']}/translations", {"language": "de"}).json()
    api.patch(f"articles/{german['id']}", {"title": "Taste drehen", "status": "published"})
    for locale, title in (("de-AT", "Taste drehen"), ("en", "Rotate a key"), ("fr", "Rotate a key")):
        browser = Browser(cast.brand, origin=ORIGIN)
        browser.begin(locale=locale)
        home = browser.get("home", {"url": f"{ORIGIN}/settings/keys"}).json()
        assert [row["title"] for row in home["suggestions"]] == [title]
        found = browser.get("search", {"q": "rotate press"}).json()["results"]
        assert [row["title"] for row in found] == [title]


def test_an_admin_records_steps_into_the_draft(api: ApiClient) -> None:
    made = article(api)
    token = token_of(begun(api, made["id"]))
    opened = page("recordings/open", {"token": token})
    assert opened.status_code == 200, opened.content
    assert opened.json()["steps"] == [STEP]
    assert opened["Access-Control-Allow-Origin"] == ORIGIN
    body = {"token": token, "version": opened.json()["version"], "steps": [STEP, STEP | {"selector": "#b"}]}
    saved = page("recordings/save", body)
    assert [step["selector"] for step in saved.json()["steps"]] == [STEP["selector"], "#b"]
    # Readers keep what they have; nobody else's change is lost.
    row = Article.objects.get(pk=made["id"])
    assert (row.has_unpublished_changes, row.published_version) == (True, 1)
    assert page("recordings/save", body).status_code == 412


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/app#/keys", "/app#/keys?candor-record="),
        ("/app#!/keys?tab=1", "/app#!/keys?tab=1&candor-record="),
        ("/app#top", "/app#candor-record="),
    ],
)
def test_a_page_with_its_route_behind_the_hash_keeps_it(api: ApiClient, address: str, place: str) -> None:
    response = begun(api, article(api)["id"], f"{ORIGIN}{address}")
    assert response.json()["url"].startswith(f"{ORIGIN}{place}"), response.content


def test_a_pass_is_good_for_its_page_alone_and_for_a_while(api: ApiClient, cast: Cast, freeze: Any) -> None:
    made = article(api)
    token = token_of(begun(api, made["id"]))
    for origin in ("https://other.example.com", ""):
        assert page("recordings/open", {"token": token}, origin).status_code == 403
    assert page("recordings/open", {"token": f"{token}x"}).status_code == 403
    settings_of(cast.brand, allowed_origins=["https://new.example.com"])
    assert page("recordings/open", {"token": token}).status_code == 403
    settings_of(cast.brand, allowed_origins=[ORIGIN])
    assert page("recordings/open", {"token": token}).status_code == 200
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(role="agent")
    assert page("recordings/open", {"token": token}).status_code == 403
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(is_active=False)
    assert page("recordings/open", {"token": token}).status_code == 403


def test_a_pass_ends_after_half_an_hour(api: ApiClient, monkeypatch: Any) -> None:
    made = article(api)
    token = token_of(begun(api, made["id"]))
    monkeypatch.setattr("widget.recording.SECONDS", -1)
    over = page("recordings/open", {"token": token})
    assert (over.status_code, over.json()["code"]) == (403, "widget.recording_over")


@pytest.mark.parametrize("address", ["https://evil.example.net/", "javascript:alert(1)", "x", ""])
def test_recording_begins_on_pages_of_the_brand_only(api: ApiClient, address: str) -> None:
    assert begun(api, article(api)["id"], address).status_code in (400, 422)


def test_strangers(api: ApiClient, cast: Cast) -> None:
    secret = article(api, audience="teams", team_ids=[cast.other_team.pk])
    assert begun(cast.api(cast.supervisor), secret["id"]).status_code == 403
    assert begun(cast.api(cast.agent), secret["id"]).status_code == 403


def test_a_token_for_some_areas_gets_no_pass_with_all_rights(api: ApiClient, cast: Cast) -> None:
    made = article(api)
    limited = ApiClient(cast.token(cast.admin, scopes=["widget:write"]))
    assert begun(limited, made["id"]).status_code == 403
