"""Articles through the API: write, change, versions, roles, strangers."""

from typing import Any

import pytest

from kb.models import Article, ArticleVersion, Chunk
from tests.cast import ApiClient, Cast

BODY = "Intro text.\n\n## Fix it\n\nRun the **grant** again."


def create(api: ApiClient, **more: Any) -> dict[str, Any]:
    response = api.post("articles", {"title": "Fix HLY-4012", "body": BODY, "status": "published"} | more)
    assert response.status_code == 201, response.content
    return dict(response.json())


def test_create_answers_with_the_article_and_its_version(cast: Cast) -> None:
    cast.brand  # noqa: B018 - made for the address
    response = cast.api(cast.supervisor).post(
        "articles", {"title": "Fix HLY-4012", "body": BODY, "audience": "public", "status": "published"}
    )
    body = response.json()
    assert response.status_code == 201
    assert response.headers["ETag"] == f'"v{body["version"]}"'
    assert response.headers["Location"] == f"/api/v1/articles/{body['id']}"
    assert (body["slug"], body["status"], body["audience"]) == ("fix-hly-4012", "published", "public")
    assert body["body"] == BODY
    assert "<strong>grant</strong>" in body["body_html"]
    assert body["url"] == "/help/halyard/fix-hly-4012"
    assert body["owner"]["name"] == "Sue Supervisor"


