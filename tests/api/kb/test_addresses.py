"""An article's slug follows its title until it is published, and stays from then on."""

from typing import Any

import pytest

from tests.answers import Client
from tests.cast import ApiClient, Cast


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    assert cast.brand.pk
    return cast.api(cast.admin)


def new(api: ApiClient, **values: Any) -> dict[str, Any]:
    response = api.post("articles", {"title": "Untitled article", "body": "Text."} | values)
    assert response.status_code == 201, response.content
    found: dict[str, Any] = response.json()
    return found


def change(api: ApiClient, article: dict[str, Any], **values: Any) -> dict[str, Any]:
    response = api.patch(f"articles/{article['id']}", values)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How to reset the gizmo", "how-to-reset-the-gizmo"),
        ("Größe & Maß: was gilt?", "grösse-mass-was-gilt"),
        ("データを削除する", "データを削除する"),
        ("Что делать?", "что-делать"),
        ("🎉", "section"),
        ("C++ (beta)", "c-beta"),
    ],
)
def test_the_address_follows_the_title_of_a_draft(api: ApiClient, title: str, slug: str) -> None:
    article = new(api)
    assert article["slug"] == "untitled-article"
    assert change(api, article, title=title)["slug"] == slug


def test_every_change_of_the_title_counts_until_it_is_published(api: ApiClient) -> None:
    article = new(api)
    for title in ("First thought", "Second thought"):
        article = change(api, article, title=title)
    assert article["slug"] == "second-thought"
    article = change(api, article, title="Final words", status="published")
    assert article["slug"] == "final-words"
    assert change(api, article, title="Other words")["slug"] == "final-words"


def test_a_draft_beside_another_follows_too(api: ApiClient) -> None:
    new(api)
    second = new(api)
    assert second["slug"] == "untitled-article-2"
    new(api, title="Reset the gizmo")
    assert change(api, second, title="Reset the gizmo")["slug"] == "reset-the-gizmo-2"


def test_a_chosen_address_stays(api: ApiClient) -> None:
    article = change(api, new(api), slug="gizmo")
    assert change(api, article, title="How to reset the gizmo")["slug"] == "gizmo"


def test_readers_of_the_old_address_find_the_new_one(api: ApiClient, cast: Cast) -> None:
    article = new(api, title="Reset", status="published", audience="public")
    change(api, article, slug="reset-the-gizmo")
    moved = Client().get(f"/help/{cast.brand.slug}/reset")
    assert (moved.status_code, moved["Location"]) == (301, f"/help/{cast.brand.slug}/reset-the-gizmo")
    # The next article of that title gets an address of its own, and theirs goes on working.
    assert new(api, title="Reset")["slug"] == "reset-2"
    assert Client().get(f"/help/{cast.brand.slug}/reset").status_code == 301


def test_a_published_article_taken_back_keeps_its_address(api: ApiClient) -> None:
    article = new(api, title="Reset", status="published")
    article = change(api, article, status="draft")
    assert change(api, article, title="Start again")["slug"] == "reset"
