"""The public help center: what everybody may read, and nothing else."""

import json
from typing import Any

from kb.models import Article, SearchLog
from tests.api.kb.test_articles import create
from tests.cast import ApiClient, Cast


def page(anonymous: ApiClient, path: str, **headers: str) -> Any:
    return anonymous.get(path, **headers)


def test_home_lists_public_articles_of_the_brand_only(cast: Cast, anonymous: ApiClient) -> None:
    api = cast.api(cast.admin)
    create(api, title="For Halyard", brand=cast.brand.slug, product_area="exports")
    create(api, title="For Tern", brand=cast.other_brand.slug)
    create(api, title="For all brands")
    create(api, title="Still a draft", status="draft")
    create(api, title="For customers", audience="customers")
    create(api, title="For staff", audience="staff")
    response = page(anonymous, "/help/halyard/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "For Halyard" in text
    assert "For all brands" in text
    assert "Exports" in text
    for hidden in ("For Tern", "Still a draft", "For customers", "For staff", "Ada Admin", "@staff.test"):
        assert hidden not in text
    assert "max-age" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_article_page(cast: Cast, anonymous: ApiClient) -> None:
    create(cast.api(cast.admin), title="Rotate <a> key", slug="rotate", brand=cast.brand.slug)
    response = page(anonymous, "/help/halyard/rotate")
    text = response.content.decode()
    assert response.status_code == 200
    assert '<h1 dir="auto">Rotate &lt;a&gt; key</h1>' in text
    assert '<h2 id="fix-it">Fix it</h2>' in text
    assert '/help/halyard/rotate">' in text.split('rel="canonical"')[1][:80]
    assert "Ada Admin" not in text
    assert page(anonymous, "/help/halyard/rotate", If_None_Match=response.headers["ETag"]).status_code == 304


def test_readers_get_the_published_words(cast: Cast, anonymous: ApiClient) -> None:
    article = create(cast.api(cast.admin), brand=cast.brand.slug)
    cast.api(cast.agent).patch(f"articles/{article['id']}", {"title": "Unapproved", "body": "Secret plan"})
    text = page(anonymous, "/help/halyard/fix-hly-4012").content.decode()
    assert "Fix HLY-4012" in text
    assert "Unapproved" not in text
    assert "Secret plan" not in text


def test_drafts_and_internal_articles_are_404(cast: Cast, anonymous: ApiClient) -> None:
    api = cast.api(cast.admin)
    cast.brand  # noqa: B018 - made for the address
    create(api, slug="draft", status="draft")
    create(api, slug="staff", audience="staff")
    create(api, slug="customers", audience="customers")
    create(api, slug="archived", status="archived")
    create(api, slug="tern", brand=cast.other_brand.slug)
    for slug in ("draft", "staff", "customers", "archived", "tern", "none", "%00", "..%2f", "a%00b"):
        assert page(anonymous, f"/help/halyard/{slug}").status_code == 404, slug
        assert page(anonymous, f"/help/-/{slug}").status_code in (302 if slug == "tern" else 404, 404), slug
    assert page(anonymous, "/help/nobody/").status_code == 404


def test_old_address_leads_to_the_new_one(cast: Cast, anonymous: ApiClient) -> None:
    api = cast.api(cast.admin)
    article = create(api, slug="old", brand=cast.brand.slug)
    api.patch(f"articles/{article['id']}", {"slug": "new"})
    response = page(anonymous, "/help/halyard/old")
    assert (response.status_code, response.headers["Location"]) == (301, "/help/halyard/new")


def test_search_page_finds_public_only_and_keeps_a_log(cast: Cast, anonymous: ApiClient) -> None:
    api = cast.api(cast.admin)
    public = create(api, title="Grant a role", brand=cast.brand.slug)
    create(api, title="Grant anything: staff only", audience="staff")
    response = page(
        anonymous,
        "/help/halyard/",
    )
    response = anonymous.get("/help/halyard/", {"q": "grant <script>"})
    text = response.content.decode()
    assert "Grant a role" in text
    assert "staff only" not in text
    assert "<script>" not in text
    search = SearchLog.objects.get()
    assert (search.channel, search.shown_ids, search.brand_id) == (
        "help_center",
        [public["id"]],
        cast.brand.pk,
    )
    anonymous.get("/help/halyard/grant-a-role", {"from": search.pk})
    search.refresh_from_db()
    assert search.clicked_id == public["id"]


def test_links_between_articles_stay_in_the_brand(cast: Cast, anonymous: ApiClient) -> None:
    api = cast.api(cast.admin)
    create(api, slug="target", brand=cast.other_brand.slug)
    cast.brand  # noqa: B018 - made for the address
    create(api, slug="from", body="See [the other](article:target).")
    assert 'href="/help/tern/target"' in page(anonymous, "/help/tern/from").content.decode()
    moved = page(anonymous, "/help/-/target")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/help/tern/target")


def test_feedback_counts_a_reader_once(cast: Cast, anonymous: ApiClient) -> None:
    article = create(cast.api(cast.admin), brand=cast.brand.slug)
    for answer in ("yes", "no", "no"):
        response = anonymous.client.post("/help/halyard/fix-hly-4012/feedback", {"helpful": answer})
        assert response.status_code == 303
    row = Article.objects.get(pk=article["id"])
    assert (row.helpful_count, row.unhelpful_count) == (0, 1)


def test_sitemap_names_public_articles(cast: Cast, anonymous: ApiClient) -> None:
    create(cast.api(cast.admin), brand=cast.brand.slug)
    create(cast.api(cast.admin), slug="secret", audience="staff")
    text = page(anonymous, "/help/halyard/sitemap.xml").content.decode()
    assert "/help/halyard/fix-hly-4012</loc>" in text
    assert "secret" not in text


def test_home_costs_the_same_for_many_articles(
    cast: Cast, anonymous: ApiClient, django_assert_max_num_queries: Any
) -> None:
    api = cast.api(cast.admin)
    for i in range(12):
        create(api, title=f"T{i}", brand=cast.brand.slug)
    with django_assert_max_num_queries(3):
        page(anonymous, "/help/halyard/")
    # Two of them count that it was read.
    # One more asks for its translations, one what holds for the help center.
    with django_assert_max_num_queries(7):
        page(anonymous, "/help/halyard/t3")


def test_a_link_that_leads_nowhere_for_the_reader_is_plain_words(cast: Cast, anonymous: ApiClient) -> None:
    api = cast.api(cast.admin)
    body = (
        "See [the open one](article:open), [the closed one](article:closed) and [überall](article:überall)."
    )
    create(api, title="Open", slug="open", brand=cast.brand.slug)
    closed = create(api, title="Closed", slug="closed", brand=cast.brand.slug, audience="customers")
    create(api, title="Überall", slug="überall", brand=cast.brand.slug)
    create(api, title="Links", slug="links", brand=cast.brand.slug, body=body)
    before = page(anonymous, "/help/halyard/links")
    text = before.content.decode()
    assert 'href="/help/halyard/open"' in text
    assert ">überall</a>" in text
    assert "the closed one and" in text
    assert "/closed" not in text

    changed = api.patch(f"articles/{closed['id']}", {"audience": "public"})
    assert changed.status_code == 200, changed.json()
    after = page(anonymous, "/help/halyard/links", If_None_Match=before.headers["ETag"])
    assert 'href="/help/halyard/closed"' in after.content.decode()


def test_search_engines_read_help_centers_and_nothing_else(cast: Cast, anonymous: ApiClient) -> None:
    create(
        cast.api(cast.admin),
        title="Keys </script> & <b>",
        slug="keys",
        brand=cast.brand.slug,
        product_area="api",
    )
    robots = page(anonymous, "/robots.txt")
    lines = robots.content.decode().splitlines()
    assert robots.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /" in lines
    assert "Allow: /help/" in lines
    assert any(
        line.startswith("Sitemap: http") and line.endswith("/help/halyard/sitemap.xml") for line in lines
    )

    text = page(anonymous, "/help/halyard/keys").content.decode()
    raw = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    article, crumbs = json.loads(raw)["@graph"]
    assert article["headline"] == "Keys </script> & <b>"
    assert [each["name"] for each in crumbs["itemListElement"]] == ["Help", "API", "Keys </script> & <b>"]
    assert "Ada Admin" not in raw
