"""An article in several languages: begun, published, behind, caught up, and read in the reader's own."""

import re
from typing import Any

import pytest

from core.models import OutboxEvent
from kb import help_center
from kb.models import Article, HelpCenter
from kb.selectors import retrieve
from tests.answers import Client
from tests.api.kb.test_images import uploaded
from tests.cast import ApiClient, Cast

BODY = "Intro text.\n\n## Fix it\n\nRun the **grant** again."
GERMAN = "Einleitung.\n\n## Beheben\n\nFühren Sie die **Freigabe** erneut aus."


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    HelpCenter.objects.create(brand=cast.brand, languages=["de"])
    return cast.api(cast.supervisor)


def original(api: ApiClient, **more: Any) -> dict[str, Any]:
    values = {"title": "Fix the grant", "body": BODY, "status": "published"} | more
    response = api.post("articles", values)
    assert response.status_code == 201, response.content
    return dict(response.json())


def translated(api: ApiClient, article: dict[str, Any], *, status: str = "published") -> dict[str, Any]:
    begun = api.post(f"articles/{article['id']}/translations", {"language": "de"})
    assert begun.status_code == 201, begun.content
    values = {"title": "Freigabe beheben", "body": GERMAN, "status": status}
    response = api.patch(f"articles/{begun.json()['id']}", values)
    assert response.status_code == 200, response.content
    return dict(response.json())


def states(api: ApiClient, article: dict[str, Any]) -> dict[str, str]:
    rows = api.get(f"articles/{article['id']}/translations").json()["results"]
    return {row["language"]: row["state"] for row in rows}


def page(path: str, accepts: str = "") -> Any:
    return Client().get(path, headers={"Accept-Language": accepts} if accepts else {})


def test_a_translation_begins_with_the_words_of_its_original(api: ApiClient) -> None:
    article = original(api)
    assert states(api, article) == {"en": "original", "de": "missing"}
    begun = api.post(f"articles/{article['id']}/translations", {"language": "DE"}).json()
    assert (begun["language"], begun["status"], begun["body"]) == ("de", "draft", BODY)
    assert begun["translation_of"] == {"id": article["id"], "title": "Fix the grant"}
    assert begun["translated_version"] == 1
    assert begun["slug"] != article["slug"]
    assert states(api, article) == {"en": "original", "de": "unpublished"}
    row = api.get("articles?originals=true").json()["results"]
    assert [one["id"] for one in row] == [article["id"]]
    assert [one["language"] for one in row[0]["translations"]] == ["de"]


def test_each_language_once_and_none_of_a_translation(api: ApiClient) -> None:
    article = original(api)
    german = translated(api, article)
    for language in ("de", "de-at", "en"):
        again = api.post(f"articles/{article['id']}/translations", {"language": language})
        assert (again.status_code, again.json()["code"]) == (409, "kb.language_taken"), language
    of_it = api.post(f"articles/{german['id']}/translations", {"language": "fr"})
    assert (of_it.status_code, of_it.json()["code"]) == (409, "kb.follows_original")
    assert api.post(f"articles/{article['id']}/translations", {"language": "no code"}).status_code == 422


def test_what_is_the_originals_is_changed_there(api: ApiClient) -> None:
    article = original(api)
    german = translated(api, article)
    refused = api.patch(f"articles/{german['id']}", {"audience": "staff"})
    assert (refused.status_code, refused.json()["code"]) == (409, "kb.follows_original")
    api.patch(f"articles/{article['id']}", {"audience": "staff", "tags": ["grant"]})
    after = api.get(f"articles/{german['id']}").json()
    assert (after["audience"], after["tags"]) == ("staff", ["grant"])
    assert retrieve(None, "Freigabe") == []