def test_same_title_gets_another_address(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    assert [create(api)["slug"], create(api)["slug"]] == ["fix-hly-4012", "fix-hly-4012-2"]


def test_taken_address_is_a_conflict(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    create(api, slug="grant")
    response = api.post("articles", {"title": "Other", "slug": "grant"})
    assert (response.status_code, response.json()["code"]) == (409, "kb.slug_taken")


def test_repeated_create_with_one_key_makes_one_article(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    first, second = (api.post("articles", {"title": "Once"}, Idempotency_Key="k1") for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Article.objects.count() == 1


def test_change_needs_the_current_version(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    article = create(api)
    path = f"articles/{article['id']}"
    etag = api.get(path).headers["ETag"]
    assert api.patch(path, {"title": "New"}, If_Match=etag).status_code == 200
    stale = api.patch(path, {"title": "Newer"}, If_Match=etag)
    assert (stale.status_code, stale.json()["code"]) == (412, "version_changed")
    assert api.get(path).json()["title"] == "New"


def test_bad_values_are_named(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "T", "audience": "everybody"}, "audience"),
        ({"title": "T", "audience": "teams"}, "audience_team_ids"),
        ({"title": "T", "audience": "companies", "company_ids": [99]}, "audience_company_ids"),
        ({"title": "T", "slug": "Not A Slug"}, "slug"),
        ({"title": "T", "status": "gone"}, "status"),
        ({"title": "T", "owner_id": 99}, "owner_id"),
        ({"title": "T", "colour": "red"}, "colour"),
    ]
    for values, name in cases:
        response = api.post("articles", values)
        assert response.status_code == (400 if name == "colour" else 422), values
        assert name in response.json()["errors"], (values, response.json())


def test_published_words_follow_a_change_of_whoever_may_publish(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    article = create(api)
    api.patch(f"articles/{article['id']}", {"body": "Use the wizard."})
    assert "wizard" in Chunk.objects.get(article=article["id"]).text


def test_agents_change_waits_for_a_publisher(cast: Cast) -> None:
    article = create(cast.api(cast.supervisor))
    path = f"articles/{article['id']}"
    changed = cast.api(cast.agent).patch(path, {"body": "Use the wizard."}).json()
    assert changed["has_unpublished_changes"] is True
    assert "wizard" not in " ".join(Chunk.objects.values_list("text", flat=True))
    live = cast.api(cast.supervisor).patch(path, {"status": "published"}).json()
    assert live["has_unpublished_changes"] is False
    assert "wizard" in Chunk.objects.get().text


def test_unpublished_article_leaves_the_index_at_once(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    article = create(api)
    assert api.patch(f"articles/{article['id']}", {"status": "draft"}).status_code == 200
    assert not Chunk.objects.exists()


def test_versions_and_restore(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    article = create(api)
    path = f"articles/{article['id']}"
    api.patch(path, {"body": "Second", "note": "Shorter"})
    rows = api.get(f"{path}/versions").json()["results"]
    assert [(row["version"], row["note"], row["is_published"]) for row in rows] == [
        (2, "Shorter", True),
        (1, "", False),
    ]
    assert api.get(f"{path}/versions/1").json()["body"] == BODY
    restored = api.post(f"{path}/restore", {"version": 1}).json()
    assert (restored["body"], restored["content_version"]) == (BODY, 3)
    assert api.post(f"{path}/restore", {"version": 9}).status_code == 404


def test_versions_never_change(cast: Cast) -> None:
    from django.db import IntegrityError, transaction

    create(cast.api(cast.supervisor))
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleVersion.objects.update(title="Rewritten")


def test_deleted_article_is_gone(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    article = create(api)
    path = f"articles/{article['id']}"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    assert not Chunk.objects.exists()


def test_roles(cast: Cast) -> None:
    article = create(cast.api(cast.admin))
    path = f"articles/{article['id']}"
    for person in (cast.read_only, cast.light_agent):
        api = cast.api(person)
        assert api.get(path).status_code == 200
        assert api.post("articles", {"title": "T"}).status_code == 403
        assert api.patch(path, {"title": "T"}).status_code == 403
        assert api.delete(path).status_code == 403
    agent = cast.api(cast.agent)
    assert agent.post("articles", {"title": "T"}).json()["status"] == "draft"
    assert agent.post("articles", {"title": "T", "status": "published"}).status_code == 403
    assert agent.patch(path, {"audience": "staff"}).status_code == 403
    assert agent.patch(path, {"status": "archived"}).status_code == 403
    assert agent.delete(path).status_code == 403


def test_token_without_the_scope_is_refused(cast: Cast) -> None:
    api = cast.api(cast.admin, ["tickets:write", "kb:read"])
    assert api.get("articles").status_code == 200
    assert api.post("articles", {"title": "T"}).status_code == 403


def test_stranger_gets_404_for_another_teams_article(cast: Cast) -> None:
    article = create(cast.api(cast.admin), audience="teams", team_ids=[cast.other_team.pk])
    stranger = cast.api(cast.agent)
    for path in (f"articles/{article['id']}", f"articles/{article['id']}/versions"):
        assert stranger.get(path).status_code == 404
    assert stranger.patch(f"articles/{article['id']}", {"title": "T"}).status_code == 404
    assert stranger.post(f"articles/{article['id']}/restore", {"version": 1}).status_code == 404
    assert stranger.delete(f"articles/{article['id']}").status_code == 404
    assert stranger.get("articles").json()["results"] == []
    assert cast.api(cast.teammate).get(f"articles/{article['id']}").status_code == 200


def test_nobody_without_a_session(anonymous: ApiClient, db: None) -> None:
    for path in ("articles", "articles/1", "articles/1/versions", "kb/search?q=x"):
        assert anonymous.get(path).status_code in (401, 403)


def test_list_filters(cast: Cast) -> None:
    api = cast.api(cast.admin)
    mine = create(api, title="Alpha", tags=["Billing"], brand=cast.brand.slug)
    other = create(
        api,
        title="Beta",
        status="draft",
        audience="staff",
        owner_id=cast.agent.pk,
        brand=cast.other_brand.slug,
    )
    everywhere = create(api, title="Gamma")
    cases: list[tuple[dict[str, Any], list[int]]] = [
        ({"sort": "title"}, [mine["id"], other["id"], everywhere["id"]]),
        ({"q": "alph"}, [mine["id"]]),
        ({"q": "billing"}, [mine["id"]]),
        ({"status": "draft"}, [other["id"]]),
        ({"audience": "staff"}, [other["id"]]),
        ({"owner": "me", "sort": "title"}, [mine["id"], everywhere["id"]]),
        ({"owner": str(cast.agent.pk)}, [other["id"]]),
        ({"brand": "halyard", "sort": "title"}, [mine["id"], everywhere["id"]]),
    ]
    for query, expected in cases:
        results = api.get("articles", query).json()["results"]
        assert [row["id"] for row in results] == expected, query
    assert api.get("articles", {"q": "a\0b", "product_area": "\0"}).status_code == 400
    for query in ({"status": "x"}, {"sort": "x"}, {"audience": "x"}, {"owner": "x"}, {"brand": "x"}):
        assert api.get("articles", query).status_code == 422, query


def test_list_pages_without_gap_or_repeat(cast: Cast) -> None:
    api = cast.api(cast.admin)
    made = [create(api, title=f"T{i}")["id"] for i in range(5)]
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get("articles", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
    assert seen == made[::-1]


def test_list_costs_the_same_for_many_articles(cast: Cast, django_assert_max_num_queries: Any) -> None:
    api = cast.api(cast.admin)
    for i in range(12):
        create(api, title=f"T{i}", team_id=cast.team.pk)
    with django_assert_max_num_queries(5):
        api.get("articles")
