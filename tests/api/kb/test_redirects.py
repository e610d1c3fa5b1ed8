"""Old addresses of a help center: imported, added, followed with 301, and those asked for in vain."""

from typing import Any

import pytest

from kb.models import Article, MissedPath, Redirect
from kb.services import redirecting
from people.models import Brand
from people.selectors import forget_brands
from tests.answers import Client
from tests.cast import NOW, ApiClient, Cast

HOST = "help.example.com"
OLD = "/hc/en-us/articles/7-Rotate-a-key"


@pytest.fixture
def api(cast: Cast, settings: Any) -> ApiClient:
    settings.PUBLIC_URL = "https://desk.example.com"
    settings.ALLOWED_HOSTS = ["desk.example.com", "testserver"]
    Brand.objects.filter(pk=cast.brand.pk).update(host=HOST, site_url="https://www.example.com")
    forget_brands()
    return cast.api(cast.supervisor)


def article(api: ApiClient, **more: Any) -> dict[str, Any]:
    values = {"title": "Rotate a key", "body": "Press Rotate.", "status": "published"} | more
    return dict(api.post("articles", values).json())


def add(api: ApiClient, path: str, target: str, **more: Any) -> Any:
    return api.post("kb/redirects", {"path": path, "target": target} | more)


def get(path: str) -> Any:
    return Client(raise_request_exception=False).get(path, headers={"host": HOST})


def test_readers_of_the_old_help_center_are_sent_on(api: ApiClient, cast: Cast) -> None:
    rotate = article(api)
    created = add(api, f"https://{HOST}{OLD}?utm=1", rotate["slug"], brand=cast.brand.slug)
    assert created.status_code == 201, created.content
    assert created.json()["article"]["id"] == rotate["id"]
    moved = get(f"{OLD}?from=mail")
    assert (moved.status_code, moved["Location"]) == (301, f"/help/{cast.brand.slug}/rotate-a-key")
    # It follows the article, and is counted.
    api.patch(f"articles/{rotate['id']}", {"slug": "rotate"})
    assert get(OLD)["Location"] == f"/help/{cast.brand.slug}/rotate"
    assert api.get("kb/redirects").json()["results"][0]["hits"] == 2
    # What is not open to everybody is not there.
    api.patch(f"articles/{rotate['id']}", {"audience": "staff"})
    assert get(OLD).status_code == 404


def test_another_title_behind_the_number_leads_there_too(api: ApiClient) -> None:
    add(api, "/hc/en-us/articles/7", article(api)["slug"])
    assert get("/hc/en-us/articles/7-An-older-title").status_code == 301


def test_paths_below_help_lead_on_from_the_workspace_too(api: ApiClient, cast: Cast) -> None:
    add(api, f"/help/{cast.brand.slug}/gone", article(api)["slug"])
    assert Client().get(f"/help/{cast.brand.slug}/gone").status_code == 301


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("https://www.example.com/docs", 201),
        ("https://evil.example.net/", 422),
        ("//evil.example.net/", 422),
        ("http://www.example.com/", 422),
        ("https://user@www.example.com/", 422),
        ("javascript:alert(1)", 422),
        ("/\\evil.example.net", 422),
        ("no-such-article", 422),
        ("/old", 422),
    ],
)
def test_a_redirect_is_never_open(api: ApiClient, target: str, status: int) -> None:
    made = add(api, "/old", target)
    assert made.status_code == status, made.content
    if status == 201:
        location = get("/old")["Location"]
        assert location.startswith(("https://www.example.com/", "/")), location
        assert not location.startswith(("//", "/\\")), location


def test_a_host_that_is_ours_no_more_is_left_alone(api: ApiClient, cast: Cast) -> None:
    add(api, "/old", "https://www.example.com/docs")
    Brand.objects.filter(pk=cast.brand.pk).update(site_url="")
    forget_brands()
    assert get("/old").status_code == 404


def test_loops_and_chains_are_refused(api: ApiClient) -> None:
    assert add(api, "/a", "/b").status_code == 201
    for path, target in (("/b", "/a"), ("/c", "/a"), ("/b", "/d")):
        assert add(api, path, target).status_code == 422, (path, target)
    taken = add(api, "/a/", "/elsewhere")
    assert (taken.status_code, taken.json()["code"]) == (409, "kb.redirect_taken")
    row = api.get("kb/redirects").json()["results"][0]
    assert api.patch(f"kb/redirects/{row['id']}", {"target": "/a"}).status_code == 422
    assert api.patch(f"kb/redirects/{row['id']}", {"target": "/z"}).json()["target"] == "/z"
    assert api.get(f"kb/redirects/{row['id']}").json()["target"] == "/z"
    assert api.delete(f"kb/redirects/{row['id']}").status_code == 204
    assert get("/a").status_code == 404


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (None, ("/a", f"https://{HOST}/a", False)),
        (None, ("/a", f"https://{HOST}/a/?x=1#y", True)),
        (None, ("/help/halyard/x", "https://desk.example.com/help/halyard/x", True)),
        (None, ("/hc/articles/7", "/hc/articles/7-Rotate", True)),
        (("/b", "/a", True), ("/a", "/b", False)),
        (("/b", "/a", False), ("/a", "/b", True)),
        (("/b", f"https://{HOST}/a", True), ("/a", f"https://{HOST}/b", False)),
    ],
)
def test_no_circle_closes_over_whole_addresses_or_all_brands(
    api: ApiClient, cast: Cast, first: tuple[str, str, bool] | None, second: tuple[str, str, bool]
) -> None:
    def added(path: str, target: str, of_brand: bool) -> int:
        return int(add(api, path, target, **({"brand": cast.brand.slug} if of_brand else {})).status_code)

    assert first is None or added(*first) == 201
    assert added(*second) == 422