def test_a_new_version_leaves_its_translations_behind_until_somebody_catches_up(
    api: ApiClient,
) -> None:
    article = original(api)
    german = translated(api, article)
    assert not german["is_behind"]
    api.patch(f"articles/{article['id']}", {"body": BODY + "\n\nThen press Start."})
    behind = api.get(f"articles/{german['id']}").json()
    assert (behind["is_behind"], behind["translated_version"], behind["original_version"]) == (True, 1, 2)
    assert states(api, article)["de"] == "behind"
    assert [row["id"] for row in api.get("articles?behind_in=de").json()["results"]] == [german["id"]]
    told = OutboxEvent.objects.get(name="kb.translations_behind").payload
    assert told == {"article_id": article["id"], "version": 2, "languages": ["de"]}
    changed = api.get(f"articles/{article['id']}/compare?from=1&to=2").json()
    added = [line["text"] for line in changed["lines"] if line["kind"] == "added"]
    assert added == ["Then press Start."]
    early = api.post(f"articles/{german['id']}/translated", {"version": 1})
    assert early.status_code == 412
    done = api.post(f"articles/{german['id']}/translated", {"version": 2}).json()
    assert not done["is_behind"]
    assert api.get("articles?behind_in=de").json()["results"] == []


def test_missing_in_a_language(api: ApiClient) -> None:
    first, second = original(api), original(api, title="Second")
    original(api, title="Schon deutsch", language="de")
    translated(api, first)
    assert [row["id"] for row in api.get("articles?missing_in=de").json()["results"]] == [second["id"]]
    assert len(api.get("articles?language=de").json()["results"]) == 2
    assert api.get("articles?missing_in=!").status_code == 422


def test_a_translation_is_read_only_where_its_original_is(api: ApiClient) -> None:
    article = original(api, status="draft")
    begun = api.post(f"articles/{article['id']}/translations", {"language": "de"}).json()
    early = api.patch(f"articles/{begun['id']}", {"status": "published"})
    assert (early.status_code, early.json()["code"]) == (409, "kb.original_not_published")
    api.patch(f"articles/{article['id']}", {"status": "published"})
    assert api.patch(f"articles/{begun['id']}", {"status": "published"}).status_code == 200
    for status, expected in (("draft", "draft"), ("archived", "archived")):
        api.patch(f"articles/{article['id']}", {"status": status})
        assert api.get(f"articles/{begun['id']}").json()["status"] == expected


def test_deleting_an_original_takes_its_translations_along(api: ApiClient) -> None:
    article = original(api)
    translated(api, article)
    assert api.delete(f"articles/{article['id']}").status_code == 204
    assert not Article.objects.exists()
    assert retrieve(None, "Freigabe grant") == []


def test_readers_find_an_article_once_in_their_language(api: ApiClient, cast: Cast) -> None:
    article = original(api)
    german = translated(api, article)
    untranslated = original(api, title="Renew the grant", body="Renew the grant, die Freigabe.")

    def found(reading: str) -> set[int]:
        return {one.article_id for one in retrieve(None, "grant Freigabe", reading=reading, limit=10)}

    assert found("de-AT") == {german["id"], untranslated["id"]}
    assert found("fr") == found("en") == {article["id"], untranslated["id"]}
    api.patch(f"articles/{german['id']}", {"status": "draft"})
    assert found("de") == {article["id"], untranslated["id"]}


def test_the_help_center_speaks_the_readers_language(api: ApiClient, cast: Cast) -> None:
    article = original(api)
    german = translated(api, article)
    other = original(api, title="Only English", body="See [it](article:fix-the-grant).")
    place = f"/help/{cast.brand.slug}"
    # By the browser, unless the address names a language.
    moved = page(f"{place}/{article['slug']}", "de-AT,de;q=0.9,en;q=0.5")
    assert (moved.status_code, moved["Location"]) == (302, f"{place}/{german['slug']}")
    assert moved["Vary"] == "Accept-Language"
    assert page(f"{place}/{article['slug']}?lang=en", "de").status_code == 200
    chosen = page(f"{place}/{article['slug']}?lang=de")
    assert chosen["Location"] == f"{place}/{german['slug']}?lang=de"
    text = page(f"{place}/{german['slug']}").content.decode()
    assert "Freigabe beheben" in text
    assert 'role="note"' not in text
    for code, slug in (("en", article["slug"]), ("de", german["slug"]), ("x-default", article["slug"])):
        assert f'hreflang="{code}" href="http' in text
        assert f'{place}/{slug}">' in text
    assert f"{place}/{article['slug']}?lang=en" in text
    # What is missing says so, in the reader's language, and leads on in it.
    fallback = page(f"{place}/{other['slug']}", "de").content.decode()
    assert "Diesen Artikel gibt es auf Deutsch noch nicht. Dies ist die Fassung auf Englisch." in fallback
    home = page(f"{place}/?lang=de").content.decode()
    assert f'{place}/{german["slug"]}?lang=de"' in home
    assert f'{place}/{other["slug"]}?lang=de"' in home
    assert f'{place}/{article["slug"]}?lang=de"' not in home
    assert "Freigabe beheben" in page(f"{place}/?q=Freigabe&lang=de").content.decode()


