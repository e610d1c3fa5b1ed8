"""Pictures in articles: taken in, shown to whoever may read the article, cleared away."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry
from kb.models import ArticleImage, Chunk
from kb.services import images_clean
from tests.answers import Client
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, ApiClient, Cast
from tests.pictures import png
from tests.standins.clamd import Clamd

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """What other tests left on the disk is not counted."""
    settings.MEDIA_ROOT = tmp_path


def written(api: ApiClient, **more: Any) -> dict[str, Any]:
    return dict(api.post("articles", {"title": "Rotate a key", "body": "Text"} | more).json())


def uploaded(cast: Cast, article: int, data: bytes = b"", alt: str = "The form", user: Any = None) -> Any:
    token = cast.token(user or cast.supervisor)
    file = SimpleUploadedFile("form.png", data or png(), content_type="image/png")
    return Client().post(
        f"/api/v1/articles/{article}/images",
        {"file": file, "alt": alt},
        headers={"Authorization": f"Bearer {token}"},
    )


def illustrated(cast: Cast, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A published article that shows a picture, and the picture."""
    api = cast.api(cast.supervisor)
    article = written(api)
    image = uploaded(cast, article["id"], alt="A dialog named Zebrafinch").json()
    body = f'<p>Press it.</p><p><img src="{image["url"]}" alt="{image["alt"]}"></p>'
    values = {"body": body, "body_format": "html", "status": "published"} | more
    response = api.patch(f"articles/{article['id']}", values)
    assert response.status_code == 200, response.content
    return dict(response.json()), dict(image)


def test_a_picture_needs_the_virus_scanner_s_verdict(cast: Cast, settings: Any, tmp_path: Path) -> None:
    article = written(cast.api(cast.supervisor))["id"]
    with Clamd() as scanner:
        settings.CLAMD_ADDRESS, scanner.answer = scanner.address, b"stream: Bad.Thing FOUND\0"
        bad = uploaded(cast, article)
        assert (bad.status_code, bad.json()["code"]) == (422, "file_infected")
        scanner.answer = None
        assert uploaded(cast, article).status_code == 201
    away = uploaded(cast, article)
    assert (away.status_code, away.json()["code"]) == (502, "file_unscanned")
    assert ArticleImage.objects.count() == 1
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_an_agent_adds_a_picture_with_its_description(cast: Cast) -> None:
    article = written(cast.api(cast.agent))
    response = uploaded(cast, article["id"], user=cast.agent)
    image = response.json()
    assert response.status_code == 201
    assert (image["alt"], image["content_type"]) == ("The form", "image/png")
    assert (image["width"], image["height"]) == (40, 30)
    shown = cast.api(cast.agent).get(image["url"].removeprefix("/api/v1/"))
    assert shown.content == png()
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["Cache-Control"] == "private, max-age=300"
    assert AuditEntry.objects.filter(action="kb.article_image_added").count() == 1


@pytest.mark.parametrize(
    ("data", "alt", "field"),
    [
        (SVG, "A", "file"),
        (b"\x89PNG\r\n\x1a\n" + SVG, "A", "file"),
        (png(9000, 1), "A", "file"),
        (png(), " ", "alt"),
    ],
    ids=["svg", "svg behind the signature of a png", "too wide", "without a description"],
)
def test_what_is_no_fit_picture_is_refused(cast: Cast, data: bytes, alt: str, field: str) -> None:
    article = written(cast.api(cast.supervisor))
    response = uploaded(cast, article["id"], data, alt)
    assert response.status_code == 422
    assert field in response.json()["errors"]
    assert not ArticleImage.objects.exists()


def test_too_large_is_refused(cast: Cast) -> None:
    article = written(cast.api(cast.supervisor))
    assert uploaded(cast, article["id"], png() + b"\x00" * (5 * 1024 * 1024)).status_code == 413


def test_the_help_center_shows_it_as_long_as_everybody_may_read_the_article(cast: Cast) -> None:
    brand = cast.brand.slug
    article, image = illustrated(cast)
    client = Client()
    page = client.get(article["url"])
    address = f"/help/{brand}/images/{image['id']}"
    assert f'src="{address}"' in page.content.decode()
    assert 'alt="A dialog named Zebrafinch"' in page.content.decode()
    shown = client.get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert shown["Cache-Control"].startswith("public, max-age=60")
    assert client.get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    for change in ({"audience": "staff"}, {"audience": "public", "brand_ids": [cast.other_brand.pk]}):
        cast.api(cast.supervisor).patch(f"articles/{article['id']}", change)
        assert client.get(address).status_code == 404
    cast.api(cast.supervisor).patch(f"articles/{article['id']}", {"brand_ids": [], "status": "draft"})
    assert client.get(address).status_code == 404


