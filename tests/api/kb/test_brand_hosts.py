"""A brand's own host answers with its help center and with nothing else."""

from typing import Any

import pytest

from people.models import Brand
from people.selectors import forget_brands
from tests.answers import Client
from tests.cast import Cast

HOST = "help.example.com"


@pytest.fixture
def brand(cast: Cast, settings: Any) -> Brand:
    settings.PUBLIC_URL = "https://desk.example.com"
    settings.ALLOWED_HOSTS = ["desk.example.com", "testserver"]
    Brand.objects.filter(pk=cast.brand.pk).update(host=HOST)
    forget_brands()
    return Brand.objects.get(pk=cast.brand.pk)


def get(path: str, host: str = HOST) -> Any:
    return Client(raise_request_exception=False).get(path, headers={"host": host})


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443", f"{HOST}."])
def test_the_host_leads_to_the_help_center(brand: Brand, host: str) -> None:
    assert get("/", host)["Location"] == f"/help/{brand.slug}/"
    assert get(f"/help/{brand.slug}/", host).status_code == 200


@pytest.mark.parametrize(
    "path", ["/app/", "/api/v1/me", "/api/v1/csrf", "/metrics", "/healthz", "/docs/errors", "/rate/x"]
)
def test_nothing_else_of_the_workspace_answers_there(brand: Brand, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert not answer.cookies


def test_another_brand_is_not_shown_there(brand: Brand) -> None:
    other = Brand.objects.create(name="Second", slug="second")
    forget_brands()
    assert get(f"/help/{other.slug}/").status_code == 404
    assert other.slug not in get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    "host", ["stranger.example.com", "help.example.com.stranger.example", "x.help.example.com"]
)
def test_names_of_strangers_are_refused_as_before(brand: Brand, host: str) -> None:
    assert get("/app/", host).status_code == 400
    assert get(f"/help/{brand.slug}/", host).status_code == 400


def test_an_archived_brand_answers_no_more(brand: Brand) -> None:
    Brand.objects.filter(pk=brand.pk).update(is_default=False, is_archived=True)
    forget_brands()
    assert get("/").status_code == 400


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        (HOST, 200), (HOST.upper(), 200), (f"{HOST}.", 200), ("", 404), ("desk.example.com", 404),
        ("x.help.example.com", 404), ("stranger.example", 404), ("help.example.com:443", 404),
    ],
)  # fmt: skip
def test_the_proxy_is_told_which_hosts_get_a_certificate(brand: Brand, domain: str, status: int) -> None:
    assert Client().get("/brand-hosts/ask", {"domain": domain}).status_code == status


def test_the_host_of_an_archived_brand_gets_no_certificate(brand: Brand) -> None:
    Brand.objects.filter(pk=brand.pk).update(is_default=False, is_archived=True)
    forget_brands()
    assert Client().get("/brand-hosts/ask", {"domain": HOST}).status_code == 404


def test_pages_name_the_host_once_it_was_seen(brand: Brand) -> None:
    at_first = get(f"/help/{brand.slug}/").content.decode()
    assert f"https://desk.example.com/help/{brand.slug}/" in at_first
    Brand.objects.filter(pk=brand.pk).update(host_seen_at="2026-03-02T09:00:00Z")
    forget_brands()
    assert f"https://{HOST}/help/{brand.slug}/" in get(f"/help/{brand.slug}/").content.decode()


def test_the_old_address_leads_to_the_host_while_it_is_seen(brand: Brand) -> None:
    path = f"/help/{brand.slug}/?q=keys"
    assert get(path, "desk.example.com").status_code == 200
    Brand.objects.filter(pk=brand.pk).update(host_seen_at="2026-03-02T09:00:00Z")
    forget_brands()
    moved = get(path, "desk.example.com")
    assert (moved.status_code, moved["Location"]) == (301, f"https://{HOST}{path}")
    assert "max-age=3600" in moved["Cache-Control"]
    assert get(path).status_code == 200


def test_pages_carry_the_links_and_the_footer_of_the_brand(brand: Brand, cast: Cast) -> None:
    admin, center = cast.api(cast.admin), f"kb/help-centers/{brand.slug}"
    links = [{"label": "Status <b>", "url": "https://status.example.com"}]
    changed = admin.patch(center, {"links": links, "footer": "Example Ltd.", "languages": ["DE"]})
    assert changed.status_code == 200, changed.content
    assert changed.json()["languages"] == [{"language": "de", "name": "Deutsch"}]
    text = get(f"/help/{brand.slug}/").content.decode()
    assert '<a class="more" href="https://status.example.com">Status &lt;b&gt;</a>' in text
    assert "Example Ltd." in text
    for wrong in (
        {"links": [{"label": "x", "url": "javascript:alert(1)"}]},
        {"links": [{"label": "", "url": "https://x.example"}]},
        {"languages": ["en"]},
        {"languages": ["de", "de-at"]},
        {"languages": ["no code"]},
    ):
        assert admin.patch(center, wrong).status_code in (400, 422), wrong
    assert cast.api(cast.agent).patch(center, {"footer": "x"}).status_code == 403