def test_sitemaps_by_language_with_alternates(api: ApiClient, cast: Cast) -> None:
    article = original(api)
    german = translated(api, article)
    place = f"/help/{cast.brand.slug}"
    english, deutsch = (page(f"{place}/sitemap-{code}.xml").content.decode() for code in ("en", "de"))
    assert f"{article['slug']}</loc>" in english
    assert f"{german['slug']}</loc>" not in english
    assert f"{german['slug']}</loc>" in deutsch
    assert 'hreflang="en"' in deutsch
    assert page(f"{place}/sitemap-fr.xml").status_code == 404
    assert f"{place}/sitemap-de.xml" in page("/robots.txt").content.decode()


def test_a_full_sitemap_is_full_in_each_language(api: ApiClient, cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(help_center, "MAX_LISTED", 1)
    german = translated(api, original(api))
    for code in ("en", "de"):
        text = page(f"/help/{cast.brand.slug}/sitemap-{code}.xml").content.decode()
        assert text.count("<loc>") == 2, code
        # Also what the other sitemap holds is an alternate here.
        assert re.search(rf'hreflang="de" href="[^"]+/{german["slug"]}"', text)


def test_one_language_stays_as_it_was(cast: Cast) -> None:
    article = original(cast.api(cast.supervisor))
    response = page(f"/help/{cast.brand.slug}/{article['slug']}", "de")
    assert response.status_code == 200
    text = response.content.decode()
    assert "hreflang" not in text
    # What we say around it is in the language of the reader's browser.
    assert response["Vary"] == "Accept-Language"


def test_a_moved_translation_redirects_by_itself(api: ApiClient, cast: Cast) -> None:
    german = translated(api, original(api))
    api.patch(f"articles/{german['id']}", {"slug": "freigabe"})
    response = page(f"/help/{cast.brand.slug}/{german['slug']}")
    assert (response.status_code, response["Location"]) == (301, f"/help/{cast.brand.slug}/freigabe")


def test_pictures_of_the_original_are_seen_in_its_translation(api: ApiClient, cast: Cast) -> None:
    article = original(api)
    image = uploaded(cast, article["id"]).json()
    shown = f'<p>Look.</p><p><img src="{image["url"]}" alt="The form"></p>'
    api.patch(f"articles/{article['id']}", {"body": shown, "body_format": "html"})
    begun = api.post(f"articles/{article['id']}/translations", {"language": "de"}).json()
    api.patch(f"articles/{begun['id']}", {"status": "published"})
    api.patch(f"articles/{article['id']}", {"body": "<p>No picture any more.</p>", "body_format": "html"})
    assert page(f"/help/{cast.brand.slug}/images/{image['id']}").status_code == 200
    api.patch(f"articles/{begun['id']}", {"status": "draft"})
    assert page(f"/help/{cast.brand.slug}/images/{image['id']}").status_code == 404


def test_strangers(api: ApiClient, cast: Cast) -> None:
    article = original(api, audience="teams", team_ids=[cast.other_team.pk])
    stranger = cast.api(cast.agent)
    for path in ("translations", "compare?from=1&to=1"):
        assert stranger.get(f"articles/{article['id']}/{path}").status_code == 404
    assert stranger.post(f"articles/{article['id']}/translations", {"language": "de"}).status_code == 404
    assert stranger.post(f"articles/{article['id']}/translated", {"version": 1}).status_code == 404
    reader = cast.api(cast.read_only)
    assert reader.post(f"articles/{article['id']}/translations", {"language": "de"}).status_code == 403