def test_a_circle_that_closes_later_leads_nowhere(api: ApiClient, cast: Cast) -> None:
    # Pages of the former help center were read as a source; then its domain moved here.
    Brand.objects.filter(pk=cast.brand.pk).update(host="")
    forget_brands()
    made = article(api)
    origin = f"https://{HOST}/hc/x"
    assert add(api, "/hc/x", made["slug"]).status_code == 201
    Article.objects.filter(pk=made["id"]).update(origin_url=origin)
    Brand.objects.filter(pk=cast.brand.pk).update(host=HOST)
    forget_brands()
    assert get("/hc/x").status_code == 404
    assert add(api, "/hc/x", made["slug"], brand=cast.brand.slug).status_code == 422
    # Two that were written at the same moment, neither of which could see the other.
    Redirect.objects.create(path="/a", target="/b", created_at=NOW)
    Redirect.objects.create(path="/b", target=f"https://{HOST}/a", brand=cast.brand, created_at=NOW)
    assert [get(path).status_code for path in ("/a", "/b")] == [404, 404]


def test_browsers_ask_again_after_an_hour(api: ApiClient, cast: Cast) -> None:
    made = article(api)
    add(api, "/old", made["slug"])
    api.patch(f"articles/{made['id']}", {"slug": "rotate"})
    for path in ("/old", f"/help/{cast.brand.slug}/{made['slug']}"):
        moved = get(path)
        assert (moved.status_code, moved["Cache-Control"]) == (301, "public, max-age=3600"), path


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('/a,/b\n/c,"/d\n/e,/f\n', 2),
        ('/a,/b\n"/c"x,/d\n', 2),
        ('/a,/b\n/x,"/y\n' + "/e,/f\n" * 20_000, 2),
    ],
)
def test_a_list_that_is_no_csv_names_its_line(api: ApiClient, text: str, line: int) -> None:
    refused = api.post("kb/redirects/import", {"csv": text})
    assert refused.status_code == 422, refused.content[:200]
    assert f"Line {line} " in refused.json()["errors"]["csv"][0]
    assert not Redirect.objects.exists()


def test_a_list_is_imported_line_by_line(api: ApiClient, cast: Cast) -> None:
    slug = article(api)["slug"]
    text = f"Old;New\n{OLD};{slug}\n/x;/y\n/bad;nowhere\n"
    for outcomes in (["added", "added", "failed"], ["unchanged", "unchanged", "failed"]):
        rows = api.post("kb/redirects/import", {"csv": text, "brand": cast.brand.slug}).json()["results"]
        assert [row["outcome"] for row in rows] == outcomes
    assert rows[2]["line"] == 4
    assert "no such article" in rows[2]["detail"]
    assert Redirect.objects.count() == 2


def test_what_is_asked_for_in_vain_is_noted_without_parameters(
    api: ApiClient, cast: Cast, monkeypatch: Any
) -> None:
    for path in ("/docs/x?token=secret", "/docs/x/", "/wp-login.php", "/invite/ada@example.com"):
        assert get(path).status_code == 404
    rows = api.get("kb/missed-paths").json()["results"]
    assert {(row["path"], row["count"]) for row in rows} == {("/docs/x", 2), ("/invite/…", 1)}
    monkeypatch.setattr(redirecting, "MAX_MISSED", 2)
    get("/docs/y")
    assert set(MissedPath.objects.values_list("path", flat=True)) == {"/docs/x", "/docs/y"}
    # Led on, it waits no more.
    add(api, "/docs/x", article(api)["slug"])
    assert set(MissedPath.objects.values_list("path", flat=True)) == {"/docs/y"}
    last = api.get("kb/missed-paths").json()["results"][0]
    assert api.delete(f"kb/missed-paths/{last['id']}").status_code == 204


def test_strangers(api: ApiClient, cast: Cast) -> None:
    secret = article(cast.api(cast.admin), title="Secret", audience="teams", team_ids=[cast.other_team.pk])
    assert add(cast.api(cast.admin), "/secret", secret["slug"]).status_code == 201
    assert api.get("kb/redirects").json()["results"] == []
    row = Redirect.objects.get()
    assert api.get(f"kb/redirects/{row.pk}").status_code == 404
    assert api.patch(f"kb/redirects/{row.pk}", {"target": "/x"}).status_code == 404
    assert api.delete(f"kb/redirects/{row.pk}").status_code == 404
    agent = cast.api(cast.agent)
    assert agent.get("kb/redirects").status_code == 403
    assert agent.get("kb/missed-paths").status_code == 403
    assert add(agent, "/b", "/c").status_code == 403
    assert agent.post("kb/redirects/import", {"csv": "/b,/c"}).status_code == 403
    assert get("/secret").status_code == 404