def test_a_picture_of_unpublished_words_is_not_shown(cast: Cast) -> None:
    article, _ = illustrated(cast)
    fresh = uploaded(cast, article["id"], alt="Not yet").json()
    address = f"/help/{cast.brand.slug}/images/{fresh['id']}"
    body = f'<p><img src="{fresh["url"]}" alt="x"></p>'
    cast.api(cast.supervisor).patch(f"articles/{article['id']}", {"body": body, "goes_live": False})
    assert Client().get(address).status_code == 404
    cast.api(cast.supervisor).patch(f"articles/{article['id']}", {"status": "published", "goes_live": True})
    assert Client().get(address).status_code == 200


def test_stranger_gets_404_for_a_picture_of_another_team(cast: Cast) -> None:
    owner = cast.api(cast.owner)
    article = written(owner, audience="teams", team_ids=[cast.other_team.pk])
    image = uploaded(cast, article["id"], user=cast.owner).json()
    assert cast.api(cast.supervisor).get(image["url"].removeprefix("/api/v1/")).status_code == 404
    assert uploaded(cast, article["id"], user=cast.supervisor).status_code == 404


def test_other_addresses_of_images_go(cast: Cast) -> None:
    body = (
        '<p><img src="https://track.test/p.png" alt="a"><img src="/api/v1/article-images/../me" alt="b"></p>'
    )
    article = written(cast.api(cast.supervisor), body=body, body_format="html")
    assert "src=" not in article["body_html"]


def test_pictures_survive_versions_and_a_rollback(cast: Cast) -> None:
    article, image = illustrated(cast)
    api = cast.api(cast.supervisor)
    api.patch(f"articles/{article['id']}", {"body": "<p>Without.</p>"})
    assert images_clean(now=NOW + timedelta(days=400)) == 0
    restored = api.post(f"articles/{article['id']}/restore", {"version": article["content_version"]}).json()
    assert image["url"] in restored["body_html"]
    assert Client().get(f"/help/{cast.brand.slug}/images/{image['id']}").status_code == 200


def test_what_nothing_shows_goes_after_a_day(cast: Cast) -> None:
    article, kept = illustrated(cast)
    unused = uploaded(cast, article["id"]).json()
    created = ArticleImage.objects.get(public_id=unused["id"]).created_at
    assert images_clean(now=created + timedelta(hours=23)) == 0
    path = Path(settings.MEDIA_ROOT) / ArticleImage.objects.get(public_id=unused["id"]).path
    assert path.is_file()
    # The row first, then its file.
    assert images_clean(now=created + timedelta(hours=25)) == 2
    assert not path.exists()
    assert [str(one.public_id) for one in ArticleImage.objects.all()] == [kept["id"]]
    assert images_clean(now=created + timedelta(hours=26)) == 0


def test_the_files_of_a_deleted_article_go(cast: Cast) -> None:
    article, image = illustrated(cast)
    row = ArticleImage.objects.get(public_id=image["id"])
    path, created = Path(settings.MEDIA_ROOT) / row.path, row.created_at
    cast.api(cast.supervisor).delete(f"articles/{article['id']}")
    assert images_clean(now=created + timedelta(days=2)) == 1
    assert not path.exists()


def test_answers_know_what_a_picture_shows(cast: Cast) -> None:
    article, _ = illustrated(cast)
    assert "Zebrafinch" in Chunk.objects.get(article=article["id"]).text
    found = cast.api(cast.agent).get("kb/search?q=zebrafinch").json()["results"]
    assert [one["id"] for one in found] == [article["id"]]


def test_the_widget_shows_it_to_whoever_reads_the_article(cast: Cast) -> None:
    article, image = illustrated(cast, audience="customers")
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email=cast.customer.email))
    read = browser.get(f"articles/{article['slug']}").json()
    [picture] = [node for part in read["body"] for node in part.get("c", []) if isinstance(node, dict)]
    assert (picture["t"], picture["a"]["alt"]) == ("img", "A dialog named Zebrafinch")
    shown = Client().get(picture["src"])
    assert (shown.status_code, shown["Cross-Origin-Resource-Policy"]) == (200, "cross-origin")
    assert Client().get(f"{picture['src']}x").status_code == 404
    # It is for signed-in customers: the help center does not show it.
    assert Client().get(f"/help/{cast.brand.slug}/images/{image['id']}").status_code == 404
    cast.api(cast.supervisor).patch(f"articles/{article['id']}", {"audience": "staff"})
    assert Client().get(picture["src"]).status_code == 404
